"""The spreadsheet: one sheet each for documents, flags and matches, to be sorted and filtered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualens.assessment.run import Row, by_need
from dualens.assessment.table import flagged
from dualens.assessment.writing import written_aside
from dualens.errors import UsageError

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_LONGEST_CELL = 32_767  # UTF-16 units; the format's own limits
_MOST_LINES = 1_048_575


def write_xlsx(rows: Sequence[Row], path: Path) -> None:
    """Writes the spreadsheet, most needing review first.

    Text from documents is written as text: a cell that begins with "=" is never a formula.

    Raises:
        OutputError: The file could not be written; nothing half-written is left.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    ranked = by_need(rows)
    with written_aside(path) as aside:
        book = xlsxwriter.Workbook(
            str(aside), {"strings_to_formulas": False, "strings_to_urls": False}
        )
        book.set_properties({"title": "Dualens assessment", "created": datetime(2000, 1, 1)})
        _sheet(book, "Documents", _DOCUMENT_COLUMNS, (_document(row) for row in ranked))
        _sheet(book, "Flags", _FLAG_COLUMNS, (line for row in ranked for line in _flags(row)))
        _sheet(book, "Matches", _MATCH_COLUMNS, (line for row in ranked for line in _matches(row)))
        try:
            book.close()
        except FileCreateError as error:  # the library's own, around the system's
            cause = error.args[0] if error.args else error
            raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error


_DOCUMENT_COLUMNS = (
    ("Document", 40), ("Path", 40), ("Status", 12), ("Reason", 30), ("Recommended", 12),
    ("Probability", 10), ("Rank score", 10), ("Promise holds", 12), ("Likely capabilities", 50),
    ("Art. 2(20)", 16), ("Language", 9), ("Pages", 7), ("OCR", 6), ("SHA-256", 66),
)  # fmt: skip
_FLAG_COLUMNS = (
    ("Document", 40), ("Capability", 28), ("Probability", 10), ("Flagged", 9), ("Page", 6),
    ("Quote", 100),
)  # fmt: skip
_MATCH_COLUMNS = (
    ("Document", 40), ("List", 14), ("Version", 12), ("Entry", 14), ("Title", 50), ("Score", 8),
    ("Status", 24), ("Conditions", 70), ("Exclusions", 70), ("Page", 6), ("Quote", 80),
)  # fmt: skip


def _sheet(
    book: Workbook,
    name: str,
    columns: Sequence[tuple[str, int]],
    lines: Iterable[Sequence[Any]],
) -> None:
    sheet = book.add_worksheet(name)
    bold, wrap = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width, wrap)
        sheet.write_string(0, column, title, bold)
    last = 0
    for last, line in enumerate(lines, start=1):
        if last > _MOST_LINES:
            raise UsageError(
                f"A spreadsheet holds {_MOST_LINES:,} lines; this run has more {name.lower()}.",
                "Assess fewer documents at once, or write --json.",
            )
        for column, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(last, column, _cell(value))
            elif value is not None:
                sheet.write(last, column, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _cell(text: str) -> str:
    """Text that a cell can hold: not too long, no half of a surrogate pair."""
    units = text.encode("utf-16-le", "replace")[: 2 * _LONGEST_CELL]
    return units.decode("utf-16-le", "ignore")


def _document(row: Row) -> Sequence[Any]:
    a, d = row.assessment, row.assessment["document"]
    if row.unreadable:
        reason = f"{a['error']['kind']}: {a['error']['message']}"
        verdict: tuple[Any, ...] = (reason, None, None, None, None, "", "")
    else:
        review = a["review"]
        capabilities = ", ".join(f"{f['capability']} {f['probability']:.2f}" for f in flagged(a))
        verdict = (
            "", review["recommended"], review["probability"], review["rank_score"],
            review["promise"]["holds"], capabilities, a["article_2_20"]["outcome"],
        )  # fmt: skip
    return (
        d["name"], str(row.path), a["status"], *verdict, d["language"], d["pages"], d["ocr"],
        d["sha256"],
    )  # fmt: skip


def _flags(row: Row) -> Iterable[Sequence[Any]]:
    for flag in row.assessment["flags"]:
        for evidence in flag["evidence"] or ({"page": None, "quote": ""},):
            yield (
                row.assessment["document"]["name"], flag["capability"], flag["probability"],
                flag["flagged"], evidence["page"], evidence["quote"],
            )  # fmt: skip


def _matches(row: Row) -> Iterable[Sequence[Any]]:
    for match in row.assessment["matches"]:
        nearest = match["evidence"][0] if match["evidence"] else {"page": None, "quote": ""}
        yield (
            row.assessment["document"]["name"], match["list"], match["version"], match["entry"],
            match["title"], match["score"], match["status"], _states(match["conditions"]),
            _states(match["exclusions"]), nearest["page"], nearest["quote"],
        )  # fmt: skip


def _states(judged: Sequence[dict[str, Any]]) -> str:
    return "\n".join(f"{item['state']}: {item['text']}" for item in judged)
