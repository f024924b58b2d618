"""Reg. (EU) 2021/821, Art. 2(20), element by element.

The definition needs all of: specially designed – covert – surveillance of natural persons – by
monitoring, extracting, collecting or analysing data – from information and telecommunication
systems. A datasheet cannot tell the use or the user, so the outcome is never a duty.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dualens.assessment.model import CatchAll, Element, ElementState, Outcome
from dualens.classification import ELEMENTS, Verdict
from dualens.documents import Document, Passage, evidence_of

MOST_EVIDENCE = 2


def judge_catch_all(
    document: Document,
    passages: Sequence[Passage],
    verdict: Verdict,
    thresholds: tuple[float, float],
) -> CatchAll:
    """The elements that a document states, contradicts or leaves open.

    Args:
        passages: Those that the verdict looked at, in its order.
        thresholds: Probability at which a passage is taken to state an element, and at which it
            is taken to contradict one.
    """
    elements: dict[str, Element] = {}
    for column, name in enumerate(ELEMENTS):
        stated = _passing(verdict.stated[:, column], thresholds[0])
        against = _passing(verdict.contradicted[:, column], thresholds[1])
        if stated and not _clearer(against, stated, verdict, column):
            state, rows = ElementState.STATED, stated
        elif against:
            state, rows = ElementState.CONTRADICTED, against
        else:
            state, rows = ElementState.NOT_STATED, []
        evidence = tuple(
            piece for row in rows[:MOST_EVIDENCE] for piece in evidence_of(document, passages[row])
        )
        elements[name] = Element(state, evidence)
    return CatchAll(elements, _outcome(elements))


def _clearer(against: list[int], stated: list[int], verdict: Verdict, column: int) -> bool:
    """Whether what speaks against an element is clearer than what states it."""
    if not against:
        return False
    doubt = verdict.contradicted[against[0], column]
    return bool(doubt > verdict.stated[stated[0], column])


def _passing(probabilities: NDArray[np.float64], threshold: float) -> list[int]:
    order: list[int] = np.argsort(-probabilities, kind="stable").tolist()
    return [row for row in order if probabilities[row] >= threshold]


def _outcome(elements: dict[str, Element]) -> Outcome:
    states = {element.state for element in elements.values()}
    if states == {ElementState.STATED}:
        return Outcome.ELEMENTS_STATED
    if ElementState.CONTRADICTED in states:
        return Outcome.CONTRADICTED
    return Outcome.OPEN
