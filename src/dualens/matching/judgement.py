"""Which conditions of a provision a document states, which exclusion, and what that comes to.

Facts that the model was trained to tell, those of the cyber-surveillance core, are judged by it. A
condition that is essentially a capability of the taxonomy is judged by the trained classifier.
Any other is judged by how much nearer a passage comes to it than ordinary passages do. Where a
condition has a number, what was found so is only what the passage speaks of; whether the condition
is met is then a comparison of quantities. Nothing that the document leaves out is guessed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dualens.documents import Document, Evidence, Passage, evidence_of
from dualens.lists import Condition, Exclusion, Parameter, Provision
from dualens.lists.model import Requires
from dualens.matching.index import ProvisionIndex
from dualens.matching.model import (
    ConditionState,
    ExclusionState,
    JudgedCondition,
    JudgedExclusion,
    MatchStatus,
)
from dualens.matching.quantities import Quantity, meets, quantities

NEAR = 4.0
"""Deviations above the background at which a passage is taken to state a fact."""

NEAR_NUMBER = 2.0
"""The same where the passage also holds a quantity of the right dimension."""

STATED = 0.5
"""Probability at which the model is taken to find a fact stated."""

Stated = Mapping[str, NDArray[np.float32]]
"""Of each fact that the model tells, the probability that each passage states it, (passages,)."""


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
        stated: What the model says of the facts that it was trained on.
    """

    document: Document
    index: ProvisionIndex
    passages: Sequence[Passage]
    vectors: NDArray[np.float32]
    findings: Mapping[str, Finding]
    stated: Stated = field(default_factory=dict)

    def groups(self, provision: Provision) -> list[Group]:
        """The provision's conditions and those of each that encloses it, outermost first."""
        return [
            Group(p.requires, tuple(self._condition(c) for c in p.conditions))
            for p in self._chain(provision)
            if p.conditions
        ]

    def exclusions(self, provision: Provision) -> tuple[JudgedExclusion, ...]:
        """The provision's exclusions, its ancestors' first."""
        each: dict[str, Exclusion] = {}
        for enclosing in self._chain(provision):
            for exclusion in enclosing.exclusions:
                each.setdefault(exclusion.text, exclusion)  # some are restated
        return tuple(self._exclusion(exclusion) for exclusion in each.values())

    def clarity(self, provision: Provision) -> float:
        """How clearly the document states the conditions and no exclusion, 0 to 1.

        What the model was not trained on says nothing either way.
        """
        stated, applies = 1.0, 0.0
        for enclosing in self._chain(provision):
            told = [self._clear(c.text) for c in enclosing.conditions if c.text in self.stated]
            if told and enclosing.requires == "any":
                stated *= max(told)
            elif told:
                stated *= math.prod(told) ** (1 / len(told))
            applies = max([applies, *(self._clear(x.text) for x in enclosing.exclusions)])
        return stated * (1 - applies)

    def _clear(self, fact: str) -> float:
        return float(self.stated[fact].max(initial=0)) if fact in self.stated else 0.0

    def _chain(self, provision: Provision) -> list[Provision]:
        return [*self.index.control_list.ancestors(provision.code), provision]

    def _condition(self, condition: Condition) -> JudgedCondition:
        if condition.parameter is not None:
            return self._number(condition, condition.parameter)
        if condition.text not in self.stated and condition.capability is not None:
            return self._capability(condition, condition.capability)
        rows = self._speaking(condition.text, NEAR)
        if not rows:
            return JudgedCondition(condition.text, ConditionState.NOT_STATED)
        return JudgedCondition(condition.text, ConditionState.MET, self._evidence(rows[0]))

    def _speaking(self, fact: str, near: float) -> list[int]:
        """The passages that speak of a fact, clearest first.

        Args:
            near: How near one must come where the model was not trained on the fact.
        """
        clear, least = self.stated.get(fact), STATED
        if clear is None:
            clear, least = self.index.fact_scores(self.vectors, [fact])[:, 0], near
        order: list[int] = np.argsort(-clear, kind="stable").tolist()
        return [row for row in order if clear[row] >= least]

    def _capability(self, condition: Condition, capability: str) -> JudgedCondition:
        finding = self.findings.get(capability)
        if finding is None or not finding.flagged:
            return JudgedCondition(condition.text, ConditionState.NOT_STATED)
        evidence = evidence_of(self.document, finding.passage)
        return JudgedCondition(condition.text, ConditionState.MET, evidence)

    def _number(self, condition: Condition, parameter: Parameter) -> JudgedCondition:
        rows = self._speaking(condition.text, NEAR_NUMBER)
        compared = self._compared(condition.text, parameter, rows)
        if compared is None:
            return JudgedCondition(condition.text, ConditionState.NOT_STATED)
        row, met = compared
        state = ConditionState.MET if met else ConditionState.NOT_MET
        return JudgedCondition(condition.text, state, self._evidence(row))

    def _compared(
        self, fact: str, parameter: Parameter, rows: Sequence[int]
    ) -> tuple[int, bool] | None:
        """The first of these passages with a number to compare, and whether it meets the bound."""
        for row in rows:
            read = quantities(self.passages[row].text, self.document.language)
            answers = {q: meets(q, parameter) for q in read}
            comparable = [q for q, answer in answers.items() if answer is not None]
            if comparable:
                return row, bool(answers[self._decisive(fact, comparable, answers)])
        return None

    def _decisive(
        self, fact: str, comparable: Sequence[Quantity], answers: Mapping[Quantity, bool | None]
    ) -> Quantity:
        """Of several quantities of one dimension the one whose clause comes nearest to the fact."""
        if len({answers[q] for q in comparable}) == 1:
            return comparable[0]
        clauses = self.index.encode([q.clause for q in comparable])
        return comparable[int(self.index.fact_scores(clauses, [fact])[:, 0].argmax())]

    def _exclusion(self, exclusion: Exclusion) -> JudgedExclusion:
        text = (
            f"{exclusion.text} ({exclusion.reference})" if exclusion.reference else exclusion.text
        )
        rows = self._speaking(exclusion.text, NEAR)
        if not rows:
            return JudgedExclusion(text, ExclusionState.NOT_STATED)
        compared = exclusion.parameter and self._compared(exclusion.text, exclusion.parameter, rows)
        if compared and not compared[1]:
            row = compared[0]
            return JudgedExclusion(text, ExclusionState.DOES_NOT_APPLY, self._evidence(row))
        return JudgedExclusion(text, ExclusionState.APPLIES, self._evidence(rows[0]))

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
