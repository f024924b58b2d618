"""``dualens lists show``: an entry to read, on the terminal and as a page."""

from __future__ import annotations

from pathlib import Path

from dualens.cli.lists import codes_beginning
from tests.cli.conftest import Call


def test_an_entry_is_shown_with_its_terms_and_counterparts(dualens: Call) -> None:
    ran = dualens("lists", "show", "4D004")
    assert ran.status == 0
    for words in ("4D004#note1", "releases:", "Defined terms", "US Commerce Control List: 4D004"):
        assert words in ran.out


def test_an_entry_is_written_as_a_page(dualens: Call, tmp_path: Path) -> None:
    path = tmp_path / "entry.html"
    ran = dualens("lists", "show", "5A001.j", "--html", path)
    assert ran.status == 0
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert str(path) in ran.err


def test_a_page_without_a_code_is_refused(dualens: Call, tmp_path: Path) -> None:
    ran = dualens("lists", "show", "--html", tmp_path / "entry.html")
    assert ran.status == 2
    assert not (tmp_path / "entry.html").exists()


def test_the_shell_completes_codes() -> None:
    assert codes_beginning("5a0") == [f"5A00{n}" for n in (1, 2, 3, 4)]
    assert "5A001.f.3.a" in codes_beginning("5A001.f")
    assert not any("#" in code for code in codes_beginning("5A001.f"))
    assert len(codes_beginning("")) == 384
