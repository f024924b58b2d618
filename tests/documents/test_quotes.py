"""Every quote stands on its page and its boxes lie on its words, as PDFium itself sees it."""

from __future__ import annotations

import ctypes
import re
import unicodedata

import pypdfium2
import pypdfium2.raw as raw
import pytest

from dualens.documents import Document, Limits, ReaderPool

from .make import REAL, needs_real

EVERY = 7  # one page in so many


def bounded_text(text_page: object, box: tuple[float, float, float, float], frame: object) -> str:
    """The letters that PDFium finds within a box of an unturned page."""
    left, top, right, bottom = box
    x, y = frame.left, frame.top  # type: ignore[attr-defined]
    edges = (x + left - 1, y - top + 1, x + right + 1, y - bottom - 1)
    count = raw.FPDFText_GetBoundedText(text_page, *edges, None, 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    raw.FPDFText_GetBoundedText(text_page, *edges, buffer, count)
    return bytes(buffer).decode("utf-16-le", "replace")


def letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\W_]", "", folded)


def stands_in(word: str, there: str) -> bool:
    """Whether a word, or its pieces where hyphens break it, are among these letters in order."""
    while word:
        longest = next((n for n in range(len(word), 0, -1) if word[:n] in there), 0)
        if longest < min(2, len(word)):
            return False
        word, there = word[longest:], there[there.index(word[:longest]) + longest :]
    return True


@needs_real
@pytest.mark.parametrize("part", range(4))
def test_boxes_hold_the_words_of_each_passage(part: int) -> None:
    paths = sorted(REAL.glob("*.pdf"))[part::4]
    missed, seen = [], 0
    with ReaderPool(2, Limits(ocr_pages=0)) as pool:
        for path, document in zip(paths, pool.read_many(paths), strict=True):
            if not isinstance(document, Document):
                continue
            pdf = pypdfium2.PdfDocument(path)
            for page in document.pages[::EVERY]:
                if "repaired" in page.note or raw.FPDFPage_GetRotation(pdf[page.number - 1]):
                    continue
                opened = pdf[page.number - 1]
                frame, text_page = raw.FS_RECTF(), raw.FPDFText_LoadPage(opened)
                raw.FPDF_GetPageBoundingBox(opened, frame)
                for passage in document.passages:
                    if passage.page != page.number:
                        continue
                    seen += 1
                    boxes = page.line_boxes(passage.start, passage.end)
                    there = "".join(bounded_text(text_page, box, frame) for box in boxes)
                    words = page.words[passage.start : passage.end]
                    for word in words:
                        if not stands_in(letters(word), letters(there)):
                            missed.append((path.name, page.number, word, there))
                    assert passage.text in " ".join(page.text.split())
                raw.FPDFText_ClosePage(text_page)
            pdf.close()
    assert seen > 300
    assert not missed, missed[:5]
