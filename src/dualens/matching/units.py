"""Units by every name that datasheets give them, with their dimension and size.

SI (BIPM brochure, 9th ed.) with the usual prefixes, what control lists use besides, and the words
for both in the languages that datasheets are written in.
"""

from __future__ import annotations

import math
import re
from itertools import product
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: ``zero + factor × value`` is a value in the base unit of its dimension."""

    dimension: str
    factor: float
    zero: float = 0.0

    def scaled(self, value: float) -> float:
        """A value in the base unit."""
        return self.zero + self.factor * value


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
    ("N/m²", "pressure", 1.0, "GMk"),
    ("g", "mass", 1e-3, "km"),
    ("K", "temperature", 1.0, "m"),
    ("T", "magnetic field", 1.0, "mμ"),
    ("N", "force", 1.0, "kM"),
    ("Gy", "dose", 1.0, "kM"),
    ("rad", "angle", 1.0, "mμ"),
    ("mol", "amount", 1.0, "mμ"),
    ("bit/s", "data rate", 1.0, "TGMk"),
    ("bits/s", "data rate", 1.0, "TGMk"),
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
    "h": ("time", 3600.0),
    "L": ("volume", 1e-3),
    "bar": ("pressure", 1e5),
    "ksi": ("pressure", 6.894757e6),
    "kpsi": ("pressure", 6.894757e6),
    "t": ("mass", 1e3),
    "bit": ("information", 1.0),
    "bits": ("information", 1.0),
    "bits per second": ("data rate", 1.0),
    "bit per second": ("data rate", 1.0),
    "km/h": ("speed", 1 / 3.6),
    "km/sa": ("speed", 1 / 3.6),
    "m/s": ("speed", 1.0),
    "mph": ("speed", 0.44704),
    "kt": ("speed", 1852 / 3600),
    "kn": ("speed", 1852 / 3600),
    "m³/h": ("flow", 1 / 3600),
    "m3/h": ("flow", 1 / 3600),
    "l/min": ("flow", 1 / 60000),
    "l/h": ("flow", 1 / 3.6e6),
    "kg/h": ("mass flow", 1 / 3600),
    "kg/day": ("mass flow", 1 / 86400),
    "W/kg": ("power to mass", 1.0),
    "ft": ("length", 0.3048),
    "°": ("angle", math.pi / 180),
    "arcsec": ("angle", math.pi / 648_000),
    "fps": ("frequency", 1.0),
    "octave": ("octaves", 1.0),
    "channels": ("channels", 1.0),
    "elements": ("elements", 1.0),
    "MP": ("elements", 1e6),
    "Mpx": ("elements", 1e6),
    "Мп": ("elements", 1e6),
    "Nm": ("torque", 1.0),
    "PS": ("power", 735.49875),
    "WT": ("weighted teraflops", 1.0),
    "dB": ("level", 1.0),
    "дБ": ("level", 1.0),
    "分贝": ("level", 1.0),
    "dBc": ("level", 1.0),
    "dBm": ("power level", 1.0),
    "дБм": ("power level", 1.0),
    "%": ("share", 0.01),
}
_DEGREES = {
    "°C": Unit("temperature", 1.0, 273.15),
    "°F": Unit("temperature", 1 / 1.8, 273.15 - 32 / 1.8),
}

_CYRILLIC_PREFIXES = {"Т": "T", "Г": "G", "М": "M", "к": "k", "м": "m", "мк": "μ", "н": "n"}
# A lone "с", "в" or "а" is a preposition or conjunction more often than a unit.
_CYRILLIC = (
    ("Гц", "Hz", "ТГМк"),
    ("Вт", "W", "ГМкм"),
    ("бит/с", "bit/s", "ГМк"),
    ("Б/с", "B/s", "ГМк"),
    ("Па", "Pa", "ГМк"),
    ("Дж", "J", "Мкм"),
)
_CYRILLIC_OTHER = {
    "м": "m", "км": "km", "см": "cm", "мм": "mm", "мкм": "μm", "нм": "nm", "мс": "ms",
    "мкс": "μs", "нс": "ns", "пс": "ps", "сек": "s", "мин": "min", "ч": "h", "м/с": "m/s",
    "км/ч": "km/h", "кг": "kg", "г": "g", "мрад": "mrad", "кВ": "kV", "мА": "mA",
}  # fmt: skip

# Words for prefixes and bases; a language may write them in one or in two words.
_PREFIX_WORDS = {
    "k": "kilo quilo кило كيلو", "M": "mega méga мега ميغا ميجا", "G": "giga гига غيغا جيجا",
    "m": "milli mili милли ملي", "μ": "micro mikro micró микро ميكرو", "n": "nano nanó нано نانو",
    "p": "pico piko пико", "c": "centi zenti centí санти",
}  # fmt: skip
_BASE_WORDS = {
    "Hz": "hertz hercios hercio герц герца هرتز",
    "m": "metre metres meter metern meters mètre mètres metro metros metri метр метра метров"
    " metra metrów متر",
    "s": "second seconds sekunde sekunden seconde secondes segundo segundos secondo secondi"
    " секунда секунды секунд sekundy sekund saniye seconden ثانية",
    "W": "watt watts vatio vatios ватт واط",
    "g": "gram grams gramm gramme grammes gramo gramos grammo grammi грамм граммов غرام",
    "V": "volt volts voltios вольт",
}
_CHINESE_PREFIXES = {"千": "k", "兆": "M", "吉": "G", "毫": "m", "微": "μ", "纳": "n", "皮": "p"}
_CHINESE = {"赫兹": "Hz", "赫": "Hz", "米": "m", "秒": "s", "瓦": "W", "克": "g", "帕": "Pa"}
_WORDS = {
    "min": "minute minutes minuten minuto minutos minuti минута минуты минут minut minuty dakika"
    " минут分钟 分钟 minuut دقيقة",
    "h": "hour hours stunde stunden heure heures hora horas ora ore час часа часов godzina godziny"
    " godzin saat uur 小时 个小时 ساعة ساعات",
    "m": "公尺",
    "km": "公里 كم",
    "kg": "公斤 كغ",
    "cm": "厘米",
    "ft": "foot feet pieds pies piedi футов футах fuß pés",
    "kn": "knots knot knoten nœuds noeuds nudos nodi узлов 节 nós",
    "m/s": "米/秒 米每秒",
    "km/h": "公里/小时 千米/小时 公里每小时",
    "bit/s": "比特每秒 比特/秒",
    "mrad": "毫弧度 milliradians milliradiant milliradianti milliradianes milirradianes",
    "octave": "octaves oktave oktaven octava octavas ottava ottave октава октавы октав 倍频程"
    " 个倍频程 octaaf oktawy",
    "MP": "megapixel megapixels megapixeln mégapixels megapíxeles мегапикселей мегапикселя",
    "°C": "℃ 摄氏度 درجة\xa0مئوية",
}
_CELSIUS = ("degrees celsius", "grad celsius", "degrés celsius", "grados celsius", "gradi celsius")


def _prefixed() -> dict[str, Unit]:
    return {
        prefix + unit: Unit(dimension, _PREFIXES[prefix] * factor)
        for unit, dimension, factor, prefixes in _PREFIXED
        for prefix in ("", *prefixes)
    }


def _all() -> dict[str, Unit]:
    units = _prefixed() | {name: Unit(*value) for name, value in _OTHER.items()} | _DEGREES
    units |= {u.replace("μ", "u"): v for u, v in units.items() if u.startswith("μ")}
    for unit, latin, prefixes in _CYRILLIC:
        for prefix in ("", *prefixes):
            units[prefix + unit] = units[_CYRILLIC_PREFIXES.get(prefix, "") + latin]
        units["мк" + unit] = _times(units[latin], 1e-6)
    units |= {word: units[latin] for word, latin in _CYRILLIC_OTHER.items()}
    for base, words in _BASE_WORDS.items():
        units |= dict.fromkeys(words.split(), units[base])
        for prefix, prefix_words in _PREFIX_WORDS.items():
            value = _times(units[base], _PREFIXES[prefix])
            for first, last in product(prefix_words.split(), words.split()):
                units |= {first + last: value, f"{first} {last}": value}
    for (prefix, latin), (word, base) in product(_CHINESE_PREFIXES.items(), _CHINESE.items()):
        units[word] = units[base]
        units[prefix + word] = _times(units[base], _PREFIXES[latin])
    for unit, words in _WORDS.items():
        units |= {word.replace("\xa0", " "): units[unit] for word in words.split(" ")}
    return units | dict.fromkeys(_CELSIUS, units["°C"])


def _times(unit: Unit, factor: float) -> Unit:
    return Unit(unit.dimension, unit.factor * factor)


UNITS: dict[str, Unit] = _all()


def _in_wrong_case() -> dict[str, Unit]:
    """Units by their lower case where it says which is meant: "mhz", not "mw" (mW or MW).

    A single letter counts only as it is written: "5G" is no mass and "802.11a" no current; nor
    are "5 wt%" weighted teraflops.
    """
    found: dict[str, set[Unit]] = {}
    for unit, value in UNITS.items():
        found.setdefault(unit.lower(), set()).add(value)
    del found["wt"]
    return {u: values.pop() for u, values in found.items() if len(values) == 1 and len(u) > 1}


_LOWER = _in_wrong_case()

LETTERS = "A-Za-zÀ-ɏΑ-ωА-я"
"""Of alphabets that put a blank between words, for a character class."""

_CHANNELS = (
    rf"(?:[{LETTERS}]+[ -])?(?:[{LETTERS}]*kan[aä]le?n?|channels?|canaux|canales|canali|canais"
    r"|канал(?:ов|а)|kanałów)|个?(?:信道|频道|频点|通道)"
)
_ELEMENTS = (
    rf"(?:[{LETTERS}]+[ -])?(?:elements?|elementen?|éléments?|elementos|elementi|элемент(?:ов|а)"
    r"|elementów|pixels?|pixeln|píxeles|пиксел(?:ей|я)|pikseli|pixel)|个?(?:像素|像元|单元|元件)"
)
_FRAMES = (
    rf"(?:[{LETTERS}]+[ -])?(?:frames?|images?|pictures?|bilder[n]?|fotogramas|cuadros|fotogrammi"
    r"|immagini|кадр(?:ов|а)?|klatek|kare|beelden|quadros)"
    r"\s?(?:/\s?s(?:ec)?|/с|(?:per|a|each) second|pro sekunde|par seconde|por segundo|al secondo"
    r"|в секунду|na sekundę|per seconde)|[帧幅](?:/秒|每秒)"
)
_COUNTED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), dimension)
    for pattern, dimension in (
        (_CHANNELS, "channels"),
        (_ELEMENTS, "elements"),
        (_FRAMES, "frequency"),
    )
)


def unit(name: str) -> Unit | None:
    """What a unit's name stands for; None for a word that is no unit, or may be several."""
    known = UNITS.get(name) or _LOWER.get(name.lower())
    if known is not None:
        return known
    return next((Unit(dim, 1.0) for pattern, dim in _COUNTED if pattern.fullmatch(name)), None)


def unit_pattern() -> str:
    """A regular expression, for any case, that matches a unit's name."""
    names = sorted(UNITS, key=len, reverse=True)
    alternatives = [_as_written(name) if len(name) == 1 else re.escape(name) for name in names]
    return "|".join([*alternatives, _FRAMES, _CHANNELS, _ELEMENTS])


def _as_written(letter: str) -> str:
    """A unit of one letter, never in the wrong case; "4K" is a picture's size, no temperature."""
    return rf"(?<=\s)(?-i:{letter})" if letter == "K" else f"(?-i:{re.escape(letter)})"
