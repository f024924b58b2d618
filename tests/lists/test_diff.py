"""What an officer is told of an amendment: what came, what went, and which words changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualens.errors import UsageError
from dualens.lists import ControlList, Entry, Provision, ProvisionKind, compare


def edition(version: str, **texts: str) -> ControlList:
    """A list of which each argument is an entry with one provision."""
    entries = tuple(
        Entry(code, f"Title of {code}", (Provision(code, None, ProvisionKind.PROVISION, text),))
        for code, text in texts.items()
    )
    return ControlList("eu-annex-i", version, "EU", "List", "Act", "en", "official", entries)


OLD = edition("2022", A0001="Pumps above 5 m³/h.", A0002="Lasers with 1 000 W.", A0003="Old ones.")


def test_entries_that_came_went_and_changed_are_told_apart() -> None:
    new = edition("2025", A0001="Pumps above 8 m³/h.", A0002="Lasers with 1 000 W.", A0004="New.")
    compared = compare(OLD, new)
    assert (compared.before, compared.after) == ("eu-annex-i@2022", "eu-annex-i@2025")
    assert [e.code for e in compared.of_kind("added")] == ["A0004"]
    assert [e.code for e in compared.of_kind("removed")] == ["A0003"]
    assert [e.code for e in compared.of_kind("changed")] == ["A0001"]
    assert compared.codes() == {"A0001", "A0003", "A0004"}


def test_the_words_that_changed_are_named_and_no_others() -> None:
    (entry,) = compare(OLD, edition("2", A0001="Pumps above 8 m³/h.")).of_kind("changed")
    pieces = [(piece.kind, piece.text) for piece in entry.provisions[0].words]
    assert pieces == [("same", "Pumps above"), ("gone", "5"), ("new", "8"), ("same", "m³/h.")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Lasers with 1 000 W.", "Lasers with 1000 W."),
        ("a length of 6m or more", "a length of 6 m or more"),
        ("“specially designed”", '"specially designed"'),
        ("10^15 ions", "1015 ions".replace("1015", "10 15")),
        ("one\u00a0line", "one\nline"),
    ],
)
def test_how_a_file_is_laid_out_is_no_change_of_the_law(before: str, after: str) -> None:
    assert compare(edition("1", A0001=before), edition("2", A0001=after)).entries == ()


def test_a_number_that_lost_a_digit_is_a_change() -> None:
    compared = compare(edition("1", A0001="1 000 W"), edition("2", A0001="100 W"))
    assert compared.codes() == {"A0001"}


def test_wording_is_not_compared_with_our_digest() -> None:
    with pytest.raises(UsageError, match="official"):
        compare(OLD, replace(OLD, form="digest"))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_give_pieces_that_hold_both(before: str, after: str) -> None:
    compared = compare(edition("1", A0001=before), edition("2", A0001=after))
    for entry in compared.entries:
        for provision in entry.provisions:
            kinds = [piece.kind for piece in provision.words]
            assert set(kinds) <= {"same", "gone", "new"}
            assert kinds != ["same"]


def test_january_and_may_2022_say_the_same(
    january_2022: ControlList, may_2022: ControlList
) -> None:
    assert compare(january_2022, may_2022).entries == ()


def test_the_edition_of_2025_added_18_entries_and_removed_none(
    may_2022: ControlList, annex_2025: ControlList
) -> None:
    compared = compare(may_2022, annex_2025)
    assert len(compared.of_kind("added")) == 18
    assert compared.of_kind("removed") == ()
    codes = {entry.code for entry in compared.of_kind("added")}
    assert codes <= {entry.code for entry in annex_2025.entries}
