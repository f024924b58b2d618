"""What a plain install brings: licences that go with Apache-2.0, and versions that are pinned."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

# GPL and AGPL in any spelling; the lesser one (LGPL) binds only changes to the library itself.
_COPYLEFT = re.compile(
    r"(?<![a-z])a?gpl|(?<!lesser )general public licen[cs]e|affero", re.IGNORECASE
)


def pins() -> dict[str, str]:
    """The version of each package in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    kept = [line.split("#")[0].strip() for line in lines]
    return {canonicalize_name(n): v for n, _, v in (k.partition("==") for k in kept if k)}


def installed_with(requirements: Iterable[str]) -> dict[str, Distribution]:
    """The installed distributions that requirements bring, in depth, by canonical name.

    A requirement that is not installed is left out: its marker or extra is not ours.
    """
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(text), "") for text in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            found.setdefault(name, distribution(name))
        except PackageNotFoundError:
            continue
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(r), wanted) for r in found[name].requires or ()]
    return found


def licence_words(package: Distribution) -> Iterator[str]:
    """What a distribution's metadata says of its licence, in all three places."""
    metadata = package.metadata
    for key in ("License-Expression", "Classifier"):
        for value in metadata.get_all(key) or ():
            if key != "Classifier" or value.startswith("License ::"):
                yield value
    text = (metadata.get_all("License") or [""])[0]
    yield text.split("\n")[0]  # some put the whole text there, which may name other licences


def test_no_copyleft_among_what_a_plain_install_brings() -> None:
    packages = installed_with(PROJECT["dependencies"])
    assert len(packages) >= len(PROJECT["dependencies"])
    guilty = {
        name: words
        for name, package in packages.items()
        for words in licence_words(package)
        if _COPYLEFT.search(words) and " OR " not in words
    }
    assert guilty == {}


@pytest.mark.parametrize(
    ("words", "copyleft"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True),
        ("LGPL-2.1-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Mozilla Public License 2.0 (MPL 2.0)", False),
        ("BSD-3-Clause", False),
    ],
)
def test_copyleft_is_told_by_its_words(words: str, copyleft: bool) -> None:
    assert bool(_COPYLEFT.search(words)) is copyleft


def test_every_package_says_under_which_licence_it_stands() -> None:
    packages = installed_with(PROJECT["dependencies"])
    silent = [n for n, p in packages.items() if not any(w.strip() for w in licence_words(p))]
    assert silent == []


def test_constraints_are_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    loose = [x for x in lines if x.strip() and not re.fullmatch(r"[\w.\-]+==[\w.!+]+", x.strip())]
    assert loose == []


@pytest.mark.parametrize("extra", ["", *EXTRAS])
def test_every_declared_dependency_is_pinned_to_a_version_that_it_allows(extra: str) -> None:
    for text in EXTRAS[extra] if extra else PROJECT["dependencies"]:
        requirement = Requirement(text)
        version = pins().get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} has no line in constraints.txt"
        assert version in requirement.specifier, f"{requirement} against {version}"


@pytest.mark.parametrize("extra", ["", *EXTRAS])
def test_what_the_dependencies_bring_is_pinned_too(extra: str) -> None:
    """As far as it is installed here; CI installs all of it."""
    declared = EXTRAS[extra] if extra else PROJECT["dependencies"]
    missing = sorted(set(installed_with(declared)) - set(pins()))
    assert missing == []
