"""Defined terms are found where a text uses them."""

from __future__ import annotations

from dualens.lists import defined_terms, definitions


def test_a_term_is_found_by_each_of_its_spellings_and_only_as_a_whole_word() -> None:
    for definition in definitions("eu-annex-i"):
        for form in definition.forms:
            assert definition in defined_terms("eu-annex-i", [f"It has {form.upper()}, and more."])
    assert defined_terms("eu-annex-i", ["xlaserx"]) == ()


def test_the_core_has_its_terms() -> None:
    known = {definition.term.lower() for definition in definitions("eu-annex-i")}
    assert {"intrusion software", "vulnerability disclosure", "spread spectrum"} <= known


def test_no_term_is_defined_twice() -> None:
    terms = [definition.term.lower() for definition in definitions("eu-annex-i")]
    assert len(terms) == len(set(terms)) > 60


def test_a_list_without_definitions_has_none() -> None:
    assert definitions("no-such-list") == ()
