"""Whether every quote is on its page, and its boxes on its words, judged by another reader.

Quotes are looked for in what pdfplumber and plain PDFium say of the page; boxes are asked of
PDFium for the text within them. Neither knows the offsets that Dualens stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dualens.assessment import Assessor
from dualens.documents import ReaderPool, Unreadable
from evaluation.documents import SHARED

SAMPLES = Path(__file__).parents[1] / "corpora" / "samples"
_MARGIN = 1.5  # points around a box: rounding, and letters that lean out of it


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
    with ReaderPool(jobs=2) as pool:
        for path, result in zip(paths, pool.read_many(paths), strict=True):
            if isinstance(result, Unreadable):
                continue
            recognised = {page.number for page in result.pages if page.ocr or page.note}
            assessment = assessor.assess(result).as_dict()
            for evidence in quotes_of(assessment):
                if evidence["page"] in recognised:
                    continue
                quotes += 1
                where = f"{path.name} p. {evidence['page']}: {evidence['quote'][:60]}"
                page_text, box_text = _independent(path, evidence)
                if _bare(evidence["quote"]) not in page_text:
                    off_page.append(where)
                if not _covered(evidence["quote"], box_text):
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


def _independent(path: Path, evidence: Mapping[str, Any]) -> tuple[str, str]:
    """The page's text, and the text within the boxes, bare, by PDFium alone."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        page = pdf[evidence["page"] - 1]
        text = page.get_textpage()
        whole = _bare(text.get_text_range())
        inside = "".join(_within(page, text, box) for box in evidence["boxes"])
        return whole, _bare(inside)
    finally:
        pdf.close()


def _within(page: Any, text: Any, box: list[float]) -> str:
    """The text in a box of the page as shown, turned back to the page's own coordinates."""
    left, bottom, right, top = page.get_cropbox()
    rotation = page.get_rotation()
    width, height = right - left, top - bottom
    x0, y0, x1, y1 = box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN
    if rotation == 0:
        own = (left + x0, top - y1, left + x1, top - y0)
    elif rotation == 90:
        own = (left + y0, bottom + x0, left + y1, bottom + x1)
    elif rotation == 180:
        own = (right - x1, bottom + y0, right - x0, bottom + y1)
    else:
        own = (left + width - y1, bottom + height - x1, left + width - y0, bottom + height - x0)
    found: str = text.get_text_bounded(*own)
    return found


def _bare(text: str) -> str:
    """Letters and digits only, compatibility forms unified: white space and hyphens fold away."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _covered(quote: str, inside: str) -> bool:
    """Whether each word of the quote stands within the boxes."""
    return all(_bare(word) in inside for word in quote.split())
