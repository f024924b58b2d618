"""Plain text → one page of words without boxes."""

from __future__ import annotations

import itertools
import re

import numpy as np

from dualens.documents import letters
from dualens.documents.blocks import Block, BlockKind
from dualens.documents.limits import Limits
from dualens.documents.model import Page
from dualens.documents.segments import BULLETS, NUMBERING
from dualens.errors import FailureKind, UnreadableDocumentError

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MOST_HEADING_WORDS = 10


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8, UTF-16 or, failing these, Windows-1252.

    Raises:
        UnreadableDocumentError: the bytes are no text.
    """
    for mark, coding in _BOMS:
        if data.startswith(mark):
            return data.decode(coding, "replace")
    head = data[:4096]
    if head.count(0) > 0.2 * len(head):
        # UTF-16 without a mark: in Latin text every second byte is zero
        coding = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
        text = data.decode(coding, "replace")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    sample = text[:20_000]
    if len(_CONTROL.findall(sample)) > 0.02 * len(sample):
        raise UnreadableDocumentError(
            FailureKind.UNSUPPORTED, "The file is named as text but holds something else."
        )
    return text


def read_text(data: bytes, limits: Limits) -> list[tuple[Page, list[Block]]]:
    """The text as one page with its blocks.

    Raises:
        UnreadableDocumentError: too large, or no text.
    """
    text = decode(data)
    if len(text) > limits.characters:
        raise UnreadableDocumentError(
            FailureKind.TOO_LARGE, f"The file has more than {limits.characters:,} characters."
        )
    words: list[str] = []
    lines: list[int] = []
    glue: list[bool] = []
    blocks: list[Block] = []
    fresh = True  # whether a blank line stands before
    for number, line in enumerate(text.splitlines()):
        found, tied = _words(line)
        if not found:
            fresh = True
            continue
        item = _is_item(found)
        if fresh or item:
            kind = BlockKind.BULLET if item else BlockKind.PARAGRAPH
            blocks.append(Block(kind, len(words), len(words)))
        elif letters.glued(words[-1], found[0]):
            tied[0] = True
        words += found
        glue += tied
        lines += [number] * len(found)
        blocks[-1].end = len(words)
        fresh = False
    _find_headings(words, lines, blocks)
    return [(_page(words, lines, glue, blocks), blocks)]


def _words(line: str) -> tuple[list[str], list[bool]]:
    words: list[str] = []
    glue: list[bool] = []
    for word in map(letters.clean, line.split()):
        pieces = letters.cut_han(word)
        words += pieces
        glue += [at > 0 for at in range(len(pieces))]
    return words, glue


def _is_item(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    return words[0] in BULLETS or (words[0][-1] in ".)" and bool(NUMBERING.match(words[0])))


def _find_headings(words: list[str], lines: list[int], blocks: list[Block]) -> None:
    """A short line on its own, without a final stop and with text after it, is a heading."""
    for block, follower in itertools.pairwise(blocks):
        inside = words[block.start : block.end]
        if block.kind is not BlockKind.PARAGRAPH or len(inside) > _MOST_HEADING_WORDS:
            continue
        one_line = lines[block.start] == lines[block.end - 1]
        if one_line and inside[-1][-1] not in ".,;!?。；，！？" and follower.end > follower.start:
            block.kind = BlockKind.HEADING
            block.rank = 1.2 if "".join(inside).isupper() or inside[0] == "#" else 1.0


def _page(words: list[str], lines: list[int], glue: list[bool], blocks: list[Block]) -> Page:
    sizes = [block.end - block.start for block in blocks]
    return Page(
        number=1,
        width=0.0,
        height=0.0,
        words=tuple(words),
        boxes=np.zeros((0, 4), np.float32),
        box_word=np.zeros(0, np.int32),
        line=np.array(lines, np.int32),
        block=np.repeat(np.arange(len(blocks), dtype=np.int32), sizes),
        glue=np.array(glue, np.bool_),
        follows=np.ones(len(words), np.bool_),
    )
