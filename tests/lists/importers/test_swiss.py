"""The Swiss list: German words, codes without points, labels with a bracket."""

from __future__ import annotations

import pytest

from dualens.errors import ListFormatError
from dualens.lists import ControlList, ProvisionKind, import_list
from dualens.lists.importers.pdf_lines import Line
from dualens.lists.importers.swiss import import_pages
from tests.lists.samples import RELEASED, SWISS_PDF, codes, official, released

FOOTER = "Güterkontrollverordnung (946.202.1) März 2031"
FIRST = [Line(176.8, 738.4, 10.7, "LISTE"), Line(18.0, 30.2, 44.9, FOOTER)]
Row = tuple[float, float, str]


def page(*rows: Row) -> list[Line]:
    """Lines with the gap above each; those of a paragraph are 10.7 points apart."""
    lines, y = [], 760.0
    for gap, x, text in rows:
        y -= gap
        lines.append(Line(x, y, 12.6, text))
    return [*lines, Line(18.0, 30.2, 44.9, FOOTER)]


PAGES = [
    page((0, 141.0, "Begriffsbestimmungen")),
    page(
        (0, 141.0, "KATEGORIE 0 — KÜCHEN"),
        (20, 68.2, "0A Systeme"),
        (20, 68.2, "0A001 Öfen und Bestandteile hierfür"),
        (10.7, 119.0, "wie folgt:"),
        (22, 119.2, "a) Öfen, nicht erfasst von Unternummer0A001b1, heisser als 2 × 10^3 K;"),
        (22, 119.2, "b) Türen mit allen folgenden Eigenschaften:"),
        (22, 131.2, "1. aus Stahl und"),
        (22, 131.2, "2. schwer."),
        (22, 143.0, "Technische Anmerkung:"),
        (22, 143.0, "Schwer ist, was 2 kg wiegt."),
        (22, 154.0, "Anmerkung: Unternummer 0A001b erfasst nicht folgende Güter:"),
        (22, 206.0, "a) Katzenklappen"),
        (22, 206.0, "b) Türen für Puppen oder"),
        (22, 206.0, "c) Modelle."),
    ),
    page(
        (0, 68.2, "0A001 (Fortsetzung)"),
        (22, 119.2, "c) nicht belegt;"),
        (22, 68.2, "0B Prüfeinrichtungen"),
        (22, 119.2, "Kein Eintrag."),
        (22, 141.0, "KATEGORIE 9 — KELLER"),
        (22, 68.2, "9E Technologie"),
        (22, 68.2, "9E001 „Technologie“ für Öfen nach Nummer 0A001."),
    ),
]


@pytest.fixture
def small() -> ControlList:
    return import_pages(FIRST, PAGES, "de.pdf")


def test_labels_with_brackets_give_the_codes_of_the_eu(small: ControlList) -> None:
    assert codes(small) == [
        "0A001",
        "0A001.a",
        "0A001.b",
        "0A001.b.1",
        "0A001.b.2",
        "0A001.c",
        "9E001",
    ]
    assert (small.id, small.version, small.language) == ("ch-gkv", "2031-03-01", "de")
    assert small.entries[0].title == "Öfen und Bestandteile hierfür wie folgt:"


def test_references_get_their_points_even_where_a_blank_is_lost(small: ControlList) -> None:
    assert "Unternummer0A001.b.1," in small.provision("0A001.a").text


def test_items_of_a_note_are_released_also_without_their_comma(small: ControlList) -> None:
    let_go = small.provision("0A001.b").exclusions
    assert [x.text for x in let_go] == ["Katzenklappen", "Türen für Puppen", "Modelle"]


def test_a_technical_note_explains_and_releases_nothing(small: ControlList) -> None:
    note = small.provision("0A001.b.2#tn1")
    assert note.kind is ProvisionKind.TECHNICAL_NOTE
    assert note.text == "Technische Anmerkung: Schwer ist, was 2 kg wiegt."


@pytest.mark.parametrize("pages", [PAGES[:2], PAGES[:1], [PAGES[2], PAGES[1]]])
def test_what_is_not_whole_is_an_error(pages: list[list[Line]]) -> None:
    with pytest.raises(ListFormatError):
        import_pages(FIRST, pages, "de.pdf")


class TestOfficialFile:
    def test_the_entries_and_exclusions_of_the_eu(self, may_2022: ControlList) -> None:
        loaded = import_list(official(SWISS_PDF))
        assert {e.code for e in loaded.entries} == {e.code for e in may_2022.entries}
        assert len(set(codes(may_2022)) - set(codes(loaded))) < 0.025 * len(codes(may_2022))
        expected = {**RELEASED, "4D004": 1, "5A001.g": 2}
        assert released(loaded, "4D004", "5A001.g") == expected
