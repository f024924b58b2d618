"""Numbers with units in running text, and whether they meet a parameter of the law.

Units are SI (BIPM brochure, 9th ed.) with the usual prefixes, plus those that control lists use.
A decimal comma and a decimal point are told apart by the digits around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dualens.lists import Parameter

# Factor to the base unit of each dimension. A unit is matched in its own letter case first, since
# mW and MW differ, and then in lower case, since datasheets write "mhz".
_UNITS: dict[str, tuple[str, float]] = {
    "Hz": ("frequency", 1.0),
    "kHz": ("frequency", 1e3),
    "MHz": ("frequency", 1e6),
    "GHz": ("frequency", 1e9),
    "THz": ("frequency", 1e12),
    "m": ("length", 1.0),
    "km": ("length", 1e3),
    "cm": ("length", 1e-2),
    "mm": ("length", 1e-3),
    "µm": ("length", 1e-6),
    "um": ("length", 1e-6),
    "nm": ("length", 1e-9),
    "s": ("time", 1.0),
    "ms": ("time", 1e-3),
    "µs": ("time", 1e-6),
    "us": ("time", 1e-6),
    "ns": ("time", 1e-9),
    "ps": ("time", 1e-12),
    "min": ("time", 60.0),
    "minutes": ("time", 60.0),
    "h": ("time", 3600.0),
    "hours": ("time", 3600.0),
    "hour": ("time", 3600.0),
    "W": ("power", 1.0),
    "mW": ("power", 1e-3),
    "kW": ("power", 1e3),
    "MW": ("power", 1e6),
    "J": ("energy", 1.0),
    "mJ": ("energy", 1e-3),
    "kJ": ("energy", 1e3),
    "V": ("voltage", 1.0),
    "kV": ("voltage", 1e3),
    "mV": ("voltage", 1e-3),
    "A": ("current", 1.0),
    "kA": ("current", 1e3),
    "mA": ("current", 1e-3),
    "Pa": ("pressure", 1.0),
    "kPa": ("pressure", 1e3),
    "MPa": ("pressure", 1e6),
    "GPa": ("pressure", 1e9),
    "bar": ("pressure", 1e5),
    "g": ("mass", 1e-3),
    "kg": ("mass", 1.0),
    "t": ("mass", 1e3),
    "K": ("temperature", 1.0),
    "bit": ("information", 1.0),
    "bits": ("information", 1.0),
    "bit/s": ("data rate", 1.0),
    "bps": ("data rate", 1.0),
    "kbit/s": ("data rate", 1e3),
    "kbps": ("data rate", 1e3),
    "Mbit/s": ("data rate", 1e6),
    "Mbps": ("data rate", 1e6),
    "Gbit/s": ("data rate", 1e9),
    "Gbps": ("data rate", 1e9),
    "Tbit/s": ("data rate", 1e12),
    "Tbps": ("data rate", 1e12),
    "km/h": ("speed", 1 / 3.6),
    "m/s": ("speed", 1.0),
    "m³/h": ("flow", 1 / 3600),
    "m3/h": ("flow", 1 / 3600),
    "l/min": ("flow", 1 / 60000),
    "fps": ("rate", 1.0),
    "frames/s": ("rate", 1.0),
    "channels": ("channels", 1.0),
    "elements": ("elements", 1.0),
    "pixels": ("elements", 1.0),
    "dB": ("level", 1.0),
    "%": ("share", 0.01),
}
_LOWER = {unit.lower(): value for unit, value in reversed(_UNITS.items())}

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f'.,]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<low_unit>{_UNIT})?"
    rf"(?:\s*(?:-|–|—|~|to|bis|à|a|до|至)\s*(?P<high>{_NUMBER}))?"
    rf"\s*(?P<unit>{_UNIT})(?![\w/])",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?:up to|max(?:imum|\.)?|bis zu|jusqu'à|hasta|fino a|até|tot|do|до|最高|最大|<=|≤)\s*:?\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value or range of one dimension, in its base unit.

    Attributes:
        dimension: "frequency", "length", …
        low, high: Equal for a single value; ``low`` is 0 where the text says "up to".
    """

    dimension: str
    low: float
    high: float


def quantities(text: str) -> list[Quantity]:
    """All numbers with a known unit in a text, in order."""
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        unit = _unit(match["unit"])
        low_unit = _unit(match["low_unit"]) if match["low_unit"] else unit
        if unit is None or low_unit is None or low_unit[0] != unit[0]:
            continue
        low = _value(match["low"]) * low_unit[1]
        if match["high"]:
            found.append(Quantity(unit[0], low, _value(match["high"]) * unit[1]))
        elif _UP_TO.search(text, 0, match.start()):
            found.append(Quantity(unit[0], 0.0, low))
        else:
            found.append(Quantity(unit[0], low, low))
    return found


def meets(quantity: Quantity, parameter: Parameter) -> bool | None:
    """Whether a quantity meets a parameter; None where their dimensions differ.

    A range meets a bound if any part of it does: an item that *can* exceed the bound is caught.
    """
    unit = _unit(parameter.unit)
    if unit is None or unit[0] != quantity.dimension:
        return None
    bound = parameter.value * unit[1]
    slack = 1e-9 * max(abs(bound), 1e-12)
    return {
        "<": quantity.low < bound - slack,
        "<=": quantity.low <= bound + slack,
        ">": quantity.high > bound + slack,
        ">=": quantity.high >= bound - slack,
        "==": quantity.low - slack <= bound <= quantity.high + slack,
    }[parameter.op]


def _unit(unit: str) -> tuple[str, float] | None:
    return _UNITS.get(unit) or _LOWER.get(unit.lower())


def _value(digits: str) -> float:
    """A number as printed: "1.000,5", "1,000.5", "1 000", "0,5" and "1.234" (read as 1.234)."""
    digits = re.sub(r"[ \u00a0\u202f']", "", digits)
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if comma < point else "."
        digits = digits.replace(thousands, "")
    elif digits.count(",") > 1 or re.search(r",\d{3}$", digits):
        digits = digits.replace(",", "")
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    return float(digits.replace(",", "."))
