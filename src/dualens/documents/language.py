"""The language of a document by a vote of stop words, and by its script.

The stop words are spaCy's, read from its language folders without importing spaCy, which costs a
second; what a word says is weighted by how few languages share it.
"""

from __future__ import annotations

import importlib.util
import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from dualens.documents.model import Page

SUPPORTED = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "ar", "uk", "cs", "sv",
             "da", "ro", "hu")  # fmt: skip
_SAMPLE_WORDS = 3_000
_MIN_WEIGHT = 3.0
_LETTERS_ONLY = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SCRIPTS = {
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ja": re.compile("[\u3041-\u30fa]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
}


@cache
def stop_words(language: str) -> frozenset[str]:
    """SpaCy's stop words of a language, lower case."""
    spec = importlib.util.find_spec("spacy")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    path = Path(spec.submodule_search_locations[0]) / "lang" / language / "stop_words.py"
    if not path.is_file():
        return frozenset()
    module_spec = importlib.util.spec_from_file_location(f"_dualens_stops_{language}", path)
    assert module_spec is not None
    assert module_spec.loader is not None
    module = importlib.util.module_from_spec(module_spec)
    module_spec.loader.exec_module(module)
    # single letters stand for units and part numbers in datasheets
    return frozenset(word.lower() for word in module.STOP_WORDS if len(word) > 1)


@cache
def _votes() -> dict[str, tuple[tuple[str, ...], float]]:
    """For each stop word the languages that have it, and its weight."""
    owners: dict[str, list[str]] = {}
    for language in SUPPORTED:
        for word in stop_words(language):
            owners.setdefault(word, []).append(language)
    return {
        word: (tuple(languages), math.log(1 + len(SUPPORTED) / len(languages)) / len(languages))
        for word, languages in owners.items()
    }


def detect(pages: Iterable[Page]) -> str:
    """ISO 639-1 code of the language that most of a document is in, or "und"."""
    held = [page for page in pages if page.words]
    share = max(_SAMPLE_WORDS // max(len(held), 1), 100)
    sample: list[str] = []
    for page in held:
        step = max(len(page.words) // share, 1)
        sample.extend(page.words[:: max(step // 8, 1)][:share])
        if len(sample) >= 4 * _SAMPLE_WORDS:
            break
    return detect_text(" ".join(sample))


def detect_text(text: str) -> str:
    """ISO 639-1 code of a text's language, or "und" where nothing speaks."""
    text = text[:60_000]
    letters = sum(map(str.isalpha, text))
    if letters == 0:
        return "und"
    counts = {script: len(pattern.findall(text)) for script, pattern in _SCRIPTS.items()}
    # Kana stand among Chinese letters in Japanese, and nowhere else; a letter of these scripts
    # says as much as three Latin ones.
    if counts["ja"] > 0.1 * (counts["ja"] + counts["zh"]) and counts["ja"] * 3 > 0.2 * letters:
        return "ja"
    for script in ("zh", "ko"):
        if counts[script] * 3 > 0.5 * letters:
            return script
    return _vote(text)


def _vote(text: str) -> str:
    tally: dict[str, float] = {}
    table = _votes()
    for word, count in Counter(_LETTERS_ONLY.findall(text.lower())).items():
        for language, weight in ((each, table[word][1]) for each in table.get(word, ((),))[0]):
            tally[language] = tally.get(language, 0.0) + weight * math.sqrt(count)
    if not tally:
        return "und"
    best, weight = max(tally.items(), key=lambda item: (item[1], item[0]))
    return best if weight >= _MIN_WEIGHT else "und"
