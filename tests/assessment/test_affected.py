"""After an amendment: which earlier assessments an officer has to look at again, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from dualens.assessment import affected, read_assessments
from dualens.errors import UsageError
from dualens.lists import Comparison, EntryChange, ProvisionChange


def comparison(*codes: str) -> Comparison:
    entries = tuple(
        EntryChange(code[:5], "Title", "changed", (ProvisionChange(code, "changed", ()),))
        for code in codes
    )
    return Comparison("eu@2022", "eu@2025", entries)


def assessment(entry: str, score: float = 0.8, quote: str = "captures identities") -> Any:
    return {
        "document": {"name": "a.pdf", "sha256": "0"},
        "flags": [{"evidence": [{"quote": quote}]}],
        "matches": [{"list": "eu", "entry": entry, "score": score, "evidence": []}],
    }


def nothing_near(texts: Sequence[str]) -> Mapping[str, tuple[float, str]]:
    return {}


@pytest.mark.parametrize("changed", ["5A001.f", "5A001.f.1", "5A001", "5A001.f#note1"])
def test_a_match_rests_on_its_provision_what_encloses_it_and_their_notes(changed: str) -> None:
    (found,) = affected([assessment("5A001.f.1")], comparison(changed), nothing_near)
    (touched,) = found.touched
    assert (touched.reason, touched.entry) == ("provision changed", "5A001.f.1")
    assert touched.changed == (changed,)


@pytest.mark.parametrize("changed", ["5A001.j", "5A001.f.10", "5A001.f.2", "5A002", "5A001.fa"])
def test_a_change_elsewhere_does_not_concern_it(changed: str) -> None:
    assert list(affected([assessment("5A001.f.1")], comparison(changed), nothing_near)) == []


def test_a_match_too_weak_to_rest_on_is_left_alone() -> None:
    weak = assessment("5A001.f.1", score=0.02)
    assert list(affected([weak], comparison("5A001.f"), nothing_near)) == []


def test_a_match_with_another_list_is_left_alone() -> None:
    other = assessment("5A001.f.1")
    other["matches"][0]["list"] = "us"
    assert list(affected([other], comparison("5A001.f"), nothing_near)) == []


def test_a_document_that_found_nothing_before_is_named_with_the_words_that_come_near() -> None:
    def near(texts: Sequence[str]) -> Mapping[str, tuple[float, str]]:
        assert texts == ["captures identities"]
        return {"4A005": (0.9, texts[0]), "4D004.b": (0.4, texts[0])}

    (found,) = affected([assessment("5A001.f")], comparison("4A005", "4D004.b"), near)
    (touched,) = found.touched
    assert (touched.reason, touched.entry) == ("may match now", "4A005")
    assert touched.quote == "captures identities"
    assert found.as_dict()["touched"][0]["score"] == 0.9


def test_what_matched_before_is_not_said_to_match_anew() -> None:
    def near(texts: Sequence[str]) -> Mapping[str, tuple[float, str]]:
        return {"5A001.j": (0.9, texts[0])}

    assert list(affected([assessment("5A001.f")], comparison("5A001.j"), near)) == []


def test_an_unreadable_document_is_no_trouble() -> None:
    unread = {"document": {"name": "b.pdf", "sha256": "1"}, "flags": [], "matches": []}
    assert list(affected([unread], comparison("5A001"), nothing_near)) == []


@pytest.mark.parametrize("content", [b"{}\n", b"[1]\n", b"no json\n", b'{"document": 1}\n'])
def test_a_file_that_holds_no_assessments_is_told_with_its_line(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"document":{"name":"a"},"matches":[],"flags":[]}\n' + content)
    with pytest.raises(UsageError, match="line 2"):
        read_assessments(path)
