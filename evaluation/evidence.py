"""Whether every quote is on its page, and its boxes on its words, judged by another reader.

PDFium is asked anew for every letter of the page and where its middle lies. A quote must stand in
the page's letters in one piece, and once more in the letters whose middle lies within its boxes.
Only white space, punctuation, accents and case are folded.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dualens.assessment import Assessor
from dualens.documents import Limits, ReaderPool, Unreadable
from evaluation.documents import SHARED

SAMPLES = Path(__file__).parents[1] / "corpora" / "samples"
_MARGIN = 0.5  # points around a box: it is rounded to tenths, and letters lean
_FINE = 20  # device units a point


@dataclass(frozen=True, slots=True)
class Report:
    """How many quotes were looked at, and those that were not found, with file and page."""

    quotes: int
    not_on_page: list[str]
    not_in_boxes: list[str]


def run(model: Path | None = None) -> Report:
    """Looks at every quote of the samples and, where they are, of the shared PDFs."""
    files = sorted(SAMPLES.glob("*.pdf")) + sorted((SHARED / "pdf").glob("*.pdf"))
    return check(files, Assessor.load(model))


def check(files: Iterable[Path], assessor: Assessor) -> Report:
    """The same for any files; pages read by optical recognition have no text to compare with."""
    quotes, off_page, off_box = 0, [], []
    paths = list(files)
    with ReaderPool(jobs=2, limits=Limits(ocr_pages=0)) as pool:
        for path, result in zip(paths, pool.read_many(paths), strict=True):
            if isinstance(result, Unreadable):
                continue
            recognised = {page.number for page in result.pages if page.ocr or page.note}
            found = [
                evidence
                for evidence in quotes_of(assessor.assess(result).as_dict())
                if evidence["page"] not in recognised
            ]
            pages = _pages(path, {evidence["page"] for evidence in found})
            quotes += len(found)
            for evidence in found:
                page, quote = pages[evidence["page"]], _bare(evidence["quote"])
                where = f"{path.name} p. {evidence['page']}: {evidence['quote'][:60]}"
                if quote not in page.text:
                    off_page.append(where)
                if quote not in page.within(evidence["boxes"]):
                    off_box.append(where)
    return Report(quotes, off_page, off_box)


def quotes_of(assessment: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every piece of evidence in an assessment."""
    for flag in assessment["flags"]:
        yield from flag["evidence"]
    for match in assessment["matches"]:
        yield from match["evidence"]
        for judged in (*match["conditions"], *match["exclusions"]):
            yield from judged["evidence"]
    for element in assessment["article_2_20"].values():
        if isinstance(element, Mapping):
            yield from element["evidence"]


def _pages(path: Path, numbers: Iterable[int]) -> dict[int, _Independent]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        return {number: _Independent(pdf, number) for number in sorted(numbers)}
    finally:
        pdf.close()


class _Independent:
    """A page by PDFium alone: its letters in the file's order, and where the middle of each lies.

    PDFium itself turns them to the page as shown; nothing of the reader's geometry is used.
    """

    def __init__(self, pdf: Any, number: int) -> None:
        import pypdfium2.raw as raw

        page = pdf[number - 1]
        text = page.get_textpage()
        size = [int(side * _FINE) for side in page.get_size()]
        x, y = ctypes.c_int(), ctypes.c_int()
        edges = [ctypes.c_double() for _ in range(4)]
        letters, centres = [], []
        for index in range(text.count_chars()):
            letter = _bare(chr(raw.FPDFText_GetUnicode(text, index)))
            if not letter or not raw.FPDFText_GetCharBox(text, index, *edges):
                continue
            left, right, bottom, top = (edge.value for edge in edges)
            raw.FPDF_PageToDevice(
                page, 0, 0, *size, 0, (left + right) / 2, (bottom + top) / 2, x, y
            )
            letters.append(letter)
            centres.append((x.value / _FINE, y.value / _FINE))
        self._letters, self._centres = letters, np.array(centres).reshape(-1, 2)
        self.text = "".join(letters)

    def within(self, boxes: Iterable[Sequence[float]]) -> str:
        """The letters whose middle lies in any of the boxes, in the file's order."""
        x, y = self._centres[:, 0], self._centres[:, 1]
        inside = np.zeros(len(x), bool)
        for left, top, right, bottom in boxes:
            across = (x >= left - _MARGIN) & (x <= right + _MARGIN)
            inside |= across & (y >= top - _MARGIN) & (y <= bottom + _MARGIN)
        return "".join(self._letters[row] for row in np.flatnonzero(inside))


def _bare(text: str) -> str:
    """Letters and digits only, without accents: white space, hyphens and ligatures fold away."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text)).casefold()
