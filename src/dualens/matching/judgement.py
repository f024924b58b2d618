"""Which conditions of a provision a document states, which exclusion, and what that comes to.

A condition that is essentially a capability of the taxonomy is judged by the trained classifier.
One with a number is judged by comparing quantities. Any other is judged by how much nearer a
passage comes to it than ordinary passages do. Nothing that the document leaves out is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dualens.documents import Document, Evidence, Passage, evidence_of
from dualens.lists import Condition, Exclusion, Provision
from dualens.matching.index import ProvisionIndex
from dualens.matching.model import (
    ConditionState,
    ExclusionState,
    JudgedCondition,
    JudgedExclusion,
    MatchStatus,
)
from dualens.matching.quantities import meets, quantities

NEAR = 4.0
"""Deviations above the background at which a passage is taken to state a fact."""

NEAR_NUMBER = 2.0
"""The same where the passage also holds a quantity of the right dimension."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A capability that the classifier found in the document, with the passage that shows it."""

    probability: float
    flagged: bool
    passage: Passage


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges provisions for one document.

    Attributes:
        passages: The passages looked at.
        vectors: (passages, d), unit length.
        findings: What the classifier found, by capability.
    """

    document: Document
    index: ProvisionIndex
    passages: Sequence[Passage]
    vectors: NDArray[np.float32]
    findings: Mapping[str, Finding]

    def conditions(self, provision: Provision) -> tuple[JudgedCondition, ...]:
        """The provision's conditions, its ancestors' first."""
        chain = [*self.index.control_list.ancestors(provision.code), provision]
        return tuple(self._condition(c) for p in chain for c in p.conditions)

    def exclusions(self, provision: Provision) -> tuple[JudgedExclusion, ...]:
        """The provision's exclusions, its ancestors' first."""
        chain = [*self.index.control_list.ancestors(provision.code), provision]
        return tuple(self._exclusion(x) for p in chain for x in p.exclusions)

    def _condition(self, condition: Condition) -> JudgedCondition:
        if condition.capability is not None:
            return self._capability(condition, condition.capability)
        nearness = self.index.fact_scores(self.vectors, [condition.text])[:, 0]
        if condition.parameter is not None:
            return self._number(condition, nearness)
        best = int(nearness.argmax())
        if nearness[best] < NEAR:
            return JudgedCondition(condition.text, ConditionState.NOT_STATED)
        return JudgedCondition(condition.text, ConditionState.MET, self._evidence(best))

    def _capability(self, condition: Condition, capability: str) -> JudgedCondition:
        finding = self.findings.get(capability)
        if finding is None or not finding.flagged:
            return JudgedCondition(condition.text, ConditionState.NOT_STATED)
        evidence = evidence_of(self.document, finding.passage)
        return JudgedCondition(condition.text, ConditionState.MET, (evidence,))

    def _number(self, condition: Condition, nearness: NDArray[np.float32]) -> JudgedCondition:
        parameter = condition.parameter
        assert parameter is not None
        for row in np.argsort(-nearness, kind="stable").tolist():
            if nearness[row] < NEAR_NUMBER:
                break
            answers = [meets(q, parameter) for q in quantities(self.passages[row].text)]
            comparable = [answer for answer in answers if answer is not None]
            if comparable:
                state = ConditionState.MET if any(comparable) else ConditionState.NOT_MET
                return JudgedCondition(condition.text, state, self._evidence(row))
        return JudgedCondition(condition.text, ConditionState.NOT_STATED)

    def _exclusion(self, exclusion: Exclusion) -> JudgedExclusion:
        text = (
            f"{exclusion.text} ({exclusion.reference})" if exclusion.reference else exclusion.text
        )
        nearness = self.index.fact_scores(self.vectors, [exclusion.text])[:, 0]
        best = int(nearness.argmax())
        if nearness[best] < NEAR:
            return JudgedExclusion(text, ExclusionState.NOT_STATED)
        return JudgedExclusion(text, ExclusionState.APPLIES, self._evidence(best))

    def _evidence(self, row: int) -> tuple[Evidence, ...]:
        return (evidence_of(self.document, self.passages[row]),)


def status_of(
    provision: Provision,
    conditions: Sequence[JudgedCondition],
    exclusions: Sequence[JudgedExclusion],
) -> MatchStatus:
    """What the states come to.

    An exclusion releases only what the conditions would catch: with none of them met it says
    nothing about this item.
    """
    states = [c.state for c in conditions]
    met = states.count(ConditionState.MET)
    if met and any(x.state is ExclusionState.APPLIES for x in exclusions):
        return MatchStatus.RELEASED
    if not states:
        return MatchStatus.POSSIBLE
    if provision.requires == "any":
        if met:
            return MatchStatus.CONDITIONS_MET
        failed = all(state is ConditionState.NOT_MET for state in states)
        return MatchStatus.NOT_MET if failed else MatchStatus.POSSIBLE
    if ConditionState.NOT_MET in states:
        return MatchStatus.NOT_MET
    return MatchStatus.CONDITIONS_MET if met == len(states) else MatchStatus.POSSIBLE
