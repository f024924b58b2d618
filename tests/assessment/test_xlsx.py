"""The spreadsheet opens, has its three sheets, and holds text as text."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dualens.assessment import Row, write_xlsx
from dualens.errors import OutputError, UsageError
from tests.assessment.results import assessed, unreadable


def opened(rows: list[Row], folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    write_xlsx(rows, folder / "out.xlsx")
    book = openpyxl.load_workbook(folder / "out.xlsx")
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_it_has_a_sheet_each_for_documents_flags_and_matches(tmp_path: Path) -> None:
    sheets = opened([assessed("a.pdf"), unreadable("b.pdf")], tmp_path)
    assert list(sheets) == ["Documents", "Flags", "Matches"]
    titles, *rows = sheets["Documents"]
    assert titles[:5] == ("Document", "Path", "Status", "Reason", "Recommended")
    assert [(row[0], row[2]) for row in rows] == [("a.pdf", "assessed"), ("b.pdf", "unreadable")]
    assert rows[1][3] == "damaged: It is broken."
    assert sheets["Flags"][1][:4] == ("a.pdf", "imsi-catcher", 0.9, True)
    assert sheets["Matches"][1][3] == "5A001.f"
    assert sheets["Matches"][1][7] == "met: catches"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "https://x.example", "{=1}", "\t=1"]
)
def test_text_that_looks_like_a_formula_or_link_stays_text(tmp_path: Path, text: str) -> None:
    row = assessed(text)
    row.assessment["flags"][0]["evidence"][0]["quote"] = text
    write_xlsx([row], tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    for cell in (book["Documents"]["A2"], book["Flags"]["F2"]):
        assert cell.data_type in ("s", "inlineStr")
        assert cell.value == text
        assert cell.hyperlink is None


@pytest.mark.parametrize("text", ["x" * 40_000, "🛰" * 20_000, "\udcff\x00\x1b\ufffe", ""])
def test_text_that_no_cell_can_hold_costs_no_spreadsheet(tmp_path: Path, text: str) -> None:
    row = assessed("a.pdf")
    row.assessment["flags"][0]["evidence"][0]["quote"] = text
    value = opened([row], tmp_path)["Flags"][1][5] or ""
    assert len(value.encode("utf-16-le")) <= 2 * 32_767


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        write_xlsx([copy.deepcopy(assessed("a.pdf"))], tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_more_lines_than_a_sheet_holds_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dualens.assessment.xlsx._MOST_LINES", 2)
    with pytest.raises(UsageError, match="holds 2 lines"):
        write_xlsx([assessed(name) for name in "abc"], tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())


def test_a_device_that_is_full_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(OutputError, match="No space left"):
        write_xlsx([assessed("a.pdf")], Path("/dev/full"))


def test_a_folder_that_goes_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file or directory"):
        write_xlsx([assessed("a.pdf")], tmp_path / "gone" / "out.xlsx")
