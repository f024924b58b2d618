"""Opens a PDF with PDFium and hands out its pages' words with boxes.

Runs inside the isolated worker: PDFium aborts the process when memory runs out, and no handler
here would see it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

import numpy as np

from dualens.documents.geometry import Geometry
from dualens.documents.limits import Limits
from dualens.documents.textpage import RawWords, no_words, read_words, select
from dualens.errors import FailureKind, UnreadableDocumentError

_ERRORS = {
    3: (FailureKind.DAMAGED, "The file is not a PDF or is damaged beyond reading."),
    4: (FailureKind.ENCRYPTED, "The file is locked by a password."),
    5: (FailureKind.ENCRYPTED, "The file is encrypted in a way that cannot be undone here."),
}
_IMAGE, _FORM = 3, 5  # FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_FORM
_MOST_OBJECTS = 2_000


@dataclass(slots=True)
class RawPage:
    """One page as PDFium sees it.

    Attributes:
        number: 1-based.
        geometry: The visible part of the page and its rotation.
        words: In content order, boxes as shown.
        notes: Remarks on how the text was got.
        cover: Share of the page that its pictures cover, 0 to 1; only for pages with few words.
        objects: Number of things drawn; only for pages with few words.
        ocr: Whether the words were recognised from a picture.
    """

    number: int
    geometry: Geometry
    words: RawWords
    notes: list[str] = field(default_factory=list)
    cover: float = 0.0
    objects: int = 0
    ocr: bool = False


FEW_WORDS = 5
"""A page with fewer words is looked at for pictures that may hold text."""


@cache
def _pdfium() -> ModuleType:
    import pypdfium2  # the package's import starts the library

    module: ModuleType = pypdfium2.raw
    return module


class PdfFile:
    """An open PDF.

    Args:
        data: The whole file.
        limits: Pages, characters.

    Raises:
        UnreadableDocumentError: encrypted, damaged or too large.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._raw = _pdfium()
        self._limits = limits
        self._data = data  # PDFium reads from it as long as the document is open
        self._document = self._raw.FPDF_LoadMemDocument64(data, len(data), None)
        if not self._document:
            code = self._raw.FPDF_GetLastError()
            raise UnreadableDocumentError(*_ERRORS.get(code, _ERRORS[3]))
        self.page_count = int(self._raw.FPDF_GetPageCount(self._document))
        self._check_page_count()

    def _check_page_count(self) -> None:
        if self.page_count > self._limits.pages:
            self.close()
            raise UnreadableDocumentError(
                FailureKind.TOO_LARGE,
                f"The file has {self.page_count} pages; the limit is {self._limits.pages}.",
            )
        if self.page_count < 1:
            self.close()
            raise UnreadableDocumentError(FailureKind.DAMAGED, "The file has no pages.")

    def close(self) -> None:
        """Frees what PDFium holds; the file can be closed again."""
        if self._document:
            self._raw.FPDF_CloseDocument(self._document)
            self._document = None

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def open_page(self, number: int) -> Iterator[ctypes.c_void_p | None]:
        """The handle of a page (1-based), or None where PDFium cannot load it."""
        handle = self._raw.FPDF_LoadPage(self._document, number - 1)
        try:
            yield handle or None
        finally:
            if handle:
                self._raw.FPDF_ClosePage(handle)

    def geometry(self, page: ctypes.c_void_p) -> Geometry:
        """The visible part of a page and its rotation."""
        box = self._raw.FS_RECTF()
        self._raw.FPDF_GetPageBoundingBox(page, box)
        turn = max(int(self._raw.FPDFPage_GetRotation(page)), 0)
        return Geometry(box.left, box.bottom, box.right, box.top, turn)

    def read_page(self, number: int) -> RawPage:
        """One page's words, or an empty page with a note where it cannot be loaded."""
        with self.open_page(number) as page:
            if page is None:
                empty = RawPage(number, Geometry(0, 0, 0, 0), no_words())
                empty.notes.append("page could not be loaded")
                return empty
            geometry = self.geometry(page)
            result = RawPage(number, geometry, self._words(page, geometry, number))
            if result.words.repaired:
                result.notes.append(result.words.repaired)
            _drop_hidden(result)
            if len(result.words.texts) < FEW_WORDS:
                result.objects, result.cover = self._pictures(page, geometry)
            return result

    def _words(self, page: ctypes.c_void_p, geometry: Geometry, number: int) -> RawWords:
        text_page = self._raw.FPDFText_LoadPage(page)
        if not text_page:
            return no_words()
        try:
            count = int(self._raw.FPDFText_CountChars(text_page))
            if count > self._limits.page_characters:
                raise UnreadableDocumentError(
                    FailureKind.TOO_LARGE,
                    f"Page {number} has {count:,} characters; "
                    f"the limit is {self._limits.page_characters:,}.",
                )
            handle = ctypes.cast(text_page, ctypes.c_void_p).value
            assert handle is not None
            return read_words(handle, count, geometry)
        finally:
            self._raw.FPDFText_ClosePage(text_page)

    def _pictures(self, page: ctypes.c_void_p, geometry: Geometry) -> tuple[int, float]:
        """How many things are drawn on a page, and what share of it pictures cover."""
        raw = self._raw
        count = int(raw.FPDFPage_CountObjects(page))
        area = max(geometry.width * geometry.height, 1.0)
        covered = 0.0
        edges = [ctypes.c_float() for _ in range(4)]
        for index in range(min(count, _MOST_OBJECTS)):
            thing = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(thing) not in (_IMAGE, _FORM):
                continue
            if raw.FPDFPageObj_GetBounds(thing, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                width = min(right, geometry.right) - max(left, geometry.left)
                height = min(top, geometry.top) - max(bottom, geometry.bottom)
                covered += max(width, 0.0) * max(height, 0.0)
        return count, min(covered / area, 1.0)


def _drop_hidden(page: RawPage) -> None:
    """Drops words that stand outside the visible part of the page."""
    words = page.words
    if not words.texts:
        return
    width, height = page.geometry.width, page.geometry.height
    boxes = words.boxes
    across, down = boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]
    inside = (across >= 0) & (across <= 2 * width) & (down >= 0) & (down <= 2 * height)
    if inside.all():
        return
    keep = np.ones(len(words.texts), np.bool_)
    keep[words.box_word[~inside]] = False
    hidden = len(keep) - int(np.count_nonzero(keep))
    select(words, keep)
    page.notes.append(f"{hidden} words outside the visible page left out")
