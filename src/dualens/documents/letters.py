"""What each UTF-16 unit that PDFium returns means for cutting words.

One table look-up a page tells where words end, whether anything needs cleaning, whether letters
of a script without blanks occur, and whether the character map looks broken.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

SPACE, CLEAN, HAN, STOP, SUSPECT = 1, 2, 4, 8, 16

HYPHENS = (0xFFFE, 0x0002)
"""PDFium's mark for a hyphen at a line's end: in GetText, and in GetUnicode."""

_STOPS = "。！？；，、：）》」』】”’…"
_HAN_RANGES = (
    (0x2E80, 0x2FDF),  # radicals
    (0x3001, 0x30FF),  # punctuation, kana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFF60),  # full-width forms
)
# Code points that are one letter drawn differently: ligatures, Arabic and Hebrew presentation
# forms, and the Kangxi radicals that many Chinese fonts map their letters to.
_PRESENTATION = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufdff\ufe70-\ufefc]")
# Private-use bullets of Word's Symbol and Wingdings fonts.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0E0: "→", 0xF076: "❖", 0xF06E: "■",
    0xF06C: "●", 0xF0A8: "□", 0xF0B0: "°", 0xF0B1: "±", 0xF0B4: "×", 0xF0A3: "≤", 0xF0B3: "≥",
    0xF06D: "µ", 0xF057: "Ω", 0xF02D: "−", 0xF0AE: "→", 0xF0D2: "®", 0xF0D3: "©", 0xF0D4: "™",
}  # fmt: skip
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\uffff]"
)
_CUT = re.compile("(?<=[。！？；，、：])(?=[^。！？；，、：”’）」』】])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ANY_HAN = re.compile("[\u2e80-\u2fdf\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]")


@cache
def unit_table() -> NDArray[np.uint8]:
    """Flags of every code point of the basic plane."""
    table = np.zeros(65536, np.uint8)
    blanks = [code for code in range(65536) if chr(code).isspace() and code not in (0x1C, 0x1D)]
    table[blanks] = SPACE
    table[0x1C:0x20] = 0
    for first, last in _HAN_RANGES:
        table[first : last + 1] |= HAN
    table[0xD800:0xE000] = CLEAN  # halves of letters beyond the basic plane
    table[0xD840:0xD880] |= HAN
    for letter in _STOPS:
        table[ord(letter)] |= STOP
    suspects = [*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]
    suspects += [*range(0xE000, 0xF900), 0xFFFD, 0xFFFF]
    table[suspects] |= SUSPECT | CLEAN
    table[list(HYPHENS)] = CLEAN
    for code in range(65536):
        if _DROPPED.match(chr(code)) or _PRESENTATION.match(chr(code)):
            table[code] |= CLEAN
    return table


def flags_of(units: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """The flags of UTF-16 units."""
    return np.asarray(unit_table()[units])


def clean(word: str) -> str:
    """The word as a reader sees it: hyphen marks, controls and presentation forms resolved."""
    word = word.translate(_SYMBOLS)
    if _SURROGATE.search(word):
        word = word.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    word = _DROPPED.sub("", word)
    if _PRESENTATION.search(word):
        word = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), word)
        word = word.replace(" ", "")
    return word


def is_han(letter: str) -> bool:
    """Whether the letter belongs to a script that is written without blanks."""
    return _ANY_HAN.match(letter) is not None or 0x20000 <= ord(letter) < 0x40000


def has_han(text: str) -> bool:
    """Whether any letter is of a script that is written without blanks."""
    return _ANY_HAN.search(text) is not None


def cut_han(word: str) -> list[str]:
    """A word cut after each clause or sentence mark of a script without blanks."""
    return [piece for piece in _CUT.split(word) if piece]


def glued(before: str, after: str) -> bool:
    """Whether two words on neighbouring lines belong together without a blank."""
    return is_han(before[-1]) and is_han(after[0])
