"""What a document is once it has been read: pages, words with boxes, passages.

Boxes are PDF points with the origin in the top left corner of the page *as it is shown*
(after crop box and rotation): ``(left, top, right, bottom)``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a page and where it stands.

    A word that is broken over two lines by a hyphen has two boxes; any other has one.
    """

    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page: its words in reading order.

    Attributes:
        number: 1-based.
        width, height: Of the page as shown, in points.
        words: The text of each word, in reading order.
        boxes: (pieces, 4) float32. One row for each piece of a word on one line.
        box_word: (pieces,) int32, ascending: the word that each box belongs to.
        line: (words,) int32, ascending: the line that each word (its first piece) stands on.
        block: (words,) int32, ascending: the paragraph, bullet or table row of each word.
        glue: (words,) bool: whether the word follows the one before it without a blank, as the
            pieces of a Chinese or Japanese sentence do.
        follows: (words,) bool: whether the word comes right after the one before it in the file's
            own text too. Where it does not, no other reader finds the two side by side.
        ocr: Whether the words were recognised from a picture.
        note: A remark on how the text was got ("character map repaired"), or empty.
    """

    number: int
    width: float
    height: float
    words: tuple[str, ...]
    boxes: NDArray[np.float32]
    box_word: NDArray[np.int32]
    line: NDArray[np.int32]
    block: NDArray[np.int32]
    glue: NDArray[np.bool_]
    follows: NDArray[np.bool_]
    ocr: bool = False
    note: str = ""

    def iter_words(self) -> Iterator[Word]:
        """The words with their boxes, in reading order."""
        bounds = np.searchsorted(self.box_word, np.arange(len(self.words) + 1))
        rows = self.boxes.tolist()
        for index, text in enumerate(self.words):
            pieces = rows[bounds[index] : bounds[index + 1]]
            yield Word(text, tuple((b[0], b[1], b[2], b[3]) for b in pieces))

    @property
    def text(self) -> str:
        """The page's text in reading order: one line a line, a blank line between blocks.

        Where a word is glued to the one before it, no line break comes between them either, so
        that every quote of the page is found in its text once white space is folded.
        """
        parts: list[str] = []
        for index, word in enumerate(self.words):
            if index == 0 or self.glue[index]:
                parts.append(word)
            elif self.block[index] != self.block[index - 1]:
                parts.append("\n\n" + word)
            elif self.line[index] != self.line[index - 1]:
                parts.append("\n" + word)
            else:
                parts.append(" " + word)
        return "".join(parts)

    def quote(self, start: int, end: int) -> str:
        """The words ``start`` to ``end`` (exclusive) as running text, word for word."""
        words = self.words[start:end]
        if not self.glue[start + 1 : end].any():
            return " ".join(words)
        joined = zip(self.glue[start + 1 : end].tolist(), words[1:], strict=True)
        return words[0] + "".join(word if glued else " " + word for glued, word in joined)

    def runs(self, start: int, end: int) -> list[tuple[int, int]]:
        """The words ``start`` to ``end`` (exclusive) in pieces that the file's own text has too.

        The cells of a table row, say, may be written column by column.
        """
        cuts = (np.flatnonzero(~self.follows[start + 1 : end]) + start + 1).tolist()
        return list(itertools.pairwise([start, *cuts, end]))

    def line_boxes(self, start: int, end: int) -> list[Box]:
        """The boxes of words ``start`` to ``end`` (exclusive), merged to one box a line."""
        first, last = np.searchsorted(self.box_word, (start, end))
        merged: list[list[float]] = []
        for left, top, right, bottom in self.boxes[first:last].tolist():
            if merged and _same_line(merged[-1], left, top, bottom):
                box = merged[-1]
                box[0], box[1] = min(box[0], left), min(box[1], top)
                box[2], box[3] = max(box[2], right), max(box[3], bottom)
            else:
                merged.append([left, top, right, bottom])
        return [(round(b[0], 1), round(b[1], 1), round(b[2], 1), round(b[3], 1)) for b in merged]


def _same_line(box: list[float], left: float, top: float, bottom: float) -> bool:
    """Whether a piece goes on on the line of ``box``: most of its height is shared."""
    shared = min(box[3], bottom) - max(box[1], top)
    return shared > 0.5 * min(box[3] - box[1], bottom - top) and left >= box[0]


class PassageKind(StrEnum):
    """What sort of piece a passage is."""

    HEADING = "heading"
    SENTENCE = "sentence"
    BULLET = "bullet"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Passage:
    """A claim-sized piece of a page: a sentence, a bullet, a table row, a heading.

    Attributes:
        page: 1-based page number.
        start, end: The words of the page that it consists of (end exclusive).
        text: ``page.quote(start, end)``: those words joined by blanks, but for glued ones; this is
            what may be quoted.
        heading: The headings above it, outermost first, joined by " › "; may be empty.
        header: For a table row, the header cells of its table; else empty.
        kind: Heading, sentence, bullet or row.
    """

    page: int
    start: int
    end: int
    text: str
    heading: str = ""
    header: str = ""
    kind: PassageKind = PassageKind.SENTENCE


@dataclass(frozen=True, slots=True)
class Document:
    """A document that could be read.

    Attributes:
        name: File name as given (no folder).
        sha256: Of the file's bytes, hex.
        media_type: "application/pdf" or "text/plain".
        pages: In order.
        passages: In reading order over all pages.
        language: ISO 639-1 code, or "und".
        ocr: Whether any page's words were recognised from a picture.
        notes: What a reader of the result should know ("40 of 70 pages recognised"), or empty.
    """

    name: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...] = field(repr=False)
    language: str = "und"
    ocr: bool = False
    notes: tuple[str, ...] = ()
