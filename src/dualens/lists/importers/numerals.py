"""Powers that lost their superscript: 2 × 109 N/m2 was 2 × 10^9 N/m².

Powers are written ``10^9`` and units ``m²``, as in our digest. Only what can have had one meaning
is mended; the rest is named so that a person can look.
"""

from __future__ import annotations

import re

# After a multiplication sign, 10 with further digits can only be a power; a factor of exactly
# 100 or 1000 is left alone because no exponent begins with 0.
_POWER = re.compile(r"([×x]\s?10)([-–−]?)([1-9]\d?)(?!\d|[,.]\d)")
_UNIT = re.compile(r"(?<=[\d/ (])([cmkμµn]?m|s)([23])\b(?![,.]\d)")
_DOUBTFUL = re.compile(
    r"(?<![\d,.×x/-])(?<![×x] )"
    r"(?:10[-–−]\d{1,2}\b(?! ?(?:%|to\b))|\b2 ?n levels"
    r"|10(?:[1-9]|1\d) (?=ohm|J\b|n/|Pa\b|bits?\b|Hz\b))"
)
_RAISED = {"2": "²", "3": "³"}
_AROUND = 30


def raised(before: str, superscript: str) -> str:
    """A text with a superscript put to its end: 2 × 10^9, m²."""
    before = before.rstrip()
    if before[-1:].isalpha() and superscript in _RAISED:
        return before + _RAISED[superscript]
    return f"{before}^{superscript}"


def mend_powers(text: str) -> tuple[str, list[str]]:
    """The text with its certain powers restored, and the places that stay doubtful."""
    mended = _POWER.sub(lambda m: f"{m[1]}^{'-' if m[2] else ''}{m[3]}", text)
    mended = _UNIT.sub(lambda m: m[1] + _RAISED[m[2]], mended)
    doubtful = [
        mended[max(0, m.start() - _AROUND) : m.end() + _AROUND].strip()
        for m in _DOUBTFUL.finditer(mended)
    ]
    return mended, doubtful
