"""``dualens lists diff`` and ``affected``: what an officer reads after an amendment."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dualens.lists import load_list, save_list_file
from tests.cli.tiny import SAMPLES, Ran

Call = Callable[..., Ran]


@pytest.fixture(autouse=True)
def editions(home: Path, dualens: Call) -> None:
    """An earlier edition of the small list, with a number that was changed and an entry less."""
    now = load_list("tiny")
    (entry, _) = now.entries
    first, *others = entry.provisions
    old = replace(first, text=f"{first.text} over 5 km")
    before = replace(
        now, version="2025-01-01", entries=(replace(entry, provisions=(old, *others)),)
    )
    save_list_file(before, home / "lists" / "tiny" / "2025-01-01.json")


def test_the_summary_comes_first_then_the_words_that_changed(dualens: Call) -> None:
    ran = dualens("lists", "diff", "tiny@2025-01-01", "tiny@2026-01-01")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == "tiny@2025-01-01 → tiny@2026-01-01"
    assert lines[1] == "1 entry added, none removed, 1 changed in 1 provision."
    assert any(line.startswith("added   9A012") for line in lines)
    assert "[-over 5 km-]" in ran.out
    assert "\x1b[" not in ran.out


def test_other_programs_get_the_same_as_json(dualens: Call, tmp_path: Path) -> None:
    out = tmp_path / "diff.json"
    ran = dualens("lists", "diff", "tiny@2025-01-01", "tiny@2026-01-01", "--json", out)
    assert ran.status == 0
    written = json.loads(out.read_text())
    assert [entry["code"] for entry in written["added"]] == ["9A012"]
    assert written["removed"] == []
    (changed,) = written["changed"]
    assert {"kind": "gone", "text": "over 5 km"} in changed["provisions"][0]["words"]
    ran = dualens("lists", "diff", "tiny@2025-01-01", "tiny@2026-01-01", "--json", "-")
    assert ran.objects == [written]


def test_an_edition_beside_itself_has_no_change(dualens: Call) -> None:
    ran = dualens("lists", "diff", "tiny@2026-01-01", "tiny@2026-01-01")
    assert ran.status == 0
    assert "No entry was added, removed or changed." in ran.out


def test_an_unknown_edition_is_told_with_those_at_hand(dualens: Call) -> None:
    ran = dualens("lists", "diff", "tiny@1999-01-01", "tiny@2026-01-01")
    assert ran.status == 2
    assert "tiny@2025-01-01" in ran.err


def test_earlier_assessments_that_an_amendment_touches_are_named(
    dualens: Call, tmp_path: Path
) -> None:
    """The product rests on the entry of which a number changed."""
    out = tmp_path / "out.jsonl"
    sample = SAMPLES / "orrin-vale-nightglass.pdf"
    assert dualens("assess", sample, "--json", out, "--list", "tiny@2025-01-01").status == 0
    ran = dualens("lists", "affected", "tiny@2025-01-01", "tiny@2026-01-01", "--assessments", out)
    assert ran.status == 0
    assert "1 of 1 assessments should be looked at again." in ran.out
    assert sample.name in ran.out
    ran = dualens(
        "lists", "affected", "tiny@2026-01-01", "tiny@2026-01-01", "--assessments", out,
        "--json", "-",
    )  # fmt: skip
    assert ran.objects == [[]]
