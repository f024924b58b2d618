"""Notices character maps that lie, mends them where that is sure, else asks for recognition.

Three kinds were met (shared/notes/reading-pdf.md, section 3): "!" where blanks belong; all letters
shifted by 29 (glyph numbers of TrueType fonts instead of letters, with U+0003 as the blank); and
control or private-use characters only. A fourth is private-use letters that are Latin-1 plus
0xF000 (symbol-encoded fonts). A page with such a map must never pass for a clean, empty page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.documents import letters

SHIFT = 29
_FEW = 12  # letters below which a page is too short to judge
_BANG = 0x21


@dataclass(frozen=True, slots=True)
class Mended:
    """A page's letters after repair, or word that there is no repair."""

    points: NDArray[np.uint16]
    note: str
    hopeless: bool = False


def mend(points: NDArray[np.uint16], flags: NDArray[np.uint8], seen: int) -> Mended | None:
    """The repaired letters; None where nothing is wrong."""
    if seen & letters.SUSPECT:
        repaired = _mend_suspects(points, flags)
        if repaired is not None:
            return repaired
    if _has_bang_blanks(points):
        out = points.copy()
        out[points == _BANG] = 0x20
        return Mended(out, 'character map repaired ("!" for blanks)')
    if _is_no_language(points):
        return Mended(points, "", hopeless=True)
    return None


def _mend_suspects(points: NDArray[np.uint16], flags: NDArray[np.uint8]) -> Mended | None:
    suspect = (flags & letters.SUSPECT) != 0
    solid = int(np.count_nonzero((flags & letters.SPACE) == 0))
    share = np.count_nonzero(suspect) / max(solid, 1)
    if share < 0.02:
        return None
    lines = _shifted_lines(points)
    if lines.any():
        out = points.copy()
        move = lines & (points != 10) & (points != 13) & (points < 0x100 - SHIFT)
        out[move] += SHIFT
        left = (letters.flags_of(out) & letters.SUSPECT) != 0
        if np.count_nonzero(left) < 0.1 * solid:
            return Mended(out, "character map repaired (letters were shifted)")
    symbol = (points >= 0xF020) & (points <= 0xF0FF)
    if np.count_nonzero(symbol) > 0.3 * solid and _reads_as_text(points[symbol] - 0xF000):
        out = points.copy()
        out[symbol] -= 0xF000
        return Mended(out, "character map repaired (symbol encoding)")
    if solid >= _FEW and share > 0.3:
        return Mended(points, "", hopeless=True)
    return None


def _shifted_lines(points: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """The letters on lines that are words of shifted letters between U+0003 as blanks."""
    found = np.zeros(len(points), np.bool_)
    breaks = np.flatnonzero((points == 10) | (points == 13))
    starts = np.concatenate(([0], breaks + 1))
    ends = np.concatenate((breaks, [len(points)]))
    judged = points.astype(np.int64)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        line = judged[start:end]
        if len(line) and _is_shifted(line):
            found[start:end] = True
    if np.count_nonzero(found) > 0.5 * len(points):
        found[:] = True  # the odd line without a blank is in the same font
    return found


def _is_shifted(line: NDArray[np.int64]) -> bool:
    blanks = np.count_nonzero(line == 3)
    if blanks == 0 or np.count_nonzero(line == 0x20) > blanks:
        return False
    return _reads_as_text(line[line != 3] + SHIFT)


def _reads_as_text(points: NDArray[Any]) -> bool:
    """Whether most are ASCII letters and figures, with vowels among them."""
    if len(points) == 0:
        return False
    folded = points.astype(np.int64) | 0x20
    alphabetic = (folded >= 0x61) & (folded <= 0x7A)
    figures = (points >= 0x30) & (points <= 0x39)
    vowels = np.isin(folded, [0x61, 0x65, 0x69, 0x6F, 0x75])
    plain = np.count_nonzero(alphabetic | figures) > 0.6 * len(points)
    return bool(plain and np.count_nonzero(vowels) >= 0.2 * np.count_nonzero(alphabetic))


def _has_bang_blanks(points: NDArray[np.uint16]) -> bool:
    """Whether "!" stands where blanks belong: often, inside of lines, with hardly a true blank."""
    bangs = np.count_nonzero(points == _BANG)
    if bangs < 5 or bangs < 0.06 * len(points):
        return False
    return bool(np.count_nonzero(points == 0x20) < 0.5 * bangs)


def _is_no_language(points: NDArray[np.uint16]) -> bool:
    """Whether a page of Latin letters cannot be any language: next to no vowels."""
    folded = points | 0x20
    latin = np.count_nonzero((folded >= 0x61) & (folded <= 0x7A))
    if latin < 200 or latin < 0.5 * len(points):
        return False
    vowels = np.count_nonzero(np.isin(folded, (0x61, 0x65, 0x69, 0x6F, 0x75, 0x79)))
    return bool(vowels < 0.12 * latin)
