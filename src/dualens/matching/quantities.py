"""Numbers with units in running text, and whether they meet a parameter of the law.

Units are SI (BIPM brochure, 9th ed.) with the usual prefixes, plus those that control lists use.
A decimal comma and a decimal point are told apart by the digits around them; "1,234" and "1.234",
where these say nothing, are read as the document's language writes numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dualens.lists import Parameter

_PREFIXES = {
    "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "": 1.0, "c": 1e-2, "m": 1e-3, "μ": 1e-6, "n": 1e-9,
    "p": 1e-12, "f": 1e-15,
}  # fmt: skip

# Unit, dimension, factor to the base unit of the dimension, prefixes that it is used with.
_PREFIXED = (
    ("Hz", "frequency", 1.0, "TGMk"),
    ("m", "length", 1.0, "kcmμn"),
    ("m²", "area", 1.0, ""),
    ("cm²", "area", 1e-4, ""),
    ("m³", "volume", 1.0, ""),
    ("cm³", "volume", 1e-6, ""),
    ("l", "volume", 1e-3, "mμ"),
    ("s", "time", 1.0, "mμnpf"),
    ("W", "power", 1.0, "GMkmμn"),
    ("J", "energy", 1.0, "MkmμnG"),
    ("eV", "particle energy", 1.0, "GMk"),
    ("V", "voltage", 1.0, "Mkmμ"),
    ("A", "current", 1.0, "kmμn"),
    ("Pa", "pressure", 1.0, "GMk"),
    ("g", "mass", 1e-3, "km"),
    ("K", "temperature", 1.0, "m"),
    ("T", "magnetic field", 1.0, "mμ"),
    ("N", "force", 1.0, "kM"),
    ("Gy", "dose", 1.0, "kM"),
    ("rad", "angle", 1.0, "mμ"),
    ("mol", "amount", 1.0, "mμ"),
    ("bit/s", "data rate", 1.0, "TGMk"),
    ("bps", "data rate", 1.0, "TGMk"),
    ("b/s", "data rate", 1.0, "TGMk"),
    ("byte/s", "data rate", 8.0, "TGMk"),
    ("B/s", "data rate", 8.0, "TGMk"),
    ("SPS", "sample rate", 1.0, "GMk"),
    ("S/s", "sample rate", 1.0, "GMk"),
    ("A/W", "sensitivity", 1.0, "m"),
    ("A/lm", "luminous sensitivity", 1.0, "mμ"),
)
_OTHER: dict[str, tuple[str, float]] = {
    "min": ("time", 60.0),
    "minutes": ("time", 60.0),
    "h": ("time", 3600.0),
    "L": ("volume", 1e-3),
    "hours": ("time", 3600.0),
    "hour": ("time", 3600.0),
    "bar": ("pressure", 1e5),
    "N/m²": ("pressure", 1.0),
    "t": ("mass", 1e3),
    "bit": ("information", 1.0),
    "bits": ("information", 1.0),
    "km/h": ("speed", 1 / 3.6),
    "m/s": ("speed", 1.0),
    "m³/h": ("flow", 1 / 3600),
    "m3/h": ("flow", 1 / 3600),
    "l/min": ("flow", 1 / 60000),
    "l/h": ("flow", 1 / 3.6e6),
    "kg/h": ("mass flow", 1 / 3600),
    "kg/day": ("mass flow", 1 / 86400),
    "W/kg": ("power to mass", 1.0),
    "°": ("angle", math.pi / 180),
    "arcsec": ("angle", math.pi / 648_000),
    "fps": ("rate", 1.0),
    "frames/s": ("rate", 1.0),
    "channels": ("channels", 1.0),
    "elements": ("elements", 1.0),
    "pixels": ("elements", 1.0),
    "megapixels": ("elements", 1e6),
    "megapixel": ("elements", 1e6),
    "MP": ("elements", 1e6),
    "Mpx": ("elements", 1e6),
    "octave": ("octaves", 1.0),
    "octaves": ("octaves", 1.0),
    "Nm": ("torque", 1.0),
    "PS": ("power", 735.49875),
    "WT": ("weighted teraflops", 1.0),
    "dB": ("level", 1.0),
    "dBc": ("level", 1.0),
    "dBm": ("power level", 1.0),
    "%": ("share", 0.01),
    "°C": ("temperature", 1.0),
}
_UNITS: dict[str, tuple[str, float]] = {
    prefix + unit: (dimension, _PREFIXES[prefix] * factor)
    for unit, dimension, factor, prefixes in _PREFIXED
    for prefix in ("", *prefixes)
} | _OTHER
_UNITS |= {u.replace("μ", "u"): v for u, v in _UNITS.items() if u.startswith("μ")}
_CELSIUS = 273.15


def _in_wrong_case() -> dict[str, tuple[str, float]]:
    """Units by their lower case where it says which is meant: "mhz", not "mw" (mW or MW).

    A single letter counts only as it is written: "5G" is no mass and "802.11a" no current; nor
    are "5 wt%" weighted teraflops.
    """
    found: dict[str, set[tuple[str, float]]] = {}
    for unit, value in _UNITS.items():
        found.setdefault(unit.lower(), set()).add(value)
    del found["wt"]
    return {u: values.pop() for u, values in found.items() if len(values) == 1 and len(u) > 1}


_LOWER = _in_wrong_case()
_UP_TO = re.compile(
    r"(?:\b(?:up to|max(?:imum|imal|\.)?|below|under|less than|at most|bis(?: zu)?|unter|höchstens"
    r"|jusqu['’]à|moins de|hasta|menos de|fino a|até|tot|do|до|не более|не выше)"
    r"|最高|最大|低于|不超过|<=?|≤)\s*:?\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\b(?:at least|min(?:imum|\.)?|above|over|more than|mindestens|über|mehr als|au moins"
    r"|plus de|al menos|más de|almeno|oltre|não menos de|ten minste|co najmniej|не менее|свыше)"
    r"|至少|超过|>=?|≥)\s*:?\s*$",
    re.IGNORECASE,
)
_LETTERS = "A-Za-zÀ-ɏΑ-ωА-я"  # of alphabets that put a blank between words
_LONGEST_WORD = 20  # characters before a number in which "up to" is looked for
_DECIMAL_COMMA = frozenset("de fr es it pt nl pl ru tr".split())


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    number = (
        r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f'’.,]\d{3})+(?!\d)(?:[.,]\d+)?"
        r"|\d+(?:[.,]\d+)?|[.,]\d+)"
    )
    names = sorted(_UNITS, key=len, reverse=True)
    unit = "|".join(_as_written(name) if len(name) == 1 else re.escape(name) for name in names)
    edge = rf"(?![{_LETTERS}0-9_/^·*²³⁻√])"
    sign = rf"(?:(?<![{_LETTERS}0-9)])[-+−–])?"
    return re.compile(
        rf"(?<![{_LETTERS}0-9.,])(?:(?P<times>\d+)\s*[x×*]\s*)?"
        rf"(?P<low_sign>{sign})(?P<low>{number})(?:\s*[-‑]?(?P<low_unit>{unit}){edge})?"
        rf"(?:\s*(?P<link>±|\+/-|-|–|—|−|~|\.\.\.?|…|(?-i:to|bis|à|a|do|tot|до)\b|至|到)"
        rf"\s*(?P<high_sign>{sign})(?P<high>{number})(?:\s*[-‑]?(?P<unit>{unit}){edge})?)?",
        re.IGNORECASE,
    )


def _as_written(letter: str) -> str:
    """A unit of one letter, never in the wrong case; "4K" is a picture's size, no temperature."""
    return rf"(?<=\s)(?-i:{letter})" if letter == "K" else f"(?-i:{letter})"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value or range of one dimension, in its base unit.

    Attributes:
        dimension: "frequency", "length", …
        low, high: Equal for a single value. Where the text says "up to", ``low`` is 0 (or minus
            infinity under a negative ``high``); where it says "at least", ``high`` is infinite.
    """

    dimension: str
    low: float
    high: float


def quantities(text: str, language: str = "en") -> list[Quantity]:
    """All numbers with a known unit in a text, in order.

    Args:
        language: Of the text, ISO 639-1: how it writes a number such as "1.234".
    """
    found: list[Quantity] = []
    for match in _pattern().finditer(_unified(text)):
        found.extend(_read(match, language in _DECIMAL_COMMA))
    return found


def meets(quantity: Quantity, parameter: Parameter) -> bool | None:
    """Whether a quantity meets a parameter; None where their dimensions differ.

    A range meets a bound if any part of it does: an item that *can* exceed the bound is caught.
    """
    name = _unified(parameter.unit)
    unit = _unit(name)
    if unit is None or unit[0] != quantity.dimension:
        return None
    bound = _scaled(parameter.value, name, unit[1])
    slack = 1e-9 * abs(bound)
    return {
        "<": quantity.low < bound - slack,
        "<=": quantity.low <= bound + slack,
        ">": quantity.high > bound + slack,
        ">=": quantity.high >= bound - slack,
        "==": quantity.low - slack <= bound <= quantity.high + slack,
    }[parameter.op]


def _read(match: re.Match[str], comma: bool) -> Iterator[Quantity]:
    """What one hit of the pattern says: a value, a range, or two values of different dimensions."""
    low_unit, unit = match["low_unit"], match["unit"]
    if match["high"] is None:
        value = _quantity(match["low_sign"] + match["low"], low_unit, comma)
        if value is not None:
            yield _bounded(_times(value, match["times"]), match)
        return
    low = _quantity(match["low_sign"] + match["low"], low_unit or unit, comma)
    high = _quantity(match["high_sign"] + match["high"], unit or low_unit, comma)
    if unit is None and low is not None:
        yield low  # "12 V - 2": the second number has no unit of its own
    elif low is None or high is None or low.dimension != high.dimension:
        yield from (q for q in (low, high) if q is not None)
    elif match["link"] in ("±", "+/-"):
        tolerance = high.high - (_CELSIUS if unit == "°C" else 0.0)
        yield Quantity(low.dimension, low.low - tolerance, low.low + tolerance)
    else:
        ends = sorted((low.low, high.high))
        yield Quantity(low.dimension, ends[0], ends[1])


def _quantity(digits: str, name: str | None, comma: bool) -> Quantity | None:
    unit = _unit(name) if name else None
    if name is None or unit is None:
        return None
    value = _scaled(_value(digits, comma), name, unit[1])
    return Quantity(unit[0], value, value)


def _times(value: Quantity, times: str | None) -> Quantity:
    """The product where elements are counted by rows: 2 × 10 W are two things of ten watts."""
    if times is None or value.dimension != "elements":
        return value
    return Quantity(value.dimension, value.low * int(times), value.high * int(times))


def _bounded(value: Quantity, match: re.Match[str]) -> Quantity:
    """The value as a range where "up to" or "at least" stands before it."""
    start = max(match.start() - _LONGEST_WORD, 0)
    if _UP_TO.search(match.string, start, match.start()):
        low = 0.0 if value.high >= 0 else -math.inf
        return Quantity(value.dimension, low, value.high)
    if _FROM.search(match.string, start, match.start()):
        return Quantity(value.dimension, value.low, math.inf)
    return value


def _unified(text: str) -> str:
    """The micro sign as the Greek letter, and the degree Celsius as two characters."""
    return text.replace("µ", "μ").replace("℃", "°C")


def _unit(unit: str) -> tuple[str, float] | None:
    return _UNITS.get(unit) or _LOWER.get(unit.lower())


def _scaled(value: float, unit: str, factor: float) -> float:
    return value + _CELSIUS if unit.lower() == "°c" else value * factor


def _value(digits: str, comma: bool) -> float:
    """A number as printed: "1.000,5", "1,000.5", "1 000", "1'000", "0,5", "−3".

    Args:
        comma: Whether the language writes a decimal comma; decides "1,234" and "1.234" only.
    """
    digits = re.sub(r"[ \u00a0\u2009\u202f'’+]", "", digits)
    digits = re.sub(r"^[−–]", "-", digits)
    separators = re.sub(r"[^.,]", "", digits)
    if len(separators) > 1:
        thousands = separators[0]
    elif re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", digits):
        thousands = "." if comma else ","
    else:
        thousands = ""
    if thousands:
        digits = digits.replace(thousands, "")
    return float(digits.replace(",", "."))
