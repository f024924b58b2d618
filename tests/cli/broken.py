"""Small files that cannot be read, each for one reason."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.documents.bombs import huge_picture, ten_thousand_pages
from tests.documents.make import canvas_pdf, one_page, raw_pdf, stream, text_pdf


def locked() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="owner"), invariant=1)
    canvas.drawString(72, 700, "Nobody may read this.")
    canvas.save()
    return out.getvalue()


def zero_pages() -> bytes:
    return raw_pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"})


def cut_short() -> bytes:
    return text_pdf("This file was cut off while it was sent.")[:120]


def no_text() -> bytes:
    return canvas_pdf(lambda canvas: canvas.rect(100, 100, 200, 200))


def all_objects_lost() -> bytes:
    return one_page(stream(b"BT ET")).replace(b"/Pages 2 0 R", b"/Pages 9 0 R")


# The file, and the kinds of failure that may be told.
BROKEN: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "locked.pdf": (locked, {"encrypted"}),
    "cut.pdf": (cut_short, {"damaged"}),
    "zero-pages.pdf": (zero_pages, {"damaged", "no text"}),
    "lost.pdf": (all_objects_lost, {"damaged", "no text"}),
    "no-text.pdf": (no_text, {"no text"}),
    "ten-thousand-pages.pdf": (ten_thousand_pages, {"too large"}),
    "two-gigapixels.pdf": (huge_picture, {"no text", "too large", "out of memory", "timed out"}),
    "not-a-pdf.pdf": (lambda: b"hello, this is no PDF", {"damaged"}),
    "empty.pdf": (lambda: b"", {"damaged"}),
    "empty.txt": (lambda: b"", {"no text"}),
    "binary.txt": (lambda: bytes(range(256)) * 20, {"unsupported"}),
    "sheet.xlsx": (lambda: b"PK\x03\x04" + bytes(50), {"unsupported"}),
}
