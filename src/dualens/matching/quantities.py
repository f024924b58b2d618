"""Numbers with units in running text, and whether they meet a parameter of the law.

A decimal comma and a decimal point are told apart by the digits around them; "1,234" and "1.234",
where these say nothing, are read as the document's language writes numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from dualens.lists import Parameter
from dualens.matching.spelled import in_digits
from dualens.matching.units import LETTERS, unit_pattern
from dualens.matching.units import unit as unit_of

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
_MAGNITUDES = (
    (r"(?:thousand|тыс(?:яч)?\.?)\b|千", 1e3),
    (r"万", 1e4),
    (r"(?:milli?on(?:en|es|s|i|y|ów)?|milh(?:ões|ão)|млн|миллион(?:ов|а)?)\b(?: d[ei]\b)?", 1e6),
    (r"百万", 1e6),
    (r"亿", 1e8),
)
_MAGNITUDE = "|".join(words for words, _ in _MAGNITUDES)
_POWER = r"\s?[x×·]\s?10(?:\^\s?[-−]?\d{1,2}|[⁻⁰¹²³⁴-⁹]+)"
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_STOPS = re.compile(r"[;:,()，；：、。]|[.!?](?=\s|$)")
_LONGEST_WORD = 20  # characters before a number in which "up to" is looked for
_DECIMAL_COMMA = frozenset("de fr es it pt nl pl ru tr".split())


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    number = (
        r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f'’.,]\d{3})+(?!\d)(?:[.,]\d+)?"
        r"|\d+(?:[.,]\d+)?|[.,]\d+)"
    )
    unit = unit_pattern()
    times = rf"(?:\s?(?:{_MAGNITUDE})|{_POWER})?"
    edge = rf"(?![{LETTERS}0-9_/^·*²³⁻√])"
    sign = rf"(?:(?<![{LETTERS}0-9)])[-+−–])?"
    return re.compile(
        rf"(?<![{LETTERS}0-9.,])(?:(?P<times>\d+)\s*[x×*]\s*(?!10[\^⁻⁰¹²³⁴-⁹]))?"
        rf"(?P<low_sign>{sign})(?P<low>{number}{times})(?:\s*[-‑]?(?P<low_unit>{unit}){edge})?"
        rf"(?:\s*(?P<link>±|\+/-|-|–|—|−|~|\.\.\.?|…|(?-i:to|bis|à|a|do|tot|до)\b|至|到)"
        rf"\s*(?P<high_sign>{sign})(?P<high>{number}{times})"
        rf"(?:\s*[-‑]?(?P<unit>{unit}){edge})?)?",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value or range of one dimension, in its base unit.

    Attributes:
        dimension: "frequency", "length", …
        low, high: Equal for a single value. Where the text says "up to", ``low`` is 0 (or minus
            infinity under a negative ``high``); where it says "at least", ``high`` is infinite.
        clause: The words that it stands in, up to the next comma or stop.
    """

    dimension: str
    low: float
    high: float
    clause: str = field(default="", compare=False)


def quantities(text: str, language: str = "en") -> list[Quantity]:
    """All numbers with a known unit in a text, in order.

    Args:
        language: Of the text, ISO 639-1: how it writes a number such as "1.234".
    """
    found: list[Quantity] = []
    for match in _pattern().finditer(in_digits(_unified(text))):
        clause = _clause(match)
        found += [replace(q, clause=clause) for q in _read(match, language in _DECIMAL_COMMA)]
    return found


def meets(quantity: Quantity, parameter: Parameter) -> bool | None:
    """Whether a quantity meets a parameter; None where their dimensions differ.

    A range meets a bound if any part of it does: an item that *can* exceed the bound is caught.
    """
    name = _unified(parameter.unit) or parameter.name.partition(" per ")[0]
    unit = unit_of(name)
    if unit is None:
        return None
    bound = unit.scaled(parameter.value)
    if (unit.dimension, quantity.dimension) == ("power level", "power"):
        bound = 1e-3 * 10 ** (bound / 10)  # dBm in watts
    elif unit.dimension != quantity.dimension:
        return None
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
        zero = unit_of(unit or low_unit or "")
        tolerance = high.high - (zero.zero if zero else 0.0)
        yield Quantity(low.dimension, low.low - tolerance, low.low + tolerance)
    else:
        ends = sorted((low.low, high.high))
        yield Quantity(low.dimension, ends[0], ends[1])


def _clause(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    return _STOPS.split(before)[-1] + match[0] + _STOPS.split(after)[0]


def _quantity(digits: str, name: str | None, comma: bool) -> Quantity | None:
    unit = unit_of(name) if name else None
    if name is None or unit is None:
        return None
    value = unit.scaled(_value(digits, comma))
    return Quantity(unit.dimension, value, value)


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
    """One sign for micro and for the degree Celsius."""
    text = re.sub(r"° (?=[CF]\b)|º(?=[CF]\b)", "°", text.replace("°С", "°C").replace("° С", "°C"))
    return text.replace("µ", "μ").replace("℃", "°C")


def _value(digits: str, comma: bool) -> float:
    """A number as printed: "1.000,5", "1,000.5", "1 000", "1'000", "0,5", "−3", "2 × 10⁹".

    Args:
        comma: Whether the language writes a decimal comma; decides "1,234" and "1.234" only.
    """
    digits, factor = _without_magnitude(digits)
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
    return float(digits.replace(",", ".")) * factor


def _without_magnitude(digits: str) -> tuple[str, float]:
    """The number alone, and the factor that stands behind it: "million", "万", "× 10⁹"."""
    power = re.search(_POWER + "$", digits)
    if power is not None:
        exponent = power[0].partition("10")[2].lstrip("^ ").translate(_RAISED)
        return digits[: power.start()], 10.0 ** int(exponent)
    for words, factor in _MAGNITUDES:
        found = re.search(rf"\s?(?:{words})$", digits, re.IGNORECASE)
        if found is not None:
            return digits[: found.start()], factor
    return digits, 1.0
