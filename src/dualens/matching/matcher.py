"""A document against control lists: candidates by retrieval, then judged condition by condition."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dualens.documents import Document, Passage, evidence_of
from dualens.lists import ControlList, Provision, official_text
from dualens.matching.index import ProvisionIndex
from dualens.matching.judgement import STATED, Finding, Judge, Stated, listed, status_of
from dualens.matching.model import Match, MatchStatus

SCORE_MIDDLE = 5.0
SCORE_WIDTH = 1.2
"""Fused deviations at which a match scores 0.5, and how fast it rises around that."""

UNCLEAR = 0.25
"""What a match loses whose conditions the model finds not stated at all. It only ranks provisions
that the model was trained on among each other, and must not sink them below all others."""

FAINT = 0.01
"""The score under which an entry's further provisions are not shown, though each condition seems
met: in a long document some passage sounds like any single fact."""

_STATUS_WEIGHT = {
    MatchStatus.CONDITIONS_MET: 1.0,
    MatchStatus.POSSIBLE: 0.7,
    MatchStatus.RELEASED: 0.5,
    MatchStatus.NOT_MET: 0.3,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """The passages of a document that are matched, with what the search needs of them.

    Attributes:
        texts: What is searched with: a passage with its heading and table header.
        vectors: (passages, d), unit length.
        stated: What the model says of the facts that it was trained on.
    """

    document: Document
    passages: Sequence[Passage]
    texts: Sequence[str]
    vectors: NDArray[np.float32]
    stated: Stated = field(default_factory=dict)


def match_document(
    examined: Examined,
    index: ProvisionIndex,
    findings: Mapping[str, Finding],
    top: int = 10,
) -> list[Match]:
    """The entries that a document comes near to, best first.

    An entry is shown with its best provision, and with every other that is met as well.

    Args:
        findings: What the classifier found, by capability; provisions that rest on a found
            capability are candidates whatever their retrieval score.
        top: How many entries at most.
    """
    if not examined.passages:
        return []
    scores = index.scores(examined.texts, examined.vectors)
    best = scores.max(axis=0)
    judge = Judge(
        examined.document, index, examined.passages, examined.vectors, findings, examined.stated
    )
    official = official_text(index.control_list)
    matches: list[Match] = []
    for row, like in _candidates(index, best, findings, examined.stated, top).items():
        match = _judged(examined, index, judge, official, row, scores[:, like])
        matches.append(match)
    matches.sort(key=lambda m: (-m.score, m.list, m.entry))
    return _shown(index.control_list, matches, top)


def _shown(control_list: ControlList, ranked: Sequence[Match], top: int) -> list[Match]:
    """Of each of the ``top`` entries the best provision, and every other that is met as well.

    A provision below or above one that is shown says little more, and is left out.
    """
    shown: dict[str, list[Match]] = {}
    for match in ranked:
        entry = control_list.entry(match.entry)
        assert entry is not None
        if len(shown) == top and entry.code not in shown:
            continue
        others = shown.setdefault(entry.code, [])
        met = match.status is MatchStatus.CONDITIONS_MET and match.score >= FAINT
        if not others or (met and not any(_akin(control_list, match, other) for other in others)):
            others.append(match)
    kept = {id(match) for matches in shown.values() for match in matches}
    return [match for match in ranked if id(match) in kept]


def _akin(control_list: ControlList, one: Match, other: Match) -> bool:
    """Whether one provision encloses the other."""
    above = {p.code for p in control_list.ancestors(one.entry)}
    return other.entry in above or one.entry in {
        p.code for p in control_list.ancestors(other.entry)
    }


def _candidates(
    index: ProvisionIndex,
    best: NDArray[np.float32],
    findings: Mapping[str, Finding],
    stated: Stated,
    top: int,
) -> dict[int, int]:
    """Rows of provisions worth judging, each with the row by whose scores it is ranked.

    Worth it are near ones, those that rest on a found capability, and those whose every condition
    the model finds stated. A heading demands nothing itself: the nearest provision below it is
    judged in its place.
    """
    near = np.argsort(-best, kind="stable")[: 4 * top].tolist()
    found = {capability for capability, finding in findings.items() if finding.flagged}
    told = {fact for fact, clear in stated.items() if clear.max(initial=0) >= STATED}
    resting = [
        row
        for row, (_, provision) in enumerate(index.provisions)
        if found & _capabilities(provision) or _is_told(provision, told)
    ]
    rows: dict[int, int] = {}
    for row in dict.fromkeys([*near, *resting]):
        below = index.below[row]
        judged = max(below, key=lambda under: best[under], default=row)
        if judged not in rows or best[row] > best[rows[judged]]:
            rows[judged] = row
    return rows


def _is_told(provision: Provision, told: set[str]) -> bool:
    facts = [condition.text for condition in provision.conditions]
    return bool(facts) and all(fact in told for fact in facts)


def _capabilities(provision: Provision) -> set[str]:
    return {c.capability for c in provision.conditions if c.capability is not None}


def _judged(
    examined: Examined,
    index: ProvisionIndex,
    judge: Judge,
    official: ControlList | None,
    row: int,
    scores: NDArray[np.float32],
) -> Match:
    """The judged match of a provision; ``scores`` (passages,) say how near each comes."""
    entry, provision = index.provisions[row]
    groups, exclusions = judge.groups(provision), judge.exclusions(provision)
    status = status_of(groups, exclusions)
    nearest = int(scores.argmax())
    chain = [*index.control_list.ancestors(provision.code), provision]
    score = _score(float(scores[nearest]), chain, status, judge.findings)
    score = round(score * (1 - UNCLEAR * (1 - judge.clarity(provision))), 4)
    wording = official.provision(provision.code) if official is not None else None
    return Match(
        list=index.control_list.id,
        version=index.control_list.version,
        entry=provision.code,
        title=entry.title,
        wording=wording.text if wording else provision.text,
        wording_is_official=wording is not None,
        score=score,
        status=status,
        conditions=listed(groups),
        exclusions=exclusions,
        evidence=evidence_of(examined.document, examined.passages[nearest]),
        related={**entry.related, **provision.related},
    )


def _score(
    deviations: float,
    chain: Sequence[Provision],
    status: MatchStatus,
    findings: Mapping[str, Finding],
) -> float:
    """0 to 1 from nearness, the capabilities that the provision rests on, and the status.

    A provision that rests on capabilities, its own or those of what encloses it, is worth no more
    than the least probable of them; of alternatives the most probable counts.

    Args:
        chain: What encloses the provision, outermost first, then itself.
    """
    nearness = nearness_score(deviations)
    needed = [p for p in (_needed(provision, findings) for provision in chain) if p is not None]
    if needed:
        nearness = 0.5 * min(needed) + 0.5 * min(needed) * nearness
    return nearness * _STATUS_WEIGHT[status]


def nearness_score(deviations: float) -> float:
    """0 to 1 from a fused score in standard deviations; 0.5 where a match begins."""
    return 1 / (1 + math.exp(-(deviations - SCORE_MIDDLE) / SCORE_WIDTH))


def _needed(provision: Provision, findings: Mapping[str, Finding]) -> float | None:
    """The probability that a provision's own capabilities are there; None where it has none."""
    known = [findings[c].probability for c in _capabilities(provision) if c in findings]
    if not known or (provision.requires == "any" and len(known) < len(provision.conditions)):
        return None
    return max(known) if provision.requires == "any" else min(known)
