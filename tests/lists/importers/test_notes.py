from __future__ import annotations

import pytest

from dualens.lists.importers.notes import (
    exclusion_texts,
    is_note,
    items_of,
    note_of,
    pieces,
    released,
    successor,
)


@pytest.mark.parametrize(
    "body",
    ["Note: x", "Note 2: x", "Notes: 1. x", "Technical Note: x", "Technical Notes: 1. x", "N.B. x"]
    + ["N.B.1. x", "N.B.: x", "Technical Note:", "Note 6A004.e. does not control x"],
)
def test_is_note(body: str) -> None:
    assert is_note(body)


@pytest.mark.parametrize("body", ["Notebooks that fold", "Not used", "a. Note: x", "Notes of bank"])
def test_is_no_note(body: str) -> None:
    assert not is_note(body)


def test_label_and_number() -> None:
    note = note_of("Note 2: 5A004.b. does not include:")
    assert (note.label, note.number, note.slug) == ("Note 2:", 2, "note")
    technical = note_of("Technical Notes: 1. First. 2. Second.")
    assert (technical.label, technical.number) == ("Technical Notes:", None)
    assert technical.text.startswith("1. First.")


def test_reference_to_a_note_does_not_split() -> None:
    body = "Technical Note: For the purposes of 1C001.a. Note: 1.c.1., samples are square."
    assert len(pieces(body)) == 1
    body = "Note: x. See 6A003.b.4. Note 3.a; and go."
    assert len(pieces(body)) == 1


def test_note_without_colon_is_parted() -> None:
    body = "Technical Note: 'Lenses' bend. Note 6A004.e. does not control 'lenses' of glass."
    assert [p.label for p in pieces(body)] == ["Technical Note:", "Note"]
    assert exclusion_texts(released(pieces(body)[1])) == ["'lenses' of glass"]


def test_remark_within_a_list_of_releases_stays() -> None:
    body = (
        "Note 2: 5A002.a. does not control: a. Cards; Technical Note: For the purposes of "
        "5A002.a. Note 2.a., 'cards' are flat. b. Phones."
    )
    (piece,) = pieces(body)
    assert exclusion_texts(released(piece)) == ["Cards", "Phones"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Note: 5A001.f.1. and 5A001.f.2. do not control x", ("5A001.f.1", "5A001.f.2")),
        (
            "Note: 5A002.a.1. to 5A002.a.3. do not control x",
            ("5A002.a.1", "5A002.a.3", "5A002.a.2"),
        ),
        ("Note: 3A001.a. to 3A001.c. does not apply to x", ("3A001.a", "3A001.b", "3A001.c")),
        ("Note: 3E002 does not cover x", ("3E002",)),
    ],
)
def test_codes_named(text: str, codes: tuple[str, ...]) -> None:
    assert set(released(note_of(text)).codes) == set(codes)


@pytest.mark.parametrize(
    "text",
    [
        "Note: 5A001.a. includes x",
        "Note 2: Note 1 does not diminish rights",
        "Technical Note: 3E002 does not include integers",
        "N.B. 3E002 does not control x",
        "Note: This does not control 3E002",
    ],
)
def test_releases_nothing(text: str) -> None:
    assert released(note_of(text)) is None


def test_nested_items_stay_in_theirs() -> None:
    text = "a. One: 1. x; 2. y: a. deep; b. deeper; b. Two; or c. Three."
    outer = [(label, body) for label, body, _ in items_of(text)]
    assert [label for label, _ in outer][0] == "a"
    assert "deep" in outer[0][1]


def test_successor() -> None:
    assert [successor(x) for x in ("a", "z", "9", "aa")] == ["b", "aa", "10", "ab"]
