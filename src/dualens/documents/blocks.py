"""Lines → blocks: headings, paragraphs, bullets and table rows."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from enum import StrEnum

from dualens.documents.columns import Row
from dualens.documents.segments import BULLETS, NUMBERING, Segment


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    ROW = "row"


@dataclass(slots=True)
class Block:
    """A heading, paragraph, bullet or table row: the words ``start`` to ``end`` of its page.

    Attributes:
        kind: What it is.
        start, end: Words of the page, end exclusive.
        header: For a row, the header cells of its table, else empty.
        rank: For a heading, how it stands out: a greater one is above a lesser one.
    """

    kind: BlockKind
    start: int
    end: int
    header: str = ""
    rank: float = 0.0


@dataclass(slots=True)
class Line:
    """A line of text with what is known of it."""

    segments: list[Segment]
    words: list[str]
    bold: bool

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.segments[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.segments[-1].right

    @property
    def height(self) -> float:
        """Of its letters."""
        return max(segment.height for segment in self.segments)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(segment.bottom for segment in self.segments)


@dataclass(slots=True)
class Draft:
    """A block before its words are numbered."""

    kind: BlockKind
    lines: list[Line]
    rank: float = 0.0
    table: int = -1  # which table of the page a row belongs to
    cells: int = 0


_MOST_HEADING_WORDS = 14
_LARGER = 1.12  # times the body text: a heading by its size alone
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[A-Z]\.|[IVX]+\.)$")


def starts_item(line: Line) -> bool:
    """Whether a line begins with a bullet or a number like one."""
    if len(line.words) < 2:
        return False
    first = line.words[0]
    if first in BULLETS:
        # a lone letter "o" or a dash in running text is no bullet
        return first not in "o-–—−*" or not line.words[1][:1].isdigit()
    if first[0] in "•●▪■◦➢►✓✔‣" and len(first) > 1:
        return True
    return len(first) <= 5 and NUMBERING.match(first) is not None and first[-1] in ".)"


def text_blocks(lines: list[Line], body: float) -> list[Draft]:
    """The paragraphs, bullets and headings of a column of text."""
    drafts: list[Draft] = []
    gaps = sorted(b.top - a.bottom for a, b in itertools.pairwise(lines))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    right = max((line.right for line in lines), default=0.0)
    for line in lines:
        item = starts_item(line)
        if drafts and not item and not _breaks(drafts[-1], line, usual, right):
            drafts[-1].lines.append(line)
            continue
        drafts.append(Draft(BlockKind.BULLET if item else BlockKind.PARAGRAPH, [line]))
    for at, draft in enumerate(drafts):
        follower = drafts[at + 1] if at + 1 < len(drafts) else None
        draft.rank = _heading_rank(draft, body, follower)
        if draft.rank:
            draft.kind = BlockKind.HEADING
    return drafts


def _breaks(draft: Draft, line: Line, usual: float, right: float) -> bool:
    """Whether a line begins a new block after those of ``draft``."""
    last = draft.lines[-1]
    height = max(last.height, line.height)
    gap = line.top - last.bottom
    if gap > min(usual, 0.6 * height) + 0.35 * height or gap < -2.0 * height:
        return True
    if max(last.height, line.height) > 1.18 * min(last.height, line.height):
        return True
    if last.bold != line.bold:
        short = last.right < right - 0.15 * max(right - last.left, 1.0)
        if short or (last.bold and not line.words[0][:1].islower() and len(draft.lines) == 1):
            return True
    if draft.kind is BlockKind.BULLET:
        first = draft.lines[0]
        mark = first.segments[0].left
        return line.left <= mark + 0.2 * height and not _flush_list(draft, line)
    return False


def _flush_list(draft: Draft, line: Line) -> bool:
    """Whether an item's text goes on under its own mark (no hanging indent)."""
    last = draft.lines[-1]
    return line.words[0][:1].islower() and last.words[-1][-1:] not in ".;:!?"


def _is_title(word: str) -> bool:
    """Whether a word can begin a title: a capital, or a letter of a script without them."""
    return word[:1].isalpha() and not word[:1].islower()


def _heading_rank(draft: Draft, body: float, follower: Draft | None) -> float:
    """How much a block stands out as a heading; 0 where it is none."""
    words = [word for line in draft.lines for word in line.words]
    if len(draft.lines) > 3 or not 0 < len(words) <= _MOST_HEADING_WORDS:
        return 0.0
    first = words[0]
    numbered = len(words) > 1 and _NUMBERED.match(first) is not None and _is_title(words[1])
    if draft.kind is BlockKind.BULLET and not numbered:
        return 0.0
    text = " ".join(words)
    said = " ".join(words[1:]) if numbered else text
    letters = sum(map(str.isalpha, said))
    # figures and short marks are captions of charts, not headings
    if letters < 2 or letters < 0.5 * len(said.replace(" ", "")) or words[-1][-1] in ".,;。；，":
        return 0.0
    if any(word[-1] in ":：" for word in words[:-1]) and not numbered:
        return 0.0  # "Weight: 3 kg" in bold is a statement
    if first[:1].islower() and letters == sum(map(str.islower, text)):
        return 0.0
    size = max(line.height for line in draft.lines) / body
    bold = draft.lines[0].bold
    capitals = letters >= 4 and text.upper() == text and text.lower() != text
    leads = follower is not None and follower.kind is BlockKind.BULLET and text.endswith(":")
    if size < _LARGER and not (bold or capitals or leads or (numbered and "." in first)):
        return 0.0
    if draft.kind is BlockKind.BULLET and size < _LARGER and not (bold or capitals):
        return 0.0
    return size + 0.1 * bold + 0.05 * capitals


def table_blocks(rows: list[Row], lines_of: list[list[Line]], table: int) -> list[Draft]:
    """A table's rows as blocks.

    Args:
        rows: The table.
        lines_of: For each row its lines in reading order (cell after cell).
        table: Number of the table on its page.
    """
    drafts = []
    for row, lines in zip(rows, lines_of, strict=True):
        if not lines:
            continue
        cells = sum(map(bool, row))
        draft = Draft(BlockKind.ROW, lines, table=table, cells=cells)
        if cells == 1 and row[0] and len(rows) > 2 and _is_row_title(lines):
            draft.kind, draft.rank = BlockKind.HEADING, 1.0
        drafts.append(draft)
    return drafts


def _is_row_title(lines: list[Line]) -> bool:
    """Whether a row of one cell is a title over the rows below it."""
    words = lines[0].words
    return len(lines) == 1 and lines[0].bold and len(words) <= 6 and words[0][:1].isalpha()


def has_header(drafts: list[Draft], columns: int) -> bool:
    """Whether the first row of a table names its columns."""
    if len(drafts) < 3 or columns < 2 or drafts[0].cells < columns:
        return False
    first, rest = drafts[0], drafts[1:]
    if any(
        character.isdigit() for line in first.lines for word in line.words for character in word
    ):
        return False
    bold = all(line.bold for line in first.lines)
    others_bold = sum(line.bold for draft in rest for line in draft.lines)
    others = sum(len(draft.lines) for draft in rest)
    if bold and others_bold < 0.5 * others:
        return True
    return columns >= 3 and sum(len(line.words) for line in first.lines) <= 4 * columns
