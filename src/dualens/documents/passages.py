"""Blocks → passages: sentences, bullets, table rows and headings as claim-sized pieces."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from dualens.documents.blocks import Block, BlockKind
from dualens.documents.model import Page, Passage, PassageKind
from dualens.documents.sentences import cut_long, sentence_starts

LaidPage = tuple[Page, list[Block]]

_SEPARATOR = " › "
_MOST_HEADING = 120  # letters
_EDGE = 0.1  # share of the page at its top and foot where running titles stand
_KINDS = {
    BlockKind.HEADING: PassageKind.HEADING,
    BlockKind.PARAGRAPH: PassageKind.SENTENCE,
    BlockKind.BULLET: PassageKind.BULLET,
    BlockKind.ROW: PassageKind.ROW,
}


def cut_passages(laid: Sequence[LaidPage], language: str) -> list[Passage]:
    """The passages of all pages in reading order; each word lies in exactly one.

    Args:
        laid: Each page with the blocks that partition its words.
        language: Of the document, ISO 639-1 or "und".
    """
    running = _running_titles(laid)
    path = _HeadingPath()
    found: list[Passage] = []
    for page, blocks in laid:
        for block in blocks:
            kind = _KINDS[block.kind]
            if kind is PassageKind.HEADING:
                text = page.quote(block.start, block.end)
                if (page.number, block.start) in running:
                    kind = PassageKind.SENTENCE
                else:
                    path.enter(text, block.rank)
            above = path.above(kind is PassageKind.HEADING)
            for start, end in _spans(page.words, block, kind, language):
                text = page.quote(start, end)
                found.append(Passage(page.number, start, end, text, above, block.header, kind))
    return found


def _spans(
    words: Sequence[str], block: Block, kind: PassageKind, language: str
) -> Iterator[tuple[int, int]]:
    starts = [0]
    if kind is PassageKind.SENTENCE or block.end - block.start > 30:
        starts = sentence_starts(words[block.start : block.end], language)
    bounds = [block.start + start for start in starts] + [block.end]
    for start, end in itertools.pairwise(bounds):
        yield from cut_long(words, start, end)


class _HeadingPath:
    """The headings that stand above the current place."""

    def __init__(self) -> None:
        self._stack: list[tuple[float, str]] = []

    def enter(self, text: str, rank: float) -> None:
        """A heading begins: those of its rank and below it end."""
        # Heights of equal headings differ by rounding; 3 % is no difference in rank.
        while self._stack and self._stack[-1][0] <= rank * 1.03:
            self._stack.pop()
        self._stack.append((rank, text))

    def above(self, within_heading: bool) -> str:
        """The two nearest headings; for a heading itself, those above it."""
        stack = self._stack[:-1] if within_heading else self._stack
        texts = [text for _, text in stack[-2:]]
        if len(_SEPARATOR.join(texts)) > _MOST_HEADING:
            texts = texts[-1:]
        joined = _SEPARATOR.join(texts)
        if len(joined) > _MOST_HEADING:
            joined = joined[:_MOST_HEADING].rsplit(" ", 1)[0]
        return joined


def _running_titles(laid: Sequence[LaidPage]) -> set[tuple[int, int]]:
    """Headings at the edge of pages that come again on many: they are above nothing."""
    if len(laid) < 3:
        return set()
    places: dict[str, list[tuple[int, int]]] = {}
    for page, blocks in laid:
        if not len(page.boxes):
            continue
        for block in blocks:
            if block.kind is BlockKind.HEADING and _at_edge(page, block):
                text = page.quote(block.start, block.end)
                key = "".join(letter for letter in text.lower() if not letter.isdigit())
                places.setdefault(key, []).append((page.number, block.start))
    often = max(3.0, 0.25 * len(laid))
    counts = Counter({key: len({page for page, _ in found}) for key, found in places.items()})
    return {place for key, found in places.items() if counts[key] >= often for place in found}


def _at_edge(page: Page, block: Block) -> bool:
    piece = int(page.box_word.searchsorted(block.start))
    top, bottom = float(page.boxes[piece][1]), float(page.boxes[piece][3])
    return top < _EDGE * page.height or bottom > (1 - _EDGE) * page.height
