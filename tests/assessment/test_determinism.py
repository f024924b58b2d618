"""The same file, model and lists give the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualens.assessment import Assessor, as_json
from dualens.documents import document_of_text
from tests.cli.tiny import make_home

TEXTS = [
    "An IMSI catcher for mobile networks. It lists every phone within two kilometres.",
    "The pump moves forty litres of water a minute. Guarantee: two years.",
    "Gesichtserkennung in Menschenmengen für Behörden. Garantie: zwei Jahre.",
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUALENS_HOME", str(make_home(tmp_path / "home")))


def assessed(assessor: Assessor, texts: list[str]) -> list[str]:
    return [as_json(assessor.assess(document_of_text(text)).as_dict()) for text in texts]


@pytest.mark.usefixtures("home")
def test_order_neighbours_and_a_fresh_start_change_nothing() -> None:
    first = Assessor.load(None, ["tiny"])
    forward = assessed(first, TEXTS)
    assert assessed(first, TEXTS) == forward
    second = Assessor.load(None, ["tiny"])
    assert assessed(second, TEXTS[::-1]) == forward[::-1]


@pytest.mark.usefixtures("home")
def test_a_cache_changes_nothing(tmp_path: Path) -> None:
    plain = assessed(Assessor.load(None, ["tiny"]), TEXTS)
    for _ in range(2):
        cached = Assessor.load(None, ["tiny"], cache=tmp_path / "cache.sqlite")
        assert assessed(cached, TEXTS) == plain


@pytest.mark.usefixtures("home")
def test_a_list_named_twice_or_in_full_is_the_list() -> None:
    once = Assessor.load(None, ["tiny"])
    twice = Assessor.load(None, ["tiny", "tiny@2026-01-01", "tiny"])
    assert once.made_with == twice.made_with
    assert assessed(twice, TEXTS[:1]) == assessed(once, TEXTS[:1])
