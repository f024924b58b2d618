"""Annex I as HTML and as Formex: two markups of one nesting, so both give the same list."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dualens.errors import ListFormatError
from dualens.lists import ProvisionKind, import_list
from tests.lists.samples import codes, grid, html, p

HTML_ENTRIES = [
    p("0A Systems"),
    grid(
        "0A001",
        p("Ovens, as follows:"),
        grid(
            "a.",
            p("Ovens hotter than 2 × 10<span class='super'>3</span> K, having all:"),
            grid("1.", p("A door of 3 m<sup>2</sup>; and")),
            grid("2.", p("A window.")),
            grid(
                "Note:",
                p("0A001.a. does not control:"),
                grid("a.", p("Toys; or")),
                grid("b.", p("Models.")),
            ),
        ),
        grid("b.", p("►M3 Doors. ◄")),
        grid("Technical Note:", p("For 0A001, an oven is warm.")),
    ),
    "<table><tbody><tr><td><p>0A002</p></td><td><p>Stoves:</p><table><tr><td>a.</td>"
    "<td>Iron stoves;</td></tr><tr><td>b.</td><td>Steel&nbsp;stoves.</td></tr></table></td></tr>"
    "</tbody></table>",
    p("CATEGORY 1"),
    grid("1A001", p("Seals.")),
]


def np(label: str, text: str, *inner: str) -> str:
    items = "".join(f"<ITEM>{one}</ITEM>" for one in inner)
    nested = f"<P><LIST>{items}</LIST></P>" if items else ""
    return f"<NP><NO.P>{label}</NO.P><TXT>{text}</TXT>{nested}</NP>"


FORMEX_ENTRIES = [
    "<P>0A Systems</P>",
    np(
        "0A001",
        "Ovens, as follows:",
        np(
            "a.",
            'Ovens hotter than 2 × 10<HT TYPE="SUP">3</HT> K, having all:',
            np("1.", 'A door of 3 m<HT TYPE="SUP">2</HT>; and'),
            np("2.", "A window."),
            np("Note:", "0A001.a. does not control:", np("a.", "Toys; or"), np("b.", "Models.")),
        ),
        np("b.", "Doors.<NOTE><P>OJ L 1.</P></NOTE>"),
        np("Technical Note:", "For 0A001, an oven is warm."),
    ),
    np("0A002", "Stoves:", np("a.", "Iron stoves;"), np("b.", "Steel stoves.")),
    "<P>CATEGORY 1</P>",
    np("1A001", "Seals."),
]


def formex(*parts: str, language: str = "EN") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<CONS.ACT><INFO.CONSLEG '
        'CONSLEG.REF="2021R0821" CONSLEG.DATE="20300115" START.DATE="20300131"/>'
        f"<BIB.INSTANCE><LG.DOC>{language}</LG.DOC></BIB.INSTANCE><CONS.DOC>"
        "<CONS.ANNEX><TITLE><TI><P>ANNEX I</P></TI></TITLE><CONTENTS><P>General note.</P>"
        + "".join(parts)
        + "</CONTENTS></CONS.ANNEX><CONS.ANNEX><TITLE><TI><P>ANNEX II</P></TI></TITLE>"
        f"<CONTENTS>{np('1A001', 'Not of the list.')}</CONTENTS></CONS.ANNEX>"
        "</CONS.DOC></CONS.ACT>\n"
    )


FORMS = {"html": html(*HTML_ENTRIES), "formex": formex(*FORMEX_ENTRIES)}


@pytest.fixture(params=["html", "formex"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "annex.dat"
    path.write_text(FORMS[request.param], encoding="utf-8")
    return path


def test_edition_and_nesting(file: Path) -> None:
    loaded = import_list(file)
    assert (loaded.id, loaded.version) == ("eu-annex-i", "2030-01-31")
    assert "02021R0821-20300131" in loaded.reference
    assert codes(loaded) == [
        "0A001",
        "0A001.a",
        "0A001.a.1",
        "0A001.a.2",
        "0A001.b",
        "0A002",
        "0A002.a",
        "0A002.b",
        "1A001",
    ]
    assert [e.title for e in loaded.entries] == ["Ovens, as follows:", "Stoves:", "Seals."]


def test_superscripts_arrows_and_footnotes(file: Path) -> None:
    loaded = import_list(file)
    assert "2 × 10^3 K" in loaded.provision("0A001.a").text
    assert "3 m²; and" in loaded.provision("0A001.a.1").text
    assert loaded.provision("0A001.b").text == "Doors."
    assert loaded.provision("0A002.b").text == "Steel stoves."


def test_items_of_a_note_are_released_and_are_no_provisions(file: Path) -> None:
    loaded = import_list(file)
    assert [x.text for x in loaded.provision("0A001.a").exclusions] == ["Toys", "Models"]
    assert loaded.provision("0A001#tn1").kind is ProvisionKind.TECHNICAL_NOTE


def test_what_is_no_entry_is_reported_and_other_annexes_are_left_out(file: Path) -> None:
    loaded = import_list(file)
    assert "General note." in loaded.unparsed
    assert "Not of the list." not in str(loaded)


def test_both_markups_give_the_same_list(tmp_path: Path) -> None:
    lists = []
    for name, content in FORMS.items():
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        lists.append(import_list(path))
    assert lists[0].entries == lists[1].entries


def test_a_cut_off_file_is_refused_wherever_it_is_cut(file: Path) -> None:
    whole = file.read_bytes().rstrip()
    for length in range(10, len(whole) - 1, 41):
        file.write_bytes(whole[:length])
        with pytest.raises(ListFormatError):
            import_list(file)


@pytest.mark.parametrize("form", ["html", "formex"])
def test_shuffled_entries_are_refused(form: str, tmp_path: Path) -> None:
    draw = random.Random(1)
    path = tmp_path / "annex.dat"
    entries = HTML_ENTRIES if form == "html" else FORMEX_ENTRIES
    for _ in range(10):
        mixed = draw.sample(entries, len(entries))
        kept = [e for e in mixed if any(code in e for code in ("0A001", "0A002", "1A001"))]
        whole = [e for e in entries if e in kept]
        if kept == whole:
            continue
        path.write_text(html(*mixed) if form == "html" else formex(*mixed), encoding="utf-8")
        with pytest.raises(ListFormatError, match="out of order"):
            import_list(path)


def test_another_language_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "annex.xml"
    path.write_text(formex(*FORMEX_ENTRIES, language="FR"), encoding="utf-8")
    with pytest.raises(ListFormatError, match="FR, not in English"):
        import_list(path)


@pytest.mark.parametrize(
    "content",
    ["<html><body><p>ANNEX I</p></body></html>", "<CONS.ACT><P>ANNEX I</P></CONS.ACT>"],
)
def test_another_document_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ListFormatError, match="no consolidated"):
        import_list(path)
