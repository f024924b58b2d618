"""Pages as pictures for the HTML report, with boxes around the words of the evidence."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from pathlib import Path
from typing import Any

from dualens.documents import ReaderPool
from dualens.errors import FailureKind, UnreadableDocumentError

_DPI = 110.0
_PIXELS = 2.5e6  # of one picture; an A4 page has half as many
_POINTS_PER_INCH = 72.0

Fractions = tuple[float, float, float, float]
"""Left, top, width and height in percent of a page."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The boxes of one piece of evidence on a picture.

    Attributes:
        number: Of the evidence within its document.
        at: The box that its number stands beside: the leftmost, where the margin is.
        lane: How many marks before it have their number in the same place.
    """

    number: int
    quote: str
    boxes: Sequence[Fractions]
    at: Fractions
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as drawn, or why it could not be."""

    page: int
    uri: str = ""
    width: int = 0
    height: int = 0
    marks: Sequence[Mark] = ()
    problem: str = ""


def draw(
    path: Path, page: int, evidence: Iterable[tuple[int, Mapping[str, Any]]], pool: ReaderPool
) -> Picture:
    """A page with its marks.

    Args:
        path: The document.
        page: 1-based.
        pool: Draws it.
        evidence: The numbered evidence of the document, on whatever page.
    """
    try:
        jpeg, width, height, dpi = _render(path, page, pool)
    except UnreadableDocumentError as error:
        return Picture(page, problem=error.message)
    scale = _POINTS_PER_INCH / dpi
    marks: list[Mark] = []
    for number, item in evidence:
        if item["page"] != page or not item["boxes"]:
            continue
        boxes = [percent_box(box, width * scale, height * scale) for box in item["boxes"]]
        at = min(boxes)
        lane = sum(_same_place(mark.at, at) for mark in marks)
        marks.append(Mark(number, item["quote"], boxes, at, lane))
    uri = "data:image/jpeg;base64," + b64encode(jpeg).decode()
    return Picture(page, uri, width, height, marks)


def percent_box(box: Sequence[float], width: float, height: float) -> Fractions:
    """A box in points (left, top, right, bottom) in percent of a page, kept within it."""
    left, right = (100 * min(max(x / width, 0.0), 1.0) for x in (box[0], box[2]))
    top, bottom = (100 * min(max(y / height, 0.0), 1.0) for y in (box[1], box[3]))
    return round(left, 3), round(top, 3), round(right - left, 3), round(bottom - top, 3)


def _render(path: Path, page: int, pool: ReaderPool) -> tuple[bytes, int, int, float]:
    """A page as JPEG, its pixels across and down, and the resolution it was truly drawn at.

    The pool draws a large page coarser than asked without saying so; boxes need the true scale.
    """
    from PIL import Image

    dpi = _DPI
    while True:
        jpeg = pool.render(path, page, dpi)
        try:
            with Image.open(BytesIO(jpeg), formats=("JPEG",)) as header:
                width, height = header.size
        except (OSError, Image.DecompressionBombError):
            raise UnreadableDocumentError(FailureKind.DAMAGED, "No picture came back.") from None
        pixels = width * height
        if pixels > 0.9 * pool.limits.pixels:
            dpi /= 2
        elif pixels > 1.1 * _PIXELS:
            dpi *= sqrt(_PIXELS / pixels)
        else:
            return jpeg, width, height, dpi


def _same_place(one: Fractions, other: Fractions) -> bool:
    return abs(one[0] - other[0]) < 4 and abs(one[1] - other[1]) < 2
