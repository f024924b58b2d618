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
from dualens.lists.model import Requires
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
class Group:
    """The judged conditions of one provision, and how they combine."""

    requires: Requires
    conditions: tuple[JudgedCondition, ...]

    @property
    def state(self) -> ConditionState:
        """What they come to, as if they were one condition."""
        states = {c.state for c in self.conditions}
        decisive, other = ConditionState.NOT_MET, ConditionState.MET
        if self.requires == "any":
            decisive, other = other, decisive
        if decisive in states:
            return decisive
        return other if states == {other} else ConditionState.NOT_STATED


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

    def groups(self, provision: Provision) -> list[Group]:
        """The provision's conditions and those of each that encloses it, outermost first."""
        return [
            Group(p.requires, tuple(self._condition(c) for c in p.conditions))
            for p in self._chain(provision)
            if p.conditions
        ]

    def exclusions(self, provision: Provision) -> tuple[JudgedExclusion, ...]:
        """The provision's exclusions, its ancestors' first."""
        return tuple(self._exclusion(x) for p in self._chain(provision) for x in p.exclusions)

    def _chain(self, provision: Provision) -> list[Provision]:
        return [*self.index.control_list.ancestors(provision.code), provision]

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
        return JudgedCondition(condition.text, ConditionState.MET, evidence)

    def _number(self, condition: Condition, nearness: NDArray[np.float32]) -> JudgedCondition:
        parameter = condition.parameter
        assert parameter is not None
        for row in np.argsort(-nearness, kind="stable").tolist():
            if nearness[row] < NEAR_NUMBER:
                break
            read = quantities(self.passages[row].text, self.document.language)
            answers = [meets(quantity, parameter) for quantity in read]
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
        return evidence_of(self.document, self.passages[row])


def listed(groups: Sequence[Group]) -> tuple[JudgedCondition, ...]:
    """The conditions of groups, each once: a provision may restate what encloses it."""
    return tuple({c.text: c for group in groups for c in group.conditions}.values())


def status_of(groups: Sequence[Group], exclusions: Sequence[JudgedExclusion]) -> MatchStatus:
    """What the states come to.

    Every enclosing provision must hold in its own way of combining. An exclusion releases only
    what the conditions would catch: with one group failed, or no condition met, it says nothing
    about this item.
    """
    states = {group.state for group in groups}
    if ConditionState.NOT_MET in states:
        return MatchStatus.NOT_MET
    met = any(c.state is ConditionState.MET for group in groups for c in group.conditions)
    if met and any(x.state is ExclusionState.APPLIES for x in exclusions):
        return MatchStatus.RELEASED
    return MatchStatus.CONDITIONS_MET if states == {ConditionState.MET} else MatchStatus.POSSIBLE
