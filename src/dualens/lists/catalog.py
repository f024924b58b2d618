"""Which control lists are there, and how one is named: ``eu-annex-i`` or ``eu-annex-i@2025-11-15``.

An imported official text stands before our digest of the same edition, and a later edition
before an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dualens.errors import UnknownListError
from dualens.lists.model import ControlList, Form
from dualens.lists.storage import load_list_file
from dualens.resources import shipped, user_folder

DEFAULT_LIST = "eu-annex-i"


@dataclass(frozen=True, slots=True)
class ListEdition:
    """A control list file that can be loaded."""

    id: str
    version: str
    form: Form
    path: Path


def editions() -> list[ListEdition]:
    """Every edition at hand, newest first within an id."""
    found = [*_editions_in(shipped("corpora/lists"), "digest")]
    found += _editions_in(user_folder() / "lists", "official")
    by_id = sorted(found, key=lambda e: (e.version, e.form), reverse=True)
    return sorted(by_id, key=lambda e: e.id)


def load_list(name: str = DEFAULT_LIST) -> ControlList:
    """The newest digest of a list, or with ``id@version`` that edition.

    The digest is what matching rests on: it has the conditions and exclusions as structure. The
    official wording of the same edition is had with :func:`official_text`.

    Raises:
        UnknownListError: There is no such list or edition.
        ListFormatError: Its file is damaged.
    """
    list_id, _, version = name.partition("@")
    candidates = [
        e for e in editions() if e.id == list_id and (not version or e.version == version)
    ]
    if not candidates:
        known = ", ".join(sorted({f"{e.id}@{e.version}" for e in editions()})) or "none"
        raise UnknownListError(f"There is no control list {name!r}.", f"At hand: {known}.")
    digests = [e for e in candidates if e.form == "digest"]
    return _load((digests or candidates)[0].path)


def official_text(control_list: ControlList) -> ControlList | None:
    """The imported official wording of the same edition, if the user has imported it."""
    for edition in editions():
        if (edition.id, edition.version, edition.form) == (
            control_list.id,
            control_list.version,
            "official",
        ):
            return _load(edition.path)
    return None


def load_pair(before: str, after: str) -> tuple[ControlList, ControlList]:
    """Two editions to compare: the official wording of both where it is there, else our digests.

    Raises:
        UnknownListError: There is no such list or edition.
        ListFormatError: A file is damaged.
    """
    lists = load_list(before), load_list(after)
    wordings = [one if one.form == "official" else official_text(one) for one in lists]
    if wordings[0] is not None and wordings[1] is not None:
        return wordings[0], wordings[1]
    return lists


@lru_cache(maxsize=8)
def _load(path: Path) -> ControlList:
    return load_list_file(path)


def _editions_in(folder: Path, form: Form) -> list[ListEdition]:
    return [
        ListEdition(path.parent.name, path.stem, form, path) for path in folder.glob("*/*.json")
    ]
