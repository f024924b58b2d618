"""Norway's List II: the same law as Annex I, printed from a word processor."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dualens.errors import ListFormatError
from dualens.lists import ControlList, import_list
from dualens.lists.importers.norway import import_pages
from dualens.lists.importers.pdf_lines import Line
from tests.lists.samples import NORWAY_PDF, NORWAY_TEXT, codes, official

TEXT = """\
CATEGORY 0 - KITCHENS
0A       Systems, Equipment and Components
0A001    Ovens specially designed for bread and components therefor, as
         follows:
         a.    Ovens hotter than 2 x 103 K;
         b.    Doors, as follows:
               N.B.     For windows see 9A001.
               1.    Glass doors that
                     are heavy;
               2.    Steel doors.
               Note:   0A001.b. does not control:
                       a.    Cat flaps; or
                       b.    Dolls' house
                             doors.


                                                                                   25
        CATEGORY 0 KITCHENS

0A001    continued
         c.    Not used.

                                                                                   26
CATEGORY 9 - CELLARS
9A       Systems, Equipment and Components
9A001    Windows, as follows:
         a     Plain windows;
         b.    Bay windows.
"""
TITLE = [Line(198.4, 556.1, 13.3, "Liste II – flerbruksvarer (2031)")]


def page(number: int, *rows: tuple[float, float, str]) -> list[Line]:
    return [
        Line(114.9, 798.2, 10.9, "CATEGORY 0 – KITCHENS"),
        *(Line(x, y, 9.1, text) for x, y, text in rows),
        Line(549.0, 72.6, 10.9, str(number)),
    ]


PAGES = [
    page(
        25,
        (70.8, 764.1, "CATEGORY 0 - KITCHENS"),
        (70.8, 740.0, "0A001 Ovens, as follows:"),
        (113.3, 722.0, "a. Ovens for bread that"),
        (141.6, 710.5, "are heavy;"),
        (141.6, 693.0, "Note: 0A001.a. does not control any of the"),
        (170.1, 681.5, "following:"),
        (170.1, 670.0, "a. Toys; or"),
        (170.1, 658.5, "b. Models."),
    ),
    page(
        26,
        (70.8, 764.1, "0A001 continued"),
        (113.3, 746.0, "b Doors."),
        (70.8, 720.0, "9A001 Windows."),
    ),
    page(27, (70.8, 753.0, "2020 UPDATE OF THE EU CONTROL LIST")),
]


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "list.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


class TestText:
    def test_nesting_by_columns(self, text_file: Path) -> None:
        loaded = import_list(text_file)
        assert (loaded.id, loaded.jurisdiction, loaded.form) == ("no-list-ii", "NO", "official")
        assert codes(loaded) == [
            "0A001",
            "0A001.a",
            "0A001.b",
            "0A001.b.1",
            "0A001.b.2",
            "0A001.c",
            "9A001",
            "9A001.a",
            "9A001.b",
        ]

    def test_lines_are_joined_and_lost_powers_restored(self, text_file: Path) -> None:
        loaded = import_list(text_file)
        assert loaded.entries[0].title.endswith("as follows:")
        assert loaded.provision("0A001.b.1").text == "Glass doors that are heavy;"
        assert "2 x 10^3 K" in loaded.provision("0A001.a").text

    def test_items_of_a_note_are_released(self, text_file: Path) -> None:
        released = import_list(text_file).provision("0A001.b").exclusions
        assert [x.text for x in released] == ["Cat flaps", "Dolls' house doors"]

    def test_half_a_file_is_refused(self, text_file: Path) -> None:
        text_file.write_text(TEXT[: TEXT.index("CATEGORY 9")], encoding="utf-8")
        with pytest.raises(ListFormatError, match="not whole"):
            import_list(text_file)

    def test_entries_out_of_order_are_refused(self, text_file: Path) -> None:
        head, first, second = TEXT.partition("0A001    Ovens")[0], TEXT, TEXT
        first = TEXT[TEXT.index("0A001    Ovens") : TEXT.index("CATEGORY 9")]
        second = TEXT[TEXT.index("9A001    Windows") :]
        text_file.write_text(head + second + first, encoding="utf-8")
        with pytest.raises(ListFormatError, match="out of order"):
            import_list(text_file)

    def test_a_picture_named_as_text_is_refused(self, text_file: Path) -> None:
        text_file.write_bytes(b"CATEGORY 0" + bytes(range(128, 256)))
        with pytest.raises(ListFormatError, match="no text"):
            import_list(text_file)


class TestPages:
    def test_close_items_running_heads_and_a_missing_point(self) -> None:
        loaded = import_pages(TITLE, PAGES, "list.pdf")
        assert loaded.version == "2031-01-01"
        assert codes(loaded) == ["0A001", "0A001.a", "0A001.b", "9A001"]
        assert [x.text for x in loaded.provision("0A001.a").exclusions] == ["Toys", "Models"]

    def test_a_list_without_its_end_is_refused(self) -> None:
        with pytest.raises(ListFormatError, match="missing"):
            import_pages(TITLE, PAGES[:2], "list.pdf")


@pytest.fixture(scope="module")
def from_pdf() -> ControlList:
    return import_list(official(NORWAY_PDF))


class TestOfficialFiles:
    """The list is that of the EU of 2021: the EU's own file is the measure."""

    def test_pdf_has_the_provisions_of_the_eu(
        self, from_pdf: ControlList, may_2022: ControlList
    ) -> None:
        assert {e.code for e in from_pdf.entries} == {e.code for e in may_2022.entries}
        assert set(codes(may_2022)) ^ set(codes(from_pdf)) == {"1C351.c.12"}

    def test_pdf_has_the_exclusions_of_the_eu(
        self, from_pdf: ControlList, may_2022: ControlList
    ) -> None:
        for code in ("5A004.b", "5D001.e", "5A001.j", "5A001.f.1", "5A001.f.2", "5A002.a"):
            mine, theirs = from_pdf.provision(code), may_2022.provision(code)
            assert len(mine.exclusions) == len(theirs.exclusions), code

    def test_text_has_all_entries_and_nearly_all_provisions(self, may_2022: ControlList) -> None:
        loaded = import_list(official(NORWAY_TEXT))
        assert {e.code for e in loaded.entries} == {e.code for e in may_2022.entries}
        missing = set(codes(may_2022)) - set(codes(loaded))
        assert len(missing) < 0.04 * len(codes(may_2022))
        assert sum("1C111" in u for u in loaded.unparsed) > 20  # its columns differ by page


def test_shuffled_lines_never_give_a_wrong_list(text_file: Path) -> None:
    lines = TEXT.splitlines()
    draw = random.Random(2)
    for _ in range(50):
        mixed = [lines[0], *draw.sample(lines[1:], len(lines) - 1)]
        text_file.write_text("\n".join(mixed), encoding="utf-8")
        try:
            loaded = import_list(text_file)
        except ListFormatError:
            continue
        assert loaded.unparsed  # what stands in a strange place is named
