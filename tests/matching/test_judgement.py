"""Which conditions a document states, and what they come to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from dualens.documents import Evidence
from dualens.lists import Exclusion, Parameter
from dualens.matching import (
    ConditionState,
    ExclusionState,
    JudgedCondition,
    JudgedExclusion,
    MatchStatus,
)
from dualens.matching.index import ProvisionIndex
from dualens.matching.judgement import Group, Judge, listed, status_of
from tests.matching.small import SMALL, examined, finding, index

MET, NOT_MET, OPEN = ConditionState.MET, ConditionState.NOT_MET, ConditionState.NOT_STATED


def group(*states: ConditionState, requires: str = "all") -> Group:
    return Group(requires, tuple(JudgedCondition(f"fact {n}", s) for n, s in enumerate(states)))  # type: ignore[arg-type]


def exclusion(state: ExclusionState) -> JudgedExclusion:
    return JudgedExclusion("a toy", state)


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        ([], MatchStatus.POSSIBLE),
        ([group(MET, MET)], MatchStatus.CONDITIONS_MET),
        ([group(MET, OPEN)], MatchStatus.POSSIBLE),
        ([group(OPEN, OPEN)], MatchStatus.POSSIBLE),
        ([group(MET, NOT_MET)], MatchStatus.NOT_MET),
        ([group(OPEN, NOT_MET)], MatchStatus.NOT_MET),
        ([group(MET, NOT_MET, requires="any")], MatchStatus.CONDITIONS_MET),
        ([group(MET, OPEN, requires="any")], MatchStatus.CONDITIONS_MET),
        ([group(OPEN, NOT_MET, requires="any")], MatchStatus.POSSIBLE),
        ([group(NOT_MET, NOT_MET, requires="any")], MatchStatus.NOT_MET),
        # what encloses a provision must hold as well, each in its own way of combining
        ([group(MET), group(OPEN, OPEN, requires="any")], MatchStatus.POSSIBLE),
        ([group(NOT_MET), group(MET, requires="any")], MatchStatus.NOT_MET),
        ([group(MET, OPEN, requires="any"), group(MET)], MatchStatus.CONDITIONS_MET),
        ([group(MET, NOT_MET, requires="any"), group(NOT_MET)], MatchStatus.NOT_MET),
        ([group(MET), group(OPEN)], MatchStatus.POSSIBLE),
    ],
)
def test_conditions_come_to_the_status_that_the_law_gives_them(
    groups: list[Group], status: MatchStatus
) -> None:
    assert status_of(groups, ()) is status


@pytest.mark.parametrize("requires", ["all", "any"])
@pytest.mark.parametrize("states", itertools.product([MET, NOT_MET, OPEN], repeat=3))
def test_an_exclusion_releases_only_what_the_conditions_would_catch(
    requires: str, states: tuple[ConditionState, ...]
) -> None:
    groups = [group(*states, requires=requires)]
    without = status_of(groups, ())
    applies = status_of(groups, [exclusion(ExclusionState.APPLIES)])
    if MET in states and without is not MatchStatus.NOT_MET:
        assert applies is MatchStatus.RELEASED
    else:
        assert applies is without


@pytest.mark.parametrize("state", [ExclusionState.NOT_STATED, ExclusionState.DOES_NOT_APPLY])
def test_an_exclusion_that_is_not_stated_releases_nothing(state: ExclusionState) -> None:
    assert status_of([group(MET)], [exclusion(state)]) is MatchStatus.CONDITIONS_MET


def test_a_condition_that_a_provision_restates_is_listed_once() -> None:
    assert len(listed([group(MET), group(MET, OPEN)])) == 2


@pytest.fixture(scope="module")
def searched() -> ProvisionIndex:
    return index()


def judged(searched: ProvisionIndex, code: str, text: str) -> dict[str, JudgedCondition]:
    given = examined(text)
    judge = Judge(given.document, searched, given.passages, given.vectors, {})
    provision = SMALL.provision(code)
    assert provision is not None
    return {c.text: c for c in listed(judge.groups(provision))}


def quotes(evidence: tuple[Evidence, ...]) -> list[str]:
    return [e.quote for e in evidence]


def test_a_stated_fact_is_met_with_the_words_that_state_it(searched: ProvisionIndex) -> None:
    found = judged(searched, "9A901.a", "It comes in a box.\n\nThe string has a tail.")
    assert found["string tail"].state is MET
    assert quotes(found["string tail"].evidence) == ["The string has a tail."]


def test_what_a_document_leaves_out_is_not_stated_and_has_no_evidence(
    searched: ProvisionIndex,
) -> None:
    for condition in judged(searched, "9A901.a", "It comes in a box.").values():
        assert condition.state is OPEN
        assert condition.evidence == ()


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Radio frequency 5 GHz.", MET),
        ("Radio frequency 1 to 6 GHz.", MET),
        ("Radio frequency up to 6 GHz.", MET),
        ("Radio frequency 2400 MHz.", NOT_MET),
        ("Radio frequency up to 2 GHz.", NOT_MET),
        ("Radio frequency as required.", OPEN),
        ("Radio frequency, output 5 W.", OPEN),
        ("The garden lamp weighs 5 kg.", OPEN),
    ],
)
def test_a_number_is_compared_with_the_bound(
    searched: ProvisionIndex, words: str, state: ConditionState
) -> None:
    condition = judged(searched, "9A901.a", words)["radio frequency"]
    assert condition.state is state
    assert quotes(condition.evidence) == ([] if state is OPEN else [words])


def test_a_number_of_something_else_is_not_taken_for_the_condition(
    searched: ProvisionIndex,
) -> None:
    assert judged(searched, "9A901.a", "Motor steel clock 5 GHz.")["radio frequency"].state is OPEN


@pytest.mark.parametrize(
    ("flagged", "state"), [(True, ConditionState.MET), (False, ConditionState.NOT_STATED)]
)
def test_a_condition_that_is_a_capability_is_left_to_the_classifier(
    searched: ProvisionIndex, flagged: bool, state: ConditionState
) -> None:
    given = examined("It listens to calls.\n\nAnother sentence stands here.")
    findings = {"telecom-interception": finding(given.document, 0.9, flagged, row=1)}
    judge = Judge(given.document, searched, given.passages, given.vectors, findings)
    provision = SMALL.provision("5A901")
    assert provision is not None
    (condition,) = listed(judge.groups(provision))
    assert condition.state is state
    shown = ["Another sentence stands here."] if flagged else []
    assert quotes(condition.evidence) == shown


def test_an_exclusion_applies_with_the_words_that_say_so(searched: ProvisionIndex) -> None:
    given = examined("For museum display.\n\nNothing else.")
    judge = Judge(given.document, searched, given.passages, given.vectors, {})
    provision = SMALL.provision("9A901.a")
    assert provision is not None
    (found,) = judge.exclusions(provision)
    assert found.state is ExclusionState.APPLIES
    assert found.text == "museum display (Note to 9A901.a)"
    assert quotes(found.evidence) == ["For museum display."]


def told(
    searched: ProvisionIndex, text: str, stated: dict[str, list[float]]
) -> tuple[dict[str, JudgedCondition], JudgedExclusion]:
    given = examined(text)
    clear = {fact: np.array(said, np.float32) for fact, said in stated.items()}
    judge = Judge(given.document, searched, given.passages, given.vectors, {}, clear)
    provision = SMALL.provision("9A901.a")
    assert provision is not None
    (exclusion,) = judge.exclusions(provision)
    return {c.text: c for c in listed(judge.groups(provision))}, exclusion


def test_what_the_model_was_trained_to_tell_is_left_to_it(searched: ProvisionIndex) -> None:
    text = "The string has a tail.\n\nSomething hangs behind it."
    conditions, exclusion = told(
        searched, text, {"string tail": [0.1, 0.9], "museum display": [0.7, 0.2]}
    )
    assert conditions["string tail"].state is MET
    assert quotes(conditions["string tail"].evidence) == ["Something hangs behind it."]
    assert exclusion.state is ExclusionState.APPLIES
    conditions, exclusion = told(
        searched, text, {"string tail": [0.4, 0.4], "museum display": [0.1, 0.1]}
    )
    assert conditions["string tail"].state is OPEN
    assert exclusion.state is ExclusionState.NOT_STATED


def test_the_model_says_where_a_number_is_spoken_of_and_the_number_decides(
    searched: ProvisionIndex,
) -> None:
    text = "It sends at 2 GHz.\n\nThe clock runs at 5 GHz."
    conditions, _ = told(searched, text, {"radio frequency": [0.9, 0.1]})
    assert conditions["radio frequency"].state is NOT_MET
    assert quotes(conditions["radio frequency"].evidence) == ["It sends at 2 GHz."]
    conditions, _ = told(searched, text, {"radio frequency": [0.1, 0.9]})
    assert conditions["radio frequency"].state is MET
    conditions, _ = told(searched, text, {"radio frequency": [0.1, 0.1]})
    assert conditions["radio frequency"].state is OPEN


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Clock of 5 GHz, radio frequency 2 GHz.", NOT_MET),
        ("Clock of 2 GHz, radio frequency 5 GHz.", MET),
    ],
)
def test_of_two_numbers_the_one_in_the_nearer_clause_decides(
    searched: ProvisionIndex, text: str, state: ConditionState
) -> None:
    conditions, _ = told(searched, text, {"radio frequency": [0.9]})
    assert conditions["radio frequency"].state is state


SLOW = Exclusion("x1", "museum display", parameter=Parameter("frame rate", "<=", 9, "Hz"))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("A display of 9 Hz.", ExclusionState.APPLIES),
        ("A display of 50 Hz.", ExclusionState.DOES_NOT_APPLY),
        ("A display without a rate.", ExclusionState.APPLIES),
    ],
)
def test_an_exclusion_with_a_number_applies_only_where_the_number_does(
    searched: ProvisionIndex, text: str, state: ExclusionState
) -> None:
    given = examined(text)
    stated = {"museum display": np.array([0.9], np.float32)}
    judge = Judge(given.document, searched, given.passages, given.vectors, {}, stated)
    provision = replace(SMALL.entries[2].provisions[0], exclusions=(SLOW, SLOW))
    (found,) = judge.exclusions(provision)  # restated, but shown once
    assert found.state is state
    assert quotes(found.evidence) == [text]
