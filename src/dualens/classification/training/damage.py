"""Passages as a careless extraction gives them: training on clean ones only makes a picky reader.

Headings are the least sure part of a layout: many are missed, and captions or running titles are
taken for one. Words are joined, torn, set in capitals or misread by OCR.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from dualens.classification.corpus import LabelledDocument

MISREAD = {"l": "1", "I": "l", "O": "0", "o": "c", "e": "c", "m": "rn", "h": "b", "S": "5"}
"""What OCR takes for what, most often."""


def damaged_texts(documents: Sequence[LabelledDocument], seed: int = 11) -> list[str]:
    """What the encoder would see of each passage, in order, after one or two mishaps."""
    draw = random.Random(seed)
    texts = []
    for document in documents:
        headings = [p.heading for p in document.passages]
        for passage in document.passages:
            heading = _heading(passage.heading, headings, draw)
            text = _words(passage.text, draw)
            texts.append(f"{heading}: {text}" if heading else text)
    return texts


def _heading(heading: str, others: Sequence[str], draw: random.Random) -> str:
    """Mostly lost or another one of the document."""
    chance = draw.random()
    if chance < 0.5:
        return ""
    if chance < 0.75:
        return draw.choice(others)
    return heading


def _words(text: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.15:
        return text.upper()
    if chance < 0.45:
        return "".join(_letter(letter, draw) for letter in text)
    return text


def _letter(letter: str, draw: random.Random) -> str:
    chance = draw.random()
    if letter == " " and chance < 0.04:
        return ""
    if letter.isalpha() and chance < 0.01:
        return letter + "- "
    if chance < 0.04:
        return MISREAD.get(letter, letter)
    return letter
