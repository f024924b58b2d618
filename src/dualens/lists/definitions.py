"""The defined terms of a list, in our own words, and which of them a text uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dualens.resources import shipped


@dataclass(frozen=True, slots=True)
class Definition:
    """A term that the law defines.

    Attributes:
        forms: The spellings by which texts use it, in lower case.
        text: What it means, restated.
    """

    term: str
    forms: tuple[str, ...]
    text: str


def definitions(list_id: str) -> tuple[Definition, ...]:
    """The definitions kept for a list, by term; none for a list without them."""
    return _load(list_id)


def defined_terms(list_id: str, texts: Iterable[str]) -> tuple[Definition, ...]:
    """The definitions of the terms that texts use, by term."""
    words = " ".join(texts).lower()
    return tuple(d for d in definitions(list_id) if any(_stands_in(f, words) for f in d.forms))


def _stands_in(form: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", words) is not None


@lru_cache(maxsize=8)
def _load(list_id: str) -> tuple[Definition, ...]:
    path = shipped("corpora/lists") / f"{list_id}.definitions.json"
    if not path.is_file():
        return ()
    terms = json.loads(path.read_text(encoding="utf-8"))["terms"]
    found = (Definition(t["term"], tuple(t["forms"]), t["text"]) for t in terms)
    return tuple(sorted(found, key=lambda d: d.term.lower()))
