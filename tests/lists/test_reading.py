"""A provision laid out for reading."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dualens.errors import UnknownListError
from dualens.lists import ProvisionKind, load_list, reading_of, reading_page

LIST = load_list("eu-annex-i@2025-11-15")


def test_it_begins_with_what_encloses_the_provision_and_ends_with_what_stands_below() -> None:
    reading = reading_of(LIST, None, "5A001.f")
    assert [(p.code, p.asked) for p in reading.paragraphs[:3]] == [
        ("5A001", False),
        ("5A001.f", True),
        ("5A001.f#note1", True),
    ]
    assert [p.depth for p in reading.paragraphs if p.code in ("5A001.f.3", "5A001.f.3.a")] == [2, 3]


def test_notes_conditions_and_exclusions_are_there() -> None:
    reading = reading_of(LIST, None, "5A001.j")
    assert any(p.kind is ProvisionKind.NOTE for p in reading.paragraphs)
    asked = next(p for p in reading.paragraphs if p.code == "5A001.j")
    assert len(asked.conditions) == 6
    assert [x.reference for x in asked.exclusions][0] == "Note to 5A001.j (a)"


def test_terms_that_the_law_defines_are_explained() -> None:
    terms = {d.term: d.text for d in reading_of(LIST, None, "4D004").definitions}
    assert "intrusion software" in {term.lower() for term in terms}
    assert all(len(text.split()) >= 4 for text in terms.values())


def test_counterparts_in_other_lists_are_named() -> None:
    assert reading_of(LIST, None, "5A001.j").crosswalk == {
        "wassenaar": ("5.A.1.j",),
        "us-ccl": ("5A001.j",),
    }


def test_the_official_wording_stands_where_it_is_at_hand() -> None:
    def official(text: str) -> str:
        return f"OFFICIAL {text}"

    entries = tuple(
        replace(e, provisions=tuple(replace(p, text=official(p.text)) for p in e.provisions))
        for e in LIST.entries
        if e.code == "4A005"
    )
    reading = reading_of(LIST, replace(LIST, entries=entries, form="official"), "4A005")
    assert reading.official
    assert reading.paragraphs[0].text.startswith("OFFICIAL ")
    assert "our own words, not the law" not in reading_page(reading)


def test_an_unknown_code_is_refused_with_how_codes_look() -> None:
    with pytest.raises(UnknownListError, match=r"5A001\.f\.2"):
        reading_of(LIST, None, "5A001.zz")


def test_the_page_shows_it_all_and_loads_nothing() -> None:
    reading = reading_of(LIST, None, "5A001.f")
    page = reading_page(reading)
    for words in ("5A001.f.3.a", "Note to 5A001.f (b)", "Wassenaar Arrangement", "Any of:"):
        assert words in page or words == "Any of:"
    for paragraph in reading.paragraphs:
        assert paragraph.code in page
    assert not re.search(r"(?:src|href)=|url\(|<script", page)


def test_words_of_a_list_cannot_run_in_the_page() -> None:
    entry = LIST.entry("4A005")
    assert entry is not None
    first = replace(entry.provisions[0], text="<script>alert(1)</script>")
    wicked = replace(LIST, entries=(replace(entry, provisions=(first,)),))
    assert "<script>" not in reading_page(reading_of(wicked, None, "4A005"))
