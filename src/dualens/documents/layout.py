"""Words in content order → lines and blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dualens.documents import letters
from dualens.documents.blocks import (
    Block,
    BlockKind,
    Draft,
    Line,
    has_header,
    table_blocks,
    text_blocks,
)
from dualens.documents.columns import Row, find_regions, text_lines
from dualens.documents.model import Page
from dualens.documents.pdf import RawPage
from dualens.documents.segments import Segment, cut_segments, layout_boxes

_ENOUGH_WORDS = 80  # with fewer words, a page's usual letter height is the document's


def body_height(pages: Iterable[RawPage]) -> float:
    """The usual height of letters, points: the median over all letters of these pages."""
    heights, weights = [np.zeros(0, np.float32)], [np.zeros(0, np.int64)]
    for page in pages:
        boxes = page.words.boxes
        heights.append(boxes[:, 3] - boxes[:, 1])
        lengths = np.fromiter(map(len, page.words.texts), np.int64, len(page.words.texts))
        weights.append(lengths[page.words.box_word])
    tall, weight = np.concatenate(heights), np.concatenate(weights)
    if len(tall) == 0:
        return 10.0
    order = np.argsort(tall)
    total = np.cumsum(weight[order])
    return max(float(tall[order][np.searchsorted(total, total[-1] / 2)]), 1.0)


def arrange(raw: RawPage, document_body: float) -> tuple[Page, list[Block]]:
    """The page in reading order, and its blocks, which partition its words.

    Args:
        raw: The page as read.
        document_body: Usual letter height of the document, points.
    """
    words = raw.words
    enough = len(words.texts) >= _ENOUGH_WORDS
    body = body_height([raw]) if enough else document_body
    boxes, upright = layout_boxes(words, raw.geometry.width, raw.geometry.height)
    segments = cut_segments(words, boxes, upright)
    lying = {s.first for s in segments if not upright[s.first]}
    drafts = _Drafts(raw).of([s for s in segments if s.first not in lying], body)
    # Text that runs up or down beside the rest is read last.
    aside = [s for s in segments if s.first in lying]
    drafts += _Drafts(raw).aside(aside)
    return _assemble(raw, drafts)


class _Drafts:
    """Makes the blocks of one page."""

    def __init__(self, raw: RawPage) -> None:
        self._words = raw.words
        owner = raw.words.box_word
        self._owner = owner.tolist()
        # The second half of a broken word takes no part: its word is where it begins.
        self._begins = (np.diff(owner, prepend=-1) > 0).tolist()
        self._bold = raw.words.bold.tolist()

    def words_of(self, segment: Segment) -> list[int]:
        """The words that begin in a segment."""
        pieces = range(segment.first, segment.last)
        return [self._owner[piece] for piece in pieces if self._begins[piece]]

    def _line(self, segments: list[Segment]) -> Line | None:
        numbers = [word for segment in segments for word in self.words_of(segment)]
        if not numbers:
            return None
        return Line(segments, [self._words.texts[n] for n in numbers], self._bold[numbers[0]])

    def _lines(self, lines: Iterable[list[Segment]]) -> list[Line]:
        return [made for line in lines if (made := self._line(line)) is not None]

    def of(self, segments: list[Segment], body: float) -> list[Draft]:
        """The blocks of upright text."""
        drafts: list[Draft] = []
        for number, region in enumerate(find_regions(segments)):
            if region.rows:
                drafts += table_blocks(region.rows, self._cells(region.rows), number)
            else:
                drafts += text_blocks(self._lines(region.lines), body)
        return drafts

    def _cells(self, rows: list[Row]) -> list[list[Line]]:
        return [self._lines(line for cell in row for line in text_lines(cell)) for row in rows]

    def aside(self, segments: list[Segment]) -> list[Draft]:
        """Each run of text beside the rest as a block."""
        return [Draft(BlockKind.PARAGRAPH, [line]) for line in self._lines([[s] for s in segments])]


def _assemble(raw: RawPage, drafts: list[Draft]) -> tuple[Page, list[Block]]:
    """Numbers the words in reading order."""
    numbering = _Drafts(raw)
    order: list[int] = []
    line_of: list[int] = []
    blocks: list[Block] = []
    lines = 0
    for draft in drafts:
        start = len(order)
        for line in draft.lines:
            numbers = [n for segment in line.segments for n in numbering.words_of(segment)]
            order += numbers
            line_of += [lines] * len(numbers)
            lines += 1
        blocks.append(Block(draft.kind, start, len(order), rank=draft.rank))
    page = _page(raw, np.array(order, np.int64), np.array(line_of, np.int32), blocks)
    _set_headers(page, drafts, blocks)
    return page, blocks


def _page(
    raw: RawPage, order: NDArray[np.int64], line: NDArray[np.int32], blocks: list[Block]
) -> Page:
    words = raw.words
    texts = tuple([words.texts[n] for n in order.tolist()])
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    owner = place[words.box_word]
    pieces = np.argsort(owner, kind="stable")
    sizes = [block.end - block.start for block in blocks]
    block = np.repeat(np.arange(len(blocks), dtype=np.int32), sizes)
    return Page(
        number=raw.number,
        width=raw.geometry.width,
        height=raw.geometry.height,
        words=texts,
        boxes=words.boxes[pieces],
        box_word=owner[pieces],
        line=line,
        block=block,
        glue=_glue(texts, words.glue[order] if len(order) else words.glue, order, line, block),
        follows=_follows(order, raw.ocr),
        ocr=raw.ocr,
        note="; ".join(raw.notes),
    )


def _glue(
    texts: tuple[str, ...],
    cut: NDArray[np.bool_],
    order: NDArray[np.int64],
    line: NDArray[np.int32],
    block: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Which words have no blank before them.

    Pieces of a cut word that still follow each other, and lines of a script without blanks that
    go on.
    """
    if len(order) == 0:
        return np.zeros(0, np.bool_)
    glue = cut & (np.diff(order, prepend=-2) == 1)
    wrapped = (np.diff(line, prepend=-1) > 0) & (np.diff(block, prepend=-1) == 0)
    for at in np.flatnonzero(wrapped).tolist():
        if at and letters.glued(texts[at - 1], texts[at]):
            glue[at] = True
    glue[0] = False
    return np.asarray(glue)


def _follows(order: NDArray[np.int64], recognised: bool) -> NDArray[np.bool_]:
    """Which words come right after the one before them in the file; a picture has no own order."""
    if recognised:
        return np.ones(len(order), np.bool_)
    return np.asarray(np.diff(order, prepend=-2) == 1)


def _set_headers(page: Page, drafts: list[Draft], blocks: list[Block]) -> None:
    """Gives each row of a table the header cells of that table."""
    tables: dict[int, list[int]] = {}
    for at, draft in enumerate(drafts):
        if draft.kind is BlockKind.ROW:
            tables.setdefault(draft.table, []).append(at)
    for rows in tables.values():
        columns = max(drafts[at].cells for at in rows)
        if has_header([drafts[at] for at in rows], columns):
            first = blocks[rows[0]]
            header = " | ".join(" ".join(line.words) for line in drafts[rows[0]].lines)
            for at in rows[1:]:
                blocks[at].header = header
            first.header = ""
