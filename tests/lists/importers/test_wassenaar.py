"""The Wassenaar list: whole paths at the margin, indentation for the rest, codes as in the EU."""

from __future__ import annotations

import pytest

from dualens.errors import ListFormatError
from dualens.lists import ControlList, import_list
from dualens.lists.importers.pdf_lines import Line
from dualens.lists.importers.wassenaar import import_pages
from tests.lists.samples import RELEASED, WASSENAAR_PDF, codes, official, released

Row = tuple[float, str]


def page(category: int, *rows: Row, foot: str = "04-05-2031 - 7 -") -> list[Line]:
    """A page as the Secretariat sets it: lines 12.6 points apart, a frame above and below."""
    lines = [
        Line(90.8, 799.4, 13.3, "_" * 60),
        Line(133.0, 772.5, 11.1, f"DUAL-USE LIST - CATEGORY {category} – KITCHENS"),
        Line(90.8, 759.8, 13.3, "_" * 60),
    ]
    y = 732.8
    for x, text in rows:
        lines.append(Line(x, y, 12.2, text))
        y -= 12.6
    return [*lines, Line(89.9, 48.2, 11.1, "WA-LIST (31) 1"), Line(89.9, 36.8, 11.1, foot)]


def category(number: int) -> list[Line]:
    return page(number, (89.9, f"{number}. A. GOODS"), (89.9, f"{number}. A. 1. Goods {number}."))


FIRST = [
    page(
        1,
        (89.9, "1. A. GOODS"),
        (89.9, "1. A. 1. Ovens as follows, and components"),
        (146.0, "therefor:"),
        (148.8, "a. Gas ovens having all of the following:"),
        (169.0, "1. A flame; and"),
        (169.0, "2. A door, as follows:"),
        (192.9, "a. Glass; or"),
    ),
    page(
        1,
        (89.9, "1. A. 1. a. 2. b. Steel."),
        (168.9, "Note 1.A.1.a. does not apply to any of the following:"),
        (192.9, "a. Toys; or"),
        (192.9, "b. Models."),
        (89.9, "1. A. 1. b. Coal ovens."),
        (124.7, "Technical Notes"),
        (124.7, "2. For the purposes of 1.A.1., coal is black."),
        (89.9, "1. D. SOFTWARE"),
        (124.7, '1. "Software" for 1.A.1.;'),
        (124.7, '2. "Software" for testing.'),
        (89.9, "1. E. TECHNOLOGY"),
        (89.9, '1. E. 10. "Technology".'),
    ),
]
WHOLE = [*FIRST, *(category(number) for number in range(2, 10))]


@pytest.fixture
def small() -> ControlList:
    return import_pages(WHOLE, "list.pdf")


def test_paths_and_indentation_give_the_codes_of_the_eu(small: ControlList) -> None:
    assert [c for c in codes(small) if c[0] == "1"] == [
        "1A001",
        "1A001.a",
        "1A001.a.1",
        "1A001.a.2",
        "1A001.a.2.a",
        "1A001.a.2.b",
        "1A001.b",
        "1D001",
        "1D002",
        "1E010",
    ]
    assert (small.id, small.version, small.jurisdiction) == (
        "wassenaar",
        "2031-05-04",
        "Wassenaar",
    )
    assert small.entries[0].title == "Ovens as follows, and components therefor:"


def test_references_are_written_as_codes(small: ControlList) -> None:
    assert small.provision("1D001").text == '"Software" for 1A001.;'


def test_items_of_a_note_are_released(small: ControlList) -> None:
    assert [x.text for x in small.provision("1A001.a").exclusions] == ["Toys", "Models"]


def test_a_numbered_remark_is_no_entry(small: ControlList) -> None:
    assert small.entry("1A002") is None


def test_a_missing_category_is_an_error() -> None:
    with pytest.raises(ListFormatError, match="nine categories"):
        import_pages(WHOLE[:-1], "list.pdf")


def test_pages_out_of_order_are_an_error() -> None:
    mixed = [*WHOLE[5:], *WHOLE[:5]]
    with pytest.raises(ListFormatError, match="out of order"):
        import_pages(mixed, "list.pdf")


class TestOfficialFile:
    def test_all_entries_that_the_eu_takes_over(self, annex_2025: ControlList) -> None:
        loaded = import_list(official(WASSENAAR_PDF))
        have = {entry.code for entry in loaded.entries}
        taken_over = {e.code for e in annex_2025.entries if e.code[2] == "0" and e.code[0] != "0"}
        assert taken_over <= have
        mine = set(codes(loaded))
        theirs = {c for c in codes(annex_2025) if c[:5] in taken_over}
        assert len(theirs - mine) <= 17
        assert loaded.version == "2026-01-15"
        assert released(loaded, "4D004") == {**RELEASED, "4D004": 1}
