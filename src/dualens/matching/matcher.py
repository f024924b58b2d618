"""A document against control lists: candidates by retrieval, then judged condition by condition."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dualens.documents import Document, Passage, evidence_of
from dualens.lists import ControlList, Provision, official_text
from dualens.matching.index import ProvisionIndex
from dualens.matching.judgement import Finding, Judge, listed, status_of
from dualens.matching.model import Match, MatchStatus

SCORE_MIDDLE = 5.0
SCORE_WIDTH = 1.2
"""Fused deviations at which a match scores 0.5, and how fast it rises around that."""

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
    """

    document: Document
    passages: Sequence[Passage]
    texts: Sequence[str]
    vectors: NDArray[np.float32]


def match_document(
    examined: Examined,
    index: ProvisionIndex,
    findings: Mapping[str, Finding],
    top: int = 10,
) -> list[Match]:
    """The entries that a document comes near to, best first, one provision an entry.

    Args:
        findings: What the classifier found, by capability; provisions that rest on a found
            capability are candidates whatever their retrieval score.
        top: How many entries at most.
    """
    if not examined.passages:
        return []
    scores = index.scores(examined.texts, examined.vectors)
    best = scores.max(axis=0)
    judge = Judge(examined.document, index, examined.passages, examined.vectors, findings)
    official = official_text(index.control_list)
    matches: dict[str, Match] = {}
    for row in _candidates(index, best, findings, top):
        match = _judged(examined, index, judge, official, row, scores)
        entry = index.provisions[row][0].code
        held = matches.get(entry)
        if held is None or (match.score, held.entry) > (held.score, match.entry):
            matches[entry] = match
    ranked = sorted(matches.values(), key=lambda m: (-m.score, m.list, m.entry))
    return ranked[:top]


def _candidates(
    index: ProvisionIndex,
    best: NDArray[np.float32],
    findings: Mapping[str, Finding],
    top: int,
) -> list[int]:
    """Rows of provisions worth judging: near ones, and those that rest on a found capability."""
    near = np.argsort(-best, kind="stable")[: 4 * top].tolist()
    found = {capability for capability, finding in findings.items() if finding.flagged}
    resting = [
        row
        for row, (_, provision) in enumerate(index.provisions)
        if found & _capabilities(provision)
    ]
    return list(dict.fromkeys([*near, *resting]))


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
    entry, provision = index.provisions[row]
    groups, exclusions = judge.groups(provision), judge.exclusions(provision)
    status = status_of(groups, exclusions)
    nearest = int(scores[:, row].argmax())
    chain = [*index.control_list.ancestors(provision.code), provision]
    score = _score(float(scores[nearest, row]), chain, status, judge.findings)
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
    return round(nearness * _STATUS_WEIGHT[status], 4)


def nearness_score(deviations: float) -> float:
    """0 to 1 from a fused score in standard deviations; 0.5 where a match begins."""
    return 1 / (1 + math.exp(-(deviations - SCORE_MIDDLE) / SCORE_WIDTH))


def _needed(provision: Provision, findings: Mapping[str, Finding]) -> float | None:
    """The probability that a provision's own capabilities are there; None where it has none."""
    known = [findings[c].probability for c in _capabilities(provision) if c in findings]
    if not known or (provision.requires == "any" and len(known) < len(provision.conditions)):
        return None
    return max(known) if provision.requires == "any" else min(known)
