"""Small PDFs made for the tests: with reportlab, or object by object."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

SHARED = Path(__file__).parents[2].parent / "shared"
HOSTILE, REAL = SHARED / "hostile-pdf", SHARED / "documents" / "pdf"

needs_hostile = pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared/hostile-pdf is absent")
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/documents is absent")


def canvas_pdf(
    paint: Callable[[Canvas], object], size: tuple[float, float] = (595, 842), pages: int = 1
) -> bytes:
    """A PDF whose pages are painted by a function."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, invariant=1)
    for _ in range(pages):
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def text_pdf(*lines: str, size: float = 11, leading: float = 14) -> bytes:
    """A PDF of one page with these lines."""

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - leading * number, line)

    return canvas_pdf(paint)


def raw_pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF from its numbered objects, with a cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (root, size, start)
    return bytes(out)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>stream\n" % (len(data), extra) + data + b"\nendstream"


def one_page(content: bytes, resources: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    """A PDF of one page with this content-stream object."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<"
        b"/Font<</F 5 0 R>>" + resources + b">>>>",
        4: content,
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    return raw_pdf({**objects, **(more or {})})


def mapped_pdf(codes: dict[int, int], shown: bytes) -> bytes:
    """A PDF whose font says that byte code ``k`` is the code point ``codes[k]``."""
    lines = b"".join(b"<%02x> <%04x>\n" % pair for pair in codes.items())
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        b"%d beginbfchar\n" % len(codes) + lines + b"endbfchar endcmap end end\n"
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    content = b"BT /F 12 Tf 14 TL 50 700 Td "
    for line in shown.split(b"\n"):
        content += b"<" + line.hex().encode() + b"> Tj T* "
    return one_page(stream(content + b"ET"), more={5: font, 6: stream(cmap)})


def dark(pixels: object, box: tuple[float, float, float, float], scale: float) -> float:
    """Share of dark pixels within a box (points)."""
    left, top, right, bottom = (round(value * scale) for value in box)
    part = pixels[max(top, 0) : bottom, max(left, 0) : right]  # type: ignore[index]
    return float((part.min(axis=2) < 128).mean()) if part.size else 0.0


IN_CI = bool(os.environ.get("CI"))
