"""Words and boxes lie where the page shows them."""

from __future__ import annotations

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from dualens.documents.limits import Limits
from dualens.documents.pdf import PdfFile, RawPage
from dualens.documents.render import draw_array
from dualens.errors import FailureKind, UnreadableDocumentError

from .make import canvas_pdf, dark, one_page, stream, text_pdf


def first_page(data: bytes) -> RawPage:
    with PdfFile(data, Limits()) as pdf:
        return pdf.read_page(1)


def _paint(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(120, 300, "Interception Probe")
    canvas.drawString(150, 240, "Gateway")


CASES = {
    "plain": (0, None),
    "turned right": (90, None),
    "turned left": (270, None),
    "upside down": (180, None),
    "cropped": (0, (100, 200, 420, 360)),
    "cropped and turned": (90, (100, 200, 420, 360)),
}


@pytest.mark.parametrize("case", CASES)
def test_boxes_lie_on_the_ink(case: str) -> None:
    turn, crop = CASES[case]

    def paint(canvas: Canvas) -> None:
        if turn:
            canvas.setPageRotation(turn)
        if crop:
            canvas.setCropBox(crop)
        _paint(canvas)

    data = canvas_pdf(paint, (500, 400))
    with PdfFile(data, Limits()) as pdf:
        page = pdf.read_page(1)
        drawn = draw_array(pdf, 1, 144, Limits())
    assert drawn is not None
    pixels, scale = drawn
    assert page.words.texts == ["Interception", "Probe", "Gateway"]
    assert pixels.shape[:2] == (
        round(page.geometry.height * scale), round(page.geometry.width * scale)
    )  # fmt: skip
    rest = pixels.copy()
    for box in page.words.boxes.tolist():
        assert dark(pixels, tuple(box), scale) > 0.1
        left, top, right, bottom = (round(v * scale) for v in box)
        rest[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1] = 255
    assert (rest > 128).all(), "ink outside of every box"


def test_a_broken_word_is_one_word_with_a_box_a_line() -> None:
    content = b"BT /F 12 Tf 14 TL 50 700 Td (lawful inter-) Tj T* (ception of calls) Tj ET"
    words = first_page(one_page(stream(content))).words
    assert words.texts == ["lawful", "interception", "of", "calls"]
    assert words.box_word.tolist() == [0, 1, 1, 2, 3]
    upper, lower = words.boxes[1], words.boxes[2]
    assert upper[1] < lower[1]
    assert lower[0] < upper[0]


def test_ligatures_are_letters() -> None:
    from .make import mapped_pdf

    data = mapped_pdf({0x41: 0xFB01, 0x42: ord("x"), 0x43: ord(" ")}, b"ABCBAB")
    assert first_page(data).words.texts == ["fix", "xfix"]


def test_words_outside_the_crop_box_are_dropped_and_noted() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setCropBox((100, 200, 420, 360))
        canvas.drawString(120, 300, "inside")
        canvas.drawString(10, 10, "outside")

    page = first_page(canvas_pdf(paint, (500, 400)))
    assert page.words.texts == ["inside"]
    assert "outside the visible page" in page.notes[0]


def test_letters_beyond_the_basic_plane_keep_their_boxes() -> None:
    from .make import mapped_pdf

    data = mapped_pdf({0x41: ord("a"), 0x42: ord(" ")}, b"ABA")
    data = data.replace(b"<41> <0061>", b"<41> <d835dc1a>")
    words = first_page(data).words
    assert len(words.texts) == 2
    assert len(words.boxes) == 2
    assert words.boxes[1][0] > words.boxes[0][2]


def test_no_word_reaches_out_of_the_page_arrays() -> None:
    words = first_page(text_pdf("One line of words.", "And another line.")).words
    assert len(words.texts) == len(words.glue) == len(words.bold) == len(words.content_line)
    assert words.box_word.max() + 1 == len(words.texts)
    assert np.isfinite(words.boxes).all()


def test_an_encrypted_file_is_named_so() -> None:
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption

    stream_ = io.BytesIO()
    canvas = Canvas(stream_, encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(72, 72, "hidden")
    canvas.save()
    with pytest.raises(UnreadableDocumentError) as caught:
        PdfFile(stream_.getvalue(), Limits())
    assert caught.value.kind is FailureKind.ENCRYPTED
