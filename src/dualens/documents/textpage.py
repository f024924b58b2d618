"""The words of one PDF page with their boxes, as fast as PDFium allows from Python.

One bulk call fetches the text, numpy cuts it into words, and only the first and last letter of
each word are asked for their box, through ``map`` over raw function pointers
(shared/notes/reading-pdf.md, section 5). Every letter is asked only where a word is broken over
lines or its ends do not share a line.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.documents import charmap, letters
from dualens.documents.geometry import Geometry

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(slots=True)
class RawWords:
    """Words of a page in content order.

    Attributes:
        texts: Cleaned; none is empty.
        boxes: (pieces, 4) of the page as shown: left, top, right, bottom.
        box_word: (pieces,) the word of each piece.
        content_line: (words,) PDFium's count of lines, ascending.
        glue: (words,) whether no blank stands before the word.
        bold: (words,) whether the line that the word stands on begins in a bold font.
        repaired: What was mended in the character map, or empty.
        hopeless: Whether the character map cannot be trusted.
    """

    texts: list[str]
    boxes: Floats
    box_word: NDArray[np.int32]
    content_line: NDArray[np.int32]
    glue: Bools
    bold: Bools
    repaired: str = ""
    hopeless: bool = False


_NO_NUMBERS, _NO_ANSWERS = np.zeros(0, np.int32), np.zeros(0, np.bool_)
_NOTHING = (_NO_NUMBERS, _NO_NUMBERS, _NO_ANSWERS, _NO_ANSWERS)


def no_words() -> RawWords:
    """A page without any."""
    return RawWords([], np.zeros((0, 4), np.float32), *_NOTHING)


@cache
def raw_functions() -> dict[str, Callable[..., int]]:
    """PDFium functions that take plain integers for handles and addresses."""
    import pypdfium2.raw as pdfium

    pointer, number = ctypes.c_void_p, ctypes.c_int
    signatures: dict[str, tuple[Any, ...]] = {
        "GetText": (pointer, number, number, pointer),
        "GetLooseCharBox": (pointer, number, pointer),
        "GetUnicode": (pointer, number),
        "GetFontInfo": (pointer, number, pointer, ctypes.c_ulong, pointer),
        "GetFontWeight": (pointer, number),
    }
    functions: dict[str, Callable[..., int]] = {}
    for name, arguments in signatures.items():
        bound = getattr(pdfium, f"FPDFText_{name}")
        address = ctypes.cast(bound, pointer).value
        assert address is not None
        functions[name] = ctypes.CFUNCTYPE(number, *arguments)(address)
    return functions


@dataclass(slots=True)
class _Letters:
    """The letters of a page as UTF-16 units; PDFium numbers its letters likewise."""

    handle: int
    points: NDArray[np.uint16]

    @property
    def text(self) -> str:
        """As a string of one character a unit (halves of a pair stay apart)."""
        return as_text(self.points)

    def loose_boxes(self, places: Ints) -> Floats:
        """The loose box of each letter: left, top, right, bottom, origin bottom left."""
        boxes = np.zeros((len(places), 4), np.float32)
        at = boxes.ctypes.data
        addresses = range(at, at + 16 * len(places), 16)
        call = raw_functions()["GetLooseCharBox"]
        for _ in map(call, repeat(self.handle), places.tolist(), addresses):
            pass
        return boxes


def as_text(points: NDArray[np.uint16]) -> str:
    """UTF-16 units as a string of the same length."""
    if not ((points & 0xF800) == 0xD800).any():
        return points.tobytes().decode("utf-16-le")
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _fetch(handle: int, count: int) -> _Letters:
    buffer = bytearray(2 * count + 2)
    address = ctypes.addressof(ctypes.c_char.from_buffer(buffer))
    got = raw_functions()["GetText"](handle, 0, count, address) - 1
    if got == count:
        return _Letters(handle, np.frombuffer(buffer, np.uint16, count).copy())
    # GetText leaves out letters without a code and control characters; asked one by one they are
    # there, and a broken character map shows.
    units = map(raw_functions()["GetUnicode"], repeat(handle), range(count))
    return _Letters(handle, np.fromiter(units, np.uint32, count).astype(np.uint16))


def read_words(handle: int, count: int, geometry: Geometry) -> RawWords:
    """The words of a text page.

    Args:
        handle: Address of the FPDF_TEXTPAGE.
        count: Its number of letters, as FPDFText_CountChars tells.
        geometry: Of the page.
    """
    if count <= 0:
        return no_words()
    page = _fetch(handle, count)
    flags = letters.flags_of(page.points)
    seen = int(np.bitwise_or.reduce(flags)) if len(flags) else 0
    mended = charmap.mend(page.points, flags, seen)
    if mended is not None:
        if mended.hopeless:
            words = no_words()
            words.hopeless = True
            return words
        page.points = mended.points
        flags = letters.flags_of(page.points)
    start, end, glue = _cut(flags, seen)
    if len(start) == 0:
        return no_words()
    words = _boxed(page, start, end, geometry)
    text = page.text
    words.texts = [text[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    words.glue = glue
    newline = _newlines(page.points, start)
    words.content_line = np.cumsum(newline, dtype=np.int32) - 1
    words.bold = _bold(page, start[newline])[words.content_line]
    words.repaired = mended.note if mended is not None else ""
    if seen & letters.CLEAN:
        _clean(words, flags, start, end)
    return words


def _cut(flags: NDArray[np.uint8], seen: int) -> tuple[Ints, Ints, Bools]:
    """Where words start and end, and which follow the one before without a blank."""
    solid = ((flags & letters.SPACE) == 0).view(np.int8)
    edge = np.diff(solid, prepend=np.int8(0), append=np.int8(0))
    start, end = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    if not (seen & letters.HAN and seen & letters.STOP):
        return start, end, np.zeros(len(start), np.bool_)
    stop, han = (flags & letters.STOP) != 0, (flags & letters.HAN) != 0
    near = han[:-1] | han[1:]
    near[1:] |= han[:-2]
    inner = stop[:-1] & ~stop[1:] & near & (solid[1:] == 1)
    cuts = np.flatnonzero(inner) + 1
    cut_start = np.sort(np.concatenate((start, cuts)))
    return cut_start, np.sort(np.concatenate((end, cuts))), np.isin(cut_start, cuts)


def _newlines(points: NDArray[np.uint16], start: Ints) -> Bools:
    """Whether a line break stands right before a word (PDFium ends lines by CR LF)."""
    before = points[np.maximum(start - 1, 0)]
    found: Bools = (before == 10) | (before == 13)
    found[0] = True
    return found


def _bold(page: _Letters, places: Ints) -> Bools:
    """Whether each of these letters is drawn in a bold font."""
    weight, info = raw_functions()["GetFontWeight"], raw_functions()["GetFontInfo"]
    name, size = ctypes.create_string_buffer(96), 96
    address = ctypes.addressof(name)
    heavy = np.zeros(len(places), np.bool_)
    for line, number in enumerate(places.tolist()):
        if weight(page.handle, number) >= 600:
            heavy[line] = True
        elif info(page.handle, number, address, size, None) > 0:
            heavy[line] = _names_bold(name.raw)
    return heavy


@cache
def _names_bold(raw: bytes) -> bool:
    lowered = raw.split(b"\0", 1)[0].lower()
    return any(part in lowered for part in (b"bold", b"black", b"heavy", b"demi"))


def _boxed(page: _Letters, start: Ints, end: Ints, geometry: Geometry) -> RawWords:
    """Boxes from the first and last letter, or from every letter where these do not tell."""
    index = np.empty(2 * len(start), np.int64)
    index[0::2], index[1::2] = start, end - 1
    pair = geometry.shown(page.loose_boxes(index)).reshape(-1, 2, 4)
    first, last = pair[:, 0], pair[:, 1]
    boxes = np.concatenate(
        (np.minimum(first[:, :2], last[:, :2]), np.maximum(first[:, 2:], last[:, 2:])), axis=1
    )
    shared = np.minimum(first[:, 3], last[:, 3]) - np.maximum(first[:, 1], last[:, 1])
    height = np.minimum(first[:, 3] - first[:, 1], last[:, 3] - last[:, 1])
    broken = ~(shared > 0.5 * height) | (last[:, 2] < first[:, 0])
    for mark in letters.HYPHENS:
        marks = np.flatnonzero(page.points == mark)
        if len(marks):
            broken[np.maximum(np.searchsorted(start, marks, "right") - 1, 0)] = True
    owner = np.arange(len(start), dtype=np.int32)
    if not broken.any():
        return RawWords([], boxes, owner, *_NOTHING[1:])
    pieces, owners = [boxes[~broken]], [owner[~broken]]
    for word in np.flatnonzero(broken).tolist():
        found = _pieces(page, int(start[word]), int(end[word]), geometry)
        pieces.append(found)
        owners.append(np.full(len(found), word, np.int32))
    merged, owner = np.concatenate(pieces), np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return RawWords([], merged[order], owner[order], *_NOTHING[1:])


def _pieces(page: _Letters, start: int, end: int, geometry: Geometry) -> Floats:
    """One box for each line that a word stands on, from the boxes of all its letters."""
    points = page.points[start:end]
    kept = ~np.isin(points, letters.HYPHENS)
    boxes = geometry.shown(page.loose_boxes(np.arange(start, end)))
    usable = kept & (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    if not usable.any():
        return np.asarray(boxes[:1])
    marks = np.cumsum(~kept)[usable]
    boxes = boxes[usable]
    breaks = np.flatnonzero(_new_line(boxes) | (np.diff(marks) > 0)) + 1
    at = np.concatenate(([0], breaks))
    low = np.minimum.reduceat(boxes[:, :2], at, axis=0)
    high = np.maximum.reduceat(boxes[:, 2:], at, axis=0)
    return np.concatenate((low, high), axis=1)


def _new_line(boxes: Floats) -> Bools:
    """Whether each letter but the first stands on another line than the letter before it."""
    before, after = boxes[:-1], boxes[1:]
    apart = (after[:, 1] >= before[:, 3]) | (after[:, 3] <= before[:, 1])
    back = after[:, 2] <= before[:, 0]
    return np.asarray(apart & back)


def _clean(words: RawWords, flags: NDArray[np.uint8], start: Ints, end: Ints) -> None:
    """Resolves marks and presentation forms in the words that hold any; drops empty words."""
    dirty = np.searchsorted(start, np.flatnonzero(flags & letters.CLEAN), "right") - 1
    empty: list[int] = []
    for word in np.unique(dirty[dirty >= 0]).tolist():
        words.texts[word] = letters.clean(words.texts[word])
        if not words.texts[word]:
            empty.append(word)
    if empty:
        keep = np.ones(len(words.texts), np.bool_)
        keep[empty] = False
        select(words, keep)


def select(words: RawWords, keep: Bools) -> None:
    """Keeps only some words, in place."""
    number = np.cumsum(keep, dtype=np.int32) - 1
    words.texts = [text for text, kept in zip(words.texts, keep.tolist(), strict=True) if kept]
    pieces = keep[words.box_word]
    words.boxes = words.boxes[pieces]
    words.box_word = number[words.box_word[pieces]]
    words.content_line, words.bold = words.content_line[keep], words.bold[keep]
    words.glue = words.glue[keep]
