"""Documents against a small list, end to end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualens.matching import Examined, Finding, Match, MatchStatus, ProvisionIndex, match_document
from tests.matching.small import SMALL, WORDS, WordEncoder, examined, finding, index

KITE = "A paper kite.\n\nThe string has a tail.\n\nRadio frequency up to 6 GHz."


@pytest.fixture(scope="module")
def searched() -> ProvisionIndex:
    return index()


def matched(
    searched: ProvisionIndex, text: str, capability: tuple[str, float, bool] | None = None
) -> dict[str, Match]:
    given_text = examined(text)
    findings: dict[str, Finding] = {}
    if capability is not None:
        name, probability, flagged = capability
        findings[name] = finding(given_text.document, probability, flagged)
    return {m.entry: m for m in match_document(given_text, searched, findings)}


def test_a_document_that_states_every_condition_meets_the_entry(searched: ProvisionIndex) -> None:
    match = matched(searched, KITE)["9A901.a"]
    assert match.status is MatchStatus.CONDITIONS_MET
    assert (match.list, match.version, match.title) == ("test-list", "2030-01-31", "Brick")
    assert match.related == {"us-ccl": ("9A001",)}


def test_an_exclusion_releases_the_same_document(searched: ProvisionIndex) -> None:
    match = matched(searched, KITE + "\n\nFor museum display.")["9A901.a"]
    assert match.status is MatchStatus.RELEASED
    assert match.score < matched(searched, KITE)["9A901.a"].score


def test_an_exclusion_alone_releases_nothing(searched: ProvisionIndex) -> None:
    match = matched(searched, "A paper kite for museum display.\n\nFor museum display.")["9A901.a"]
    assert match.status is MatchStatus.POSSIBLE


def test_a_number_beyond_the_bound_is_not_met(searched: ProvisionIndex) -> None:
    match = matched(searched, KITE.replace("6 GHz", "2 GHz"))["9A901.a"]
    assert match.status is MatchStatus.NOT_MET


def test_a_heading_demands_nothing_so_what_stands_below_it_is_judged(
    searched: ProvisionIndex,
) -> None:
    found = matched(searched, "A wheel of brick.\n\nThe string has a tail.")
    assert [code for code in found if code.startswith("9A901")] in (["9A901.a"], ["9A901.b"])


def test_what_the_model_finds_stated_is_judged_however_far_it_seems(
    searched: ProvisionIndex,
) -> None:
    given_text = examined("Glass for a garden lamp.\n\nThe motor is of steel.")
    stated = {"rope mast": np.array([0.1, 0.9], np.float32)}
    told = replace(given_text, stated=stated)
    (match,) = (m for m in match_document(told, searched, {}) if m.entry.startswith("9A901"))
    assert match.entry.startswith("9A901.b")
    assert match.status is MatchStatus.CONDITIONS_MET


def test_each_entry_is_matched_once_with_its_best_provision(searched: ProvisionIndex) -> None:
    codes = [code[:5] for code in matched(searched, KITE)]
    assert len(codes) == len(set(codes)) == 3


def test_a_found_capability_brings_its_entry_to_the_front(searched: ProvisionIndex) -> None:
    text = "Ships with rope and mast.\n\nThe paint is red."
    without = matched(searched, text)["5A901"]
    found = matched(searched, text, ("telecom-interception", 0.95, True))
    assert next(iter(found)) == "5A901"
    assert found["5A901"].status is MatchStatus.CONDITIONS_MET
    assert found["5A901"].score > without.score


def test_an_improbable_capability_holds_its_entry_down(searched: ProvisionIndex) -> None:
    text = "It listens to calls of people."
    assert matched(searched, text, ("telecom-interception", 0.02, False))["5A901"].score <= 0.02


def test_what_stands_below_a_capability_rests_on_it_too(searched: ProvisionIndex) -> None:
    text = "Bell and chimes."
    found = matched(searched, text, ("telecom-interception", 0.02, False))
    assert max(m.score for code, m in found.items() if code.startswith("5A901")) <= 0.02


def test_one_of_several_alternatives_is_enough(searched: ProvisionIndex) -> None:
    found = matched(searched, "A kite sail with rope and mast.\n\nRope and mast.")
    match = next(m for code, m in found.items() if code.startswith("9A901.b"))
    assert match.status is MatchStatus.CONDITIONS_MET


def test_the_list_words_are_shown_as_not_official(searched: ProvisionIndex) -> None:
    match = matched(searched, KITE)["9A901.a"]
    assert (match.wording, match.wording_is_official) == ("paper kite", False)


def test_an_empty_document_matches_nothing(searched: ProvisionIndex) -> None:
    given_text = examined("A kite.")
    nothing = Examined(given_text.document, (), (), np.zeros((0, WordEncoder.dimensions), "f4"))
    assert match_document(nothing, searched, {}) == []


sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(sentences, min_size=1, max_size=5), top=st.integers(1, 4))
def test_every_quote_is_on_the_page_and_the_ranking_is_stable(texts: list[str], top: int) -> None:
    searched_list = index()
    given_text = examined("\n\n".join(f"The {text} costs 5 GHz." for text in texts))
    matches = match_document(given_text, searched_list, {}, top)
    assert matches == match_document(given_text, searched_list, {}, top)
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    assert len(matches) <= top
    assert matches == match_document(given_text, searched_list, {}, 10)[: len(matches)]
    page = " ".join(given_text.document.pages[0].text.split())
    for match in matches:
        assert 0 <= match.score <= 1
        judged = (*match.conditions, *match.exclusions)
        for evidence in (*match.evidence, *(e for j in judged for e in j.evidence)):
            assert evidence.page == 1
            assert " ".join(evidence.quote.split()) in page


def test_the_form_for_programs_holds_what_the_interface_names(searched: ProvisionIndex) -> None:
    given_form = matched(searched, KITE)["9A901.a"].as_dict()
    assert {"list", "version", "entry", "title", "score", "status"} < set(given_form)
    assert given_form["status"] == "conditions met"
    assert [c["state"] for c in given_form["conditions"]] == ["met", "met"]
    assert given_form["exclusions"][0]["state"] == "not stated"
    assert given_form["related"] == {"us-ccl": ["9A001"]}


def test_the_small_list_is_a_proper_one() -> None:
    assert len({p.code for _, p in SMALL.provisions()}) == 8
