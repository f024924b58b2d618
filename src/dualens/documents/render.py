"""Draws pages as pictures, with the same geometry as the boxes of the words."""

from __future__ import annotations

import ctypes
import io
import math

import numpy as np
from numpy.typing import NDArray

from dualens.documents.limits import Limits
from dualens.documents.pdf import PdfFile
from dualens.errors import FailureKind, UnreadableDocumentError

_POINTS_PER_INCH = 72.0
_BGR, _GRAY = 2, 1  # FPDFBitmap_BGR, FPDFBitmap_Gray
_ANNOTATIONS, _REVERSE_BYTES = 0x01, 0x10


def scale_for(width: float, height: float, dpi: float, pixels: float) -> float:
    """Pixels a point, lowered where the picture would have more than ``pixels`` pixels."""
    scale = dpi / _POINTS_PER_INCH
    area = width * height * scale * scale
    return scale * math.sqrt(pixels / area) if area > pixels else scale


def draw_array(
    pdf: PdfFile, number: int, dpi: float, limits: Limits
) -> tuple[NDArray[np.uint8], float] | None:
    """A page (1-based) as an RGB array (height, width, 3), and its pixels a point.

    None where the page cannot be loaded or is too thin to be drawn.
    """
    import pypdfium2.raw as raw

    with pdf.open_page(number) as page:
        if page is None:
            return None
        geometry = pdf.geometry(page)
        if not (geometry.width > 0 and geometry.height > 0):
            return None
        scale = scale_for(geometry.width, geometry.height, dpi, limits.pixels)
        width, height = round(geometry.width * scale), round(geometry.height * scale)
        if min(width, height) < 1 or width * height > limits.pixels * 1.1:
            return None
        pixels = np.full((height, width, 3), 255, np.uint8)
        address = pixels.ctypes.data_as(ctypes.c_void_p)
        bitmap = raw.FPDFBitmap_CreateEx(width, height, _BGR, address, width * 3)
        if not bitmap:
            raise MemoryError
        try:
            flags = _ANNOTATIONS | _REVERSE_BYTES
            raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        return pixels, scale


def draw_page(data: bytes, number: int, dpi: float, limits: Limits) -> bytes:
    """A page of a PDF (1-based) as JPEG.

    Raises:
        UnreadableDocumentError: the file cannot be opened or the page not drawn.
    """
    from PIL import Image

    with PdfFile(data, limits) as pdf:
        drawn = draw_array(pdf, number, dpi, limits) if number <= pdf.page_count else None
    if drawn is None:
        raise UnreadableDocumentError(FailureKind.DAMAGED, f"Page {number} cannot be drawn.")
    stream = io.BytesIO()
    Image.fromarray(drawn[0]).save(stream, "JPEG", quality=80, optimize=True)
    return stream.getvalue()
