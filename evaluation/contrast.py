"""Pairs of product texts that differ in one deciding fact: caught by an entry, or not.

In half of them the word cues are turned round: the caught one sounds harmless, the other martial.
Nobody trains on them. The baseline is a bag of words that has seen the pairs of all other entries.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dualens.assessment import Assessment, Assessor, Outcome
from dualens.matching import MatchStatus

SUITE = Path(__file__).parent / "suites" / "contrast.jsonl"
CATCH_ALL = "2(20)"
ENTRIES = 60
"""Entries that are looked through for the one of the pair."""

_STATUS = {
    MatchStatus.CONDITIONS_MET: 3.0,
    MatchStatus.POSSIBLE: 2.0,
    MatchStatus.RELEASED: 1.0,
    MatchStatus.NOT_MET: 0.5,
}
_OUTCOME = {Outcome.ELEMENTS_STATED: 3.0, Outcome.OPEN: 2.0, Outcome.CONTRADICTED: 1.0}
MET = 3.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and the entry that catches the first only."""

    id: str
    entry: str
    language: str
    cue: str
    fact: str
    caught: str
    not_caught: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table.

    Attributes:
        choice: Share of pairs in which the caught text stands higher; a tie is half.
        both: Share in which the caught text is met and the other is not.
    """

    pairs: int
    choice: float
    both: float


@dataclass(frozen=True, slots=True)
class Report:
    """The suite's result."""

    whole: Line
    bag_of_words: Line
    by_cue: dict[str, Line]
    by_fact: dict[str, Line]
    by_entry: dict[str, Line]
    not_english: Line


def run(suite: Path = SUITE) -> Report:
    """Judges every text for its pair's entry."""
    pairs = load(suite)
    assessor = Assessor.load()
    ours = [
        (_worth(assessor, pair.caught, pair.entry), _worth(assessor, pair.not_caught, pair.entry))
        for pair in pairs
    ]
    bag = _bag_of_words(pairs)
    return Report(
        whole=_line(ours, MET),
        bag_of_words=_line(bag, 0.5),
        by_cue=_by(pairs, ours, "cue"),
        by_fact=_by(pairs, ours, "fact"),
        by_entry=_by(pairs, ours, "entry"),
        not_english=_line([w for w, p in zip(ours, pairs, strict=True) if p.language != "en"], MET),
    )


def load(suite: Path = SUITE) -> list[Pair]:
    """The pairs of a JSON Lines file."""
    rows = [json.loads(line) for line in suite.read_text("utf-8").splitlines()]
    return [
        Pair(
            row["id"],
            row["entry"],
            row["language"],
            row["cue"],
            row["fact"],
            row["caught"],
            row["not_caught"],
        )
        for row in rows
    ]


Worth = tuple[float, float]
"""How far the caught text and the other are said to be caught."""


def _worth(assessor: Assessor, text: str, entry: str) -> float:
    assessment = assessor.assess_text(text, top=ENTRIES)
    if entry == CATCH_ALL:
        return _catch_all(assessment)
    near = [m for m in assessment.matches if _same_branch(m.entry, entry)]
    return max((_STATUS[m.status] + 0.4 * m.score for m in near), default=0.0)


def _catch_all(assessment: Assessment) -> float:
    article = assessment.article_2_20
    assert article is not None
    return _OUTCOME[article.outcome]


def _same_branch(found: str, wanted: str) -> bool:
    return f"{found}.".startswith(f"{wanted}.") or f"{wanted}.".startswith(f"{found}.")


def _line(worths: Sequence[Worth], met: float) -> Line:
    caught = np.array([a for a, _ in worths])
    other = np.array([b for _, b in worths])
    choice = (caught > other) + 0.5 * (caught == other)
    return Line(len(worths), float(choice.mean()), float(((caught >= met) & (other < met)).mean()))


def _by(pairs: Sequence[Pair], worths: Sequence[Worth], attribute: str) -> dict[str, Line]:
    groups: dict[str, list[Worth]] = {}
    for pair, worth in zip(pairs, worths, strict=True):
        groups.setdefault(getattr(pair, attribute), []).append(worth)
    return {name: _line(groups[name], MET) for name in sorted(groups)}


def _bag_of_words(pairs: Sequence[Pair]) -> list[Worth]:
    """Logistic regression on TF-IDF of words, of each entry by the pairs of the others."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    worths: dict[str, Worth] = {}
    for entry in {pair.entry for pair in pairs}:
        others = [pair for pair in pairs if pair.entry != entry]
        model = make_pipeline(TfidfVectorizer(), LogisticRegression())
        texts = [text for pair in others for text in (pair.caught, pair.not_caught)]
        model.fit(texts, [1, 0] * len(others))
        for pair in pairs:
            if pair.entry == entry:
                said = model.predict_proba([pair.caught, pair.not_caught])[:, 1]
                worths[pair.id] = (float(said[0]), float(said[1]))
    return [worths[pair.id] for pair in pairs]
