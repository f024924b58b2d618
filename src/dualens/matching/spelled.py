"""Numbers that are spelled out before a unit of time, as brochures do: "two and a half hours"."""

from __future__ import annotations

import re

_WORDS = (
    ("one", "two three four five six seven eight nine ten eleven twelve"),
    ("eine", "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"),
    ("une", "deux trois quatre cinq six sept huit neuf dix onze douze"),
    ("una", "dos tres cuatro cinco seis siete ocho nueve diez once doce"),
    ("un", "due tre quattro cinque sei sette otto nove dieci undici dodici"),
    ("один", "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"),
)
_TENS = {
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "ninety": 90,
    "fünfzehn": 15, "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "neunzig": 90,
    "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
    "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "noventa": 90,
    "quindici": 15, "venti": 20, "trenta": 30, "quaranta": 40, "cinquanta": 50, "novanta": 90,
    "пятнадцать": 15, "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50,
}  # fmt: skip
_VALUES: dict[str, int] = _TENS | {
    word: value
    for first, rest in _WORDS
    for value, word in enumerate([first, *rest.split()], start=1)
}
_CHINESE = {digit: value for value, digit in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_TIME = (
    r"(?:hours?|minutes?|stunden?|minuten|heures?|horas?|minutos?|or[ae]|minut[io]|час(?:а|ов)?"
    r"|минут[аы]?)\b"
)
_HALF = r"(?: and a half|einhalb| et demie| y media| e mezz[ao])"
_HALVES = (
    (r"\bhalf an hour\b|\beine halbe stunde\b|\bune demi-heure\b|\bdemi-heure\b|\bmedia hora\b"
     r"|\bmezz['’]ora\b|\bполчаса\b|(?<!个)半个?小时", "30 min"),
    (r"\b(?:an|one) hour and a half\b|\b(?:andert|einein)halb stunden\b|\bune heure et demie\b"
     r"|\b(?:una )?hora y media\b|\bun['’]ora e mezz[ao]\b|\bполтора часа\b|一个半小时", "90 min"),
    (r"\ban hour\b|\bun['’]ora\b", "60 min"),
)  # fmt: skip
_PHRASES = tuple((re.compile(words, re.IGNORECASE), digits) for words, digits in _HALVES)
_SPELLED = re.compile(
    rf"\b({'|'.join(sorted(_VALUES, key=len, reverse=True))})({_HALF})?(?=[ -]{_TIME})",
    re.IGNORECASE,
)
_HALF_AFTER = re.compile(rf"(\d+)(?: ?({_TIME}))({_HALF})\b", re.IGNORECASE)
_SPELLED_CHINESE = re.compile(rf"([{''.join(_CHINESE)}])(?=个?(半)?(?:小时|分钟))")


def in_digits(text: str) -> str:
    """The text with such numbers in digits: "2.5 hours"."""
    for pattern, digits in _PHRASES:
        text = pattern.sub(digits, text)
    text = _SPELLED.sub(lambda m: str(_VALUES[m[1].lower()] + (0.5 if m[2] else 0)), text)
    text = _HALF_AFTER.sub(r"\g<1>.5 \g<2>", text)
    text = re.sub(r"个半(?=小时)", ".5", _SPELLED_CHINESE.sub(lambda m: str(_CHINESE[m[1]]), text))
    return text
