"""The lines of a PDF page with their places, superscripts marked, through PDFium.

Indentation tells the depth of a paragraph of law more surely than its letter, so each line keeps
the place of its first letter.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path
from types import ModuleType

from dualens.errors import ListFormatError

_MOST_PAGES = 2_000
_MOST_LETTERS = 100_000  # of one page; real ones have 3,000
_SAME_LINE = 5.0  # points between the middles of letters on one line; lines are 9.6 apart
_CELL_GAP = 20.0
_SMALL = 0.8  # a letter less high than this share of its line's is a superscript or subscript
_RAISED = 0.8  # points that its middle lies above the line's
_CLOSE_UP = re.compile(r"([²³]|\^-?\w+) (?=[/);,.])")  # PDFium sees a gap behind a superscript
_UNITS = {"2": "²", "3": "³"}
_HYPHEN = "\x02"  # PDFium's sign for a hyphen that breaks a word over two lines


@dataclass(slots=True)
class Line:
    """One printed line.

    Attributes:
        x: Left edge of its first letter.
        y: Height of its middle above the bottom of the page.
        height: Of its letters.
        broken: Whether it ends within a word.
    """

    x: float
    y: float
    height: float
    text: str
    broken: bool = False


@dataclass(slots=True)
class _Run:
    """Letters that PDFium gives in one go, on one line."""

    x: float
    y: float
    height: float
    right: float
    parts: list[str] = field(default_factory=list)
    raised: str = ""
    broken: bool = False

    def flush(self) -> None:
        """Writes the superscript that has been gathered: 10^9, m²."""
        if not self.raised:
            return
        raised = self.raised.translate({0x2013: "-", 0x2212: "-"})
        before = self.parts[-1][-1:] if self.parts else ""
        if before.isalpha() and raised in _UNITS:
            self.parts.append(_UNITS[raised])
        elif raised.startswith("("):
            self.parts.append(" " + raised)  # the number of a footnote
        else:
            self.parts.append("^" + raised)
        self.raised = ""


def read_lines(path: Path) -> Iterator[list[Line]]:
    """The lines of each page, from top to bottom.

    Raises:
        ListFormatError: PDFium cannot open the file, or it is far larger than any control list.
    """
    import pypdfium2.raw as pdfium

    data = path.read_bytes()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise ListFormatError(f"{path.name} is no whole PDF, or is locked.", _remedy())
    try:
        pages = int(pdfium.FPDF_GetPageCount(document))
        if pages > _MOST_PAGES:
            raise ListFormatError(f"{path.name} has {pages} pages; no control list has.", _remedy())
        for number in range(pages):
            page = pdfium.FPDF_LoadPage(document, number)
            if not page:
                raise ListFormatError(f"{path.name}: page {number + 1} is damaged.", _remedy())
            try:
                yield _page_lines(pdfium, page)
            finally:
                pdfium.FPDF_ClosePage(page)
    finally:
        pdfium.FPDF_CloseDocument(document)


def _remedy() -> str:
    return "Get the PDF from EUR-Lex again and import that."


@cache
def _functions() -> tuple[Callable[..., int], Callable[..., int]]:
    """GetUnicode and GetLooseCharBox taking plain integers, several times as fast."""
    import pypdfium2.raw as pdfium

    def bare(name: str, *arguments: type[ctypes.c_int | ctypes.c_void_p]) -> Callable[..., int]:
        address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
        assert address is not None
        return ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(address)

    pointer, number = ctypes.c_void_p, ctypes.c_int
    return (
        bare("FPDFText_GetUnicode", pointer, number),
        bare("FPDFText_GetLooseCharBox", pointer, number, pointer),
    )


def _page_lines(pdfium: ModuleType, page: ctypes.c_void_p) -> list[Line]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        count = min(int(pdfium.FPDFText_CountChars(text_page)), _MOST_LETTERS)
        handle = ctypes.cast(text_page, ctypes.c_void_p).value
        unicode_of, box_of = _functions()
        points = list(map(unicode_of, repeat(handle), range(count)))
        boxes = (ctypes.c_float * (4 * count))()  # left, top, right, bottom of each
        at = ctypes.addressof(boxes)
        places = range(at, at + 16 * count, 16)
        for _ in map(box_of, repeat(handle), range(count), places):
            pass
        return _joined(_runs(points, list(boxes)))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _runs(points: list[int], boxes: list[float]) -> list[_Run]:
    runs: list[_Run] = []
    run: _Run | None = None
    for index, point in enumerate(points):
        letter = chr(point) if 0 < point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"
        if letter in "\r\n":
            run = None
            continue
        left, top, right, bottom = boxes[4 * index : 4 * index + 4]
        if letter.isspace() or top <= bottom:
            if run is not None:
                _take_mark(run, letter)
            continue
        middle = (top + bottom) / 2
        if run is None or abs(middle - run.y) > _SAME_LINE or left < run.right - 40:
            run = _Run(left, middle, top - bottom, right)
            runs.append(run)
        _take(run, letter, middle, top - bottom)
        run.right = right
    for run in runs:
        run.flush()
    return runs


def _take_mark(run: _Run, letter: str) -> None:
    """A blank, or the hyphen's sign where it has no box."""
    run.flush()
    if letter == _HYPHEN:
        run.broken = True
    elif letter.isspace():
        run.parts.append(" ")


def _take(run: _Run, letter: str, middle: float, height: float) -> None:
    if letter in {_HYPHEN, "\xad"}:
        run.flush()
        run.broken = True
        return
    run.broken = False
    if height < _SMALL * run.height and middle > run.y + _RAISED and run.parts:
        run.raised += letter
        return
    run.flush()
    if height > run.height:
        run.y, run.height = middle, height
    run.parts.append(letter)


def _joined(runs: list[_Run]) -> list[Line]:
    """Puts together what stands on one line, from left to right, and orders the lines."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda r: -r.y):
        if rows and abs(rows[-1][0].y - run.y) < _SAME_LINE / 2:
            rows[-1].append(run)
        else:
            rows.append([run])
    lines = []
    for row in rows:
        row.sort(key=lambda r: r.x)
        text, right = "", row[0].x
        for run in row:
            gap = " | " if text and run.x - right > _CELL_GAP else " "
            text += (gap if text else "") + "".join(run.parts)
            right = run.right
        text = _CLOSE_UP.sub(r"\1", " ".join(text.split()))
        if text:
            height = max(run.height for run in row)
            lines.append(Line(row[0].x, row[0].y, height, text, row[-1].broken))
    return lines
