"""Scans are read, with boxes where the words stand; what cannot be read is said."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from dualens.documents import Document, Limits, ReaderPool, Unreadable
from dualens.documents.limits import Limits as L
from dualens.documents.ocr import Recognised, _add_line, _is_picture
from dualens.documents.pdf import PdfFile
from dualens.documents.render import draw_array
from dualens.documents.tesseract import parse_table

from .make import canvas_pdf, text_pdf

LINES = ("Überwachung in Köln: 300 m Reichweite", "records the content of all calls")


def scan(data: bytes, pages: int = 1) -> bytes:
    """The first page of a PDF as a picture in a PDF."""
    with PdfFile(data, L()) as pdf:
        drawn = draw_array(pdf, 1, 150, L())
    assert drawn is not None
    stream = io.BytesIO()
    Image.fromarray(drawn[0]).save(stream, "PNG")

    def paint(canvas: Canvas) -> None:
        stream.seek(0)
        canvas.drawImage(ImageReader(stream), 0, 0, 595, 842)

    return canvas_pdf(paint, pages=pages)


def test_a_scan_is_read_and_its_boxes_lie_on_the_words() -> None:
    pytest.importorskip("rapidocr")
    source = text_pdf(*LINES, size=14, leading=30)
    with ReaderPool(1) as pool:
        truth, found = pool.read(("a.pdf", source)), pool.read(("b.pdf", scan(source)))
    assert isinstance(truth, Document)
    assert isinstance(found, Document)
    assert found.ocr
    assert found.pages[0].ocr
    assert not truth.ocr
    assert found.pages[0].words == truth.pages[0].words
    assert abs(found.pages[0].boxes - truth.pages[0].boxes).max() < 12


def test_pages_beyond_the_budget_are_noted() -> None:
    pytest.importorskip("rapidocr")
    with ReaderPool(1, Limits(ocr_pages=1)) as pool:
        found = pool.read(("a.pdf", scan(text_pdf(*LINES), pages=3)))
    assert isinstance(found, Document)
    assert [page.ocr for page in found.pages] == [True, False, False]
    assert "1 of 3" in found.notes[0]
    assert "too many" in found.pages[2].note


def test_a_blank_page_has_no_text() -> None:
    with ReaderPool(1) as pool:
        found = pool.read(("a.pdf", canvas_pdf(lambda canvas: None)))
    assert isinstance(found, Unreadable)
    assert found.kind.value == "no text"


def test_decoration_in_a_document_with_text_is_not_recognised() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "navy").save(picture, "PNG")

    def paint(canvas: Canvas) -> None:
        picture.seek(0)
        canvas.drawImage(ImageReader(picture), 100, 100, 200, 200)

    with PdfFile(canvas_pdf(paint), L()) as pdf:
        page = pdf.read_page(1)
    assert not _is_picture(page, any_text=True)
    assert _is_picture(page, any_text=False)


def test_words_of_a_line_follow_its_blanks() -> None:
    import numpy as np

    found = Recognised([], [], [], [], 1.0)
    quad = [[0, 0], [9, 0], [9, 5], [0, 5]]
    pieces = [(part, 1.0, quad) for part in ("支", "持", "，", "5G", "Wi-Fi")]
    _add_line(found, 0, "支持，5G Wi-Fi", pieces, np.array(quad))
    assert found.texts == ["支持，", "5G", "Wi-Fi"]
    assert found.glue == [False, True, False]


def test_tesseract_table() -> None:
    row = "5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t90.0\tзвонки"
    found = parse_table("level\tpage\n" + row)
    assert found.texts == ["звонки"]
    assert found.boxes == [(10, 20, 40, 60)]
    assert found.confidence == pytest.approx(0.9)
