"""Words → segments: runs of words on one line without a wide gap, the atoms of the layout."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dualens.documents.textpage import RawWords

BULLETS = frozenset("•●▪■◾◆◦○□❑❒➢➤►▶▸‣⁃∙·✓✔✗✘★☆❖–—-−*»›→⇒¾Ø§o")
NUMBERING = re.compile(r"(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{2,4})[.)]|\d{1,2}\.\d{1,2}\.?)$")
_WEAK = frozenset("o§¾Ø*-–—−»›→")
"""Marks that are bullets only at the start of a line, followed by text."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_GAP = 1.0  # a gap wider than this, in letter heights, may be a gutter
_BULLET_GAP = 6.0  # but not after a bullet


@dataclass(slots=True)
class Segment:
    """Pieces ``first`` to ``last`` (exclusive) of a page in content order, and their box.

    The box is in layout coordinates: reading goes to the right and down, whatever the script.
    """

    left: float
    top: float
    right: float
    bottom: float
    height: float
    first: int
    last: int

    @property
    def middle(self) -> float:
        """Height of the middle of the line."""
        return (self.top + self.bottom) / 2


def is_bullet(word: str) -> bool:
    """Whether a word is nothing but a mark before a list item."""
    return word in BULLETS


def layout_boxes(
    words: RawWords, width: float, height: float
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The pieces' boxes as if the page were read to the right and down, and which stand upright.

    Right-to-left pages are mirrored; pages whose text runs up or down are turned. Single words
    that run up or down on other pages are reported as not upright.
    """
    boxes = words.boxes
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    lengths = np.fromiter(map(len, words.texts), np.int32, len(words.texts))[words.box_word]
    upright = ~((tall > 1.5 * wide) & (lengths >= 3)) | _on_one_line(boxes)
    long = lengths >= 4
    if np.count_nonzero(long & ~upright) > 0.6 * max(int(np.count_nonzero(long)), 1):
        middle = (boxes[:, 1] + boxes[:, 3]) / 2
        steps = np.diff(middle)
        near = np.abs(steps) < 8 * float(np.median(wide))
        if np.median(steps[near]) < 0 if near.any() else True:
            turned = (height - boxes[:, 3], boxes[:, 0], height - boxes[:, 1], boxes[:, 2])
        else:
            turned = (boxes[:, 1], width - boxes[:, 2], boxes[:, 3], width - boxes[:, 0])
        return np.stack(turned, axis=1), np.ones(len(boxes), np.bool_)
    if _is_right_to_left(words.texts):
        mirrored = (width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3])
        return np.stack(mirrored, axis=1), upright
    return boxes, upright


def _on_one_line(boxes: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pieces have exactly the height and place of the piece before or after them.

    Words that follow each other on a line do; words that run up or down do not. It tells letters
    that a file squeezes to slivers (an invisible text layer under outlines) from vertical ones.
    """
    if len(boxes) < 2:
        return np.zeros(len(boxes), np.bool_)
    level = (np.abs(np.diff(boxes[:, 1])) < 0.5) & (np.abs(np.diff(boxes[:, 3])) < 0.5)
    onward = np.diff(boxes[:, 0]) > 0
    pair = level & onward
    return np.concatenate(([False], pair)) | np.concatenate((pair, [False]))


def _is_right_to_left(texts: list[str]) -> bool:
    sample = texts[:: max(len(texts) // 60, 1)]
    return sum(bool(_RIGHT_TO_LEFT.search(text)) for text in sample) > 0.5 * len(sample)


def cut_segments(
    words: RawWords, boxes: NDArray[np.float32], upright: NDArray[np.bool_]
) -> list[Segment]:
    """The segments of a page in content order; every piece lies in exactly one."""
    if len(boxes) == 0:
        return []
    before, after = boxes[:-1], boxes[1:]
    tall = boxes[:, 3] - boxes[:, 1]
    low = np.minimum(tall[:-1], tall[1:])
    shared = np.minimum(before[:, 3], after[:, 3]) - np.maximum(before[:, 1], after[:, 1])
    gap = after[:, 0] - before[:, 2]
    unit = np.maximum(np.maximum(tall[:-1], tall[1:]), 1.0)
    widest = np.where(_bullets_at_start(words)[:-1], _BULLET_GAP, _GAP) * unit
    breaks = (shared <= 0.5 * low) | (gap > widest) | (gap < -0.6 * unit)
    breaks |= ~upright[:-1] | ~upright[1:]
    first = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    last = np.append(first[1:], len(boxes))
    corners = np.minimum.reduceat(boxes[:, :2], first, axis=0)
    others = np.maximum.reduceat(boxes[:, 2:], first, axis=0)
    mean = np.add.reduceat(tall, first) / (last - first)
    return [
        Segment(left, top, right, bottom, max(height, 0.5), a, b)
        for (left, top), (right, bottom), height, a, b in zip(
            corners.tolist(), others.tolist(), mean.tolist(), first.tolist(), last.tolist(),
            strict=True,
        )
    ]  # fmt: skip


def _bullets_at_start(words: RawWords) -> NDArray[np.bool_]:
    """Whether each piece is a bullet, or a number like one, that begins a line in the file."""
    begins = np.diff(words.content_line, prepend=-1) > 0
    found = np.fromiter((text in BULLETS for text in words.texts), np.bool_, len(words.texts))
    for at in np.flatnonzero(begins).tolist():
        text = words.texts[at]
        if len(text) <= 5 and NUMBERING.match(text):
            found[at] = True
    return found[words.box_word]
