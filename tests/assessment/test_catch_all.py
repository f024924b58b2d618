"""Art. 2(20) element by element."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from dualens.assessment import ElementState, Outcome
from dualens.assessment.catch_all import judge_catch_all
from dualens.assessment.model import CatchAll
from dualens.classification import ELEMENTS, Verdict
from dualens.documents import document_of_text

DOCUMENT = document_of_text("First claim here.\n\nSecond claim here.\n\nThird claim here.")
COUNT = len(ELEMENTS)


def judge(stated: dict[tuple[int, int], float], against: dict[tuple[int, int], float]) -> CatchAll:
    rows = len(DOCUMENT.passages)
    both = [np.zeros((rows, COUNT)), np.zeros((rows, COUNT))]
    for array, values in zip(both, (stated, against), strict=True):
        for place, value in values.items():
            array[place] = value
    verdict = Verdict(0.5, np.zeros(15), np.zeros((rows, 15)), both[0], both[1], 0.0)
    return judge_catch_all(DOCUMENT, DOCUMENT.passages, verdict, (0.6, 0.8))


def test_an_element_is_stated_with_the_strongest_words_first() -> None:
    element = judge({(0, 1): 0.7, (1, 1): 0.5, (2, 1): 0.9}, {}).elements["covert"]
    assert element.state is ElementState.STATED
    assert [e.quote for e in element.evidence] == ["Third claim here.", "First claim here."]


def test_no_more_than_two_quotes_are_shown() -> None:
    element = judge({(row, 0): 0.9 for row in range(3)}, {}).elements["specially_designed"]
    assert [e.quote for e in element.evidence] == ["First claim here.", "Second claim here."]


@pytest.mark.parametrize(
    ("stated", "against", "state"),
    [
        (0.6, 0.0, ElementState.STATED),
        (0.59, 0.0, ElementState.NOT_STATED),
        (0.0, 0.8, ElementState.CONTRADICTED),
        (0.0, 0.79, ElementState.NOT_STATED),
        (0.9, 0.85, ElementState.STATED),
        (0.6, 0.99, ElementState.CONTRADICTED),  # the clearer passage counts
    ],
)
def test_each_side_has_its_threshold_and_the_clearer_one_counts(
    stated: float, against: float, state: ElementState
) -> None:
    element = judge({(0, 2): stated}, {(1, 2): against}).elements["natural_persons"]
    assert element.state is state
    assert bool(element.evidence) is (state is not ElementState.NOT_STATED)


@pytest.mark.parametrize("states", itertools.product("sco", repeat=COUNT))
def test_the_outcome_follows_from_all_elements(states: tuple[str, ...]) -> None:
    found = judge(
        {(0, column): 0.9 for column, state in enumerate(states) if state == "s"},
        {(0, column): 0.9 for column, state in enumerate(states) if state == "c"},
    )
    if set(states) == {"s"}:
        assert found.outcome is Outcome.ELEMENTS_STATED
    elif "c" in states:
        assert found.outcome is Outcome.CONTRADICTED
    else:
        assert found.outcome is Outcome.OPEN


def test_a_document_without_passages_leaves_everything_open() -> None:
    nothing = np.zeros((0, COUNT))
    verdict = Verdict(0.0, np.zeros(15), np.zeros((0, 15)), nothing, nothing, 1.0)
    found = judge_catch_all(DOCUMENT, (), verdict, (0.5, 0.5))
    assert found.outcome is Outcome.OPEN
    assert found.as_dict() == {
        **{name: {"state": "not stated", "evidence": []} for name in ELEMENTS},
        "outcome": "open",
    }
