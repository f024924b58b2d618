"""Does a product text find its entries, in every category and six languages?

Hand-written texts over all ten categories of Annex I, each with the headings that a classifier
would name, and texts of goods that no list controls. Measured on headings ("5A001"): recall at one
and five, and nDCG (Järvelin & Kekäläinen, ACM TOIS 20, 2002) at ten; beside the lexical and the
dense part of the search alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dualens.assessment import Assessor
from dualens.lists import load_list
from dualens.matching import MatchStatus, ProvisionIndex

SUITE = Path(__file__).parent / "suites" / "retrieval.jsonl"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Item:
    """A product text; ``entries`` is empty for what no list controls."""

    id: str
    language: str
    text: str
    entries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    texts: int
    first: float
    five: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class Report:
    """The suite's result.

    Attributes:
        by_language: Of Dualens.
        by_category: Of Dualens, by the first digit of the first entry.
        uncontrolled: How many texts of uncontrolled goods there are.
        met_without_cause: Share of these with an entry whose conditions come out as met.
    """

    methods: dict[str, Line]
    by_language: dict[str, Line]
    by_category: dict[str, Line]
    uncontrolled: int
    met_without_cause: float


Ranking = Sequence[str]
"""Headings, best first."""


def run(suite: Path = SUITE) -> Report:
    """Ranks headings for every text."""
    items = load(suite)
    wanted = [item for item in items if item.entries]
    others = [item for item in items if not item.entries]
    assessor = Assessor.load()
    index = assessor.index(load_list())
    ours = [_matched(assessor, item.text) for item in wanted]
    vectors = index.encode([item.text for item in wanted])
    dense = [_headings(index, row) for row in index.dense(vectors)]
    lexical = [_headings(index, index.lexical(item.text)) for item in wanted]
    languages = [item.language for item in wanted]
    categories = [min(item.entries)[0] for item in wanted]
    return Report(
        methods={
            "Dualens": _line(wanted, ours),
            "encoder alone": _line(wanted, dense),
            "BM25 alone": _line(wanted, lexical),
        },
        by_language=_by(languages, wanted, ours),
        by_category=_by(categories, wanted, ours),
        uncontrolled=len(others),
        met_without_cause=float(np.mean([_met(assessor, item.text) for item in others])),
    )


def load(suite: Path = SUITE) -> list[Item]:
    """The texts of a JSON Lines file."""
    rows = [json.loads(line) for line in suite.read_text("utf-8").splitlines()]
    return [
        Item(
            row["id"],
            row["language"],
            row["text"],
            frozenset(code[:5] for code in row["entries"]),
        )
        for row in rows
    ]


def _matched(assessor: Assessor, text: str) -> Ranking:
    codes = (match.entry[:5] for match in assessor.assess_text(text, top=DEPTH).matches)
    return list(dict.fromkeys(codes))


def _met(assessor: Assessor, text: str) -> bool:
    matches = assessor.assess_text(text, top=DEPTH).matches
    return any(match.status is MatchStatus.CONDITIONS_MET for match in matches)


def _headings(index: ProvisionIndex, scores: NDArray[np.float32]) -> Ranking:
    order = np.argsort(-scores, kind="stable")
    return list(dict.fromkeys(index.provisions[row][0].code for row in order))[:DEPTH]


def _line(items: Sequence[Item], rankings: Sequence[Ranking]) -> Line:
    pairs = list(zip(items, rankings, strict=True))
    return Line(
        len(pairs),
        float(np.mean([_recall(item, ranking[:1]) for item, ranking in pairs])),
        float(np.mean([_recall(item, ranking[:5]) for item, ranking in pairs])),
        float(np.mean([_ndcg(item, ranking[:DEPTH]) for item, ranking in pairs])),
    )


def _recall(item: Item, ranking: Ranking) -> float:
    """Share of the wanted headings that are there, of as many as there is room for."""
    return len(item.entries & set(ranking)) / min(len(item.entries), max(len(ranking), 1))


def _ndcg(item: Item, ranking: Ranking) -> float:
    gained = sum(1 / np.log2(at + 2) for at, code in enumerate(ranking) if code in item.entries)
    best = sum(1 / np.log2(at + 2) for at in range(min(len(item.entries), DEPTH)))
    return float(gained / best)


def _by(
    groups: Sequence[str], items: Sequence[Item], rankings: Sequence[Ranking]
) -> dict[str, Line]:
    lines = {}
    for name in sorted(set(groups)):
        rows = [at for at, group in enumerate(groups) if group == name]
        lines[name] = _line([items[at] for at in rows], [rankings[at] for at in rows])
    return lines
