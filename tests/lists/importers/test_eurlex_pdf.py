from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dualens.errors import ListFormatError
from dualens.lists import (
    ControlList,
    ProvisionKind,
    import_list,
    load_list_file,
    missing_codes,
    save_list_file,
)
from dualens.lists.importers.annex import _CONTINUED, AnnexReader, paragraphs
from dualens.lists.importers.eurlex_pdf import _ARROW, _MARGIN
from dualens.lists.importers.pdf_lines import Line, read_lines
from tests.lists.importers.test_exportswatch import CODE, assert_sound
from tests.lists.samples import ANNEX_JSON, PDF_2015, PDF_JANUARY, official

HEADER = "02021R0821 — EN — 05.05.2022 — 001.001 — {}"
STEP = 10.6
ENTRY, A, ONE, AA = 107.2, 158.2, 168.9, 179.5

# (gap above, x, text): a gap of 9.6 goes on with the paragraph, 28 begins one. Invented wording.
FIRST_PAGE = [(28, 107, "REGULATION (EU) 2021/821"), (28, 107, "5A001 is named here only.")]
SECOND_PAGE = [
    (28, 231, "ANNEX I"),
    (28, 107.2, "Old and new goods count."),
    (28, 233, "PART VII"),
    (16, 233, "Category 5"),
    (28, ENTRY, "5A1 Systems, Equipment and Components"),
    (16, ENTRY, "5A001 Talking equipment, as follows:"),
    (28, A, "a. Able to hear any of the follow-"),
    (9.6, A + STEP, "ing, and 2 × 10{9} times as well:"),
    (28, ONE, "1. Whispers;"),
    (28, ONE, "2. Thoughts of self-"),
    (9.6, ONE + STEP, "Made origin; or"),
    (28, ONE, "3. a. Dreams;"),
    (28, AA, "b. Visions;"),
    (28, ONE, "Technical Notes:"),
    (28, ONE, "1. For the purposes of 5A001.a., a 'dream' is"),
    (9.6, AA, "seen at night."),
    (28, ONE, "2. 'Visions' are not."),
    (28, AA, "Note: 5A001.a. does not control equipment made for"),
    (9.6, 202.5, "any of the following:"),
    (28, 202.5, "a. Invoices; or"),
    (28, 202.5, "b. Bats."),
    (28, A, "b. Able to do all of the following:"),
]
THIRD_PAGE = [
    (28, ENTRY, "5A001 b. (continued)"),
    (28, ONE, "1. Sing; and"),
    (28, ONE, "2. Dance."),
    (28, AA, "Note 1: 5A001.b. does not include:"),
    (28, 210.4, "a. Bears;"),
    (28, 221, "Technical Note:"),
    (28, 221, "'Bears' are brown."),
    (28, 210.4, "b. Toys."),
    (28, ONE, "3. Clap."),
    (28, A, "N.B. SEE ALSO 5D001."),
    (28, ENTRY, "5C1 Materials"),
    (16, A, "None."),
    (28, ENTRY, "5D001 a. Programs for 5A001;"),
    (28, A, "b. Others."),
    (28, ENTRY, "(1) A footnote at the margin."),
    (28, 305, "Table"),
    (16, ENTRY, "A. Paint"),
    (28, 233, "ANNEX II"),
    (28, ENTRY, "5E001 A general authorisation."),
]


def make_pdf(pages: Iterable[list[tuple[float, float, str]]], header: str = HEADER) -> bytes:
    """A PDF with the geometry of a consolidated text; {n} is set as a superscript."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595.3, 841.9), invariant=1)
    for number, page in enumerate(pages, 1):
        canvas.setFont("Times-Roman", 9.5)
        canvas.drawString(314, 785, header.format(number))
        canvas.setFont("Times-Roman", 8.6)
        y = 770.0
        for gap, x, text in page:
            y -= gap
            line = canvas.beginText(x, y)
            for part in re.split(r"(\{[^}]*\})", text):
                raised = part.startswith("{")
                line.setFont("Times-Roman", 5.7 if raised else 8.6)
                line.setRise(3.2 if raised else 0)
                line.textOut(part.strip("{}"))
            canvas.drawText(line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


PAGES = [FIRST_PAGE, SECOND_PAGE, THIRD_PAGE]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ControlList:
    path = tmp_path_factory.mktemp("pdf") / "list.bin"
    path.write_bytes(make_pdf(PAGES))
    return import_list(path)


def body(loaded: ControlList, code: str) -> str:
    return loaded.provision(code).text


class TestSmallFile:
    def test_head(self, small: ControlList) -> None:
        assert (small.id, small.version, small.form) == ("eu-annex-i", "2022-05-05", "official")
        assert small.reference == "Regulation (EU) 2021/821, Annex I, CELEX 02021R0821-20220505"

    def test_only_annex_i(self, small: ControlList) -> None:
        assert [e.code for e in small.entries] == ["5A001", "5D001"]

    def test_codes_follow_the_indentation(self, small: ControlList) -> None:
        codes = [p.code for p in small.entries[0].provisions if p.kind is ProvisionKind.PROVISION]
        below = "a a.1 a.2 a.3 a.3.a a.3.b b b.1 b.2 b.3".split()
        assert codes == ["5A001", *(f"5A001.{labels}" for labels in below)]

    def test_hyphens_and_superscripts(self, small: ControlList) -> None:
        expected = "Able to hear any of the following, and 2 × 10^9 times as well:"
        assert body(small, "5A001.a") == expected

    def test_remarks_of_technical_notes_are_noparagraphs(self, small: ControlList) -> None:
        note = small.provision("5A001.a#tn1")
        assert note.kind is ProvisionKind.TECHNICAL_NOTE
        assert note.text.startswith("Technical Notes: 1. For the purposes")
        assert note.text.endswith("2. 'Visions' are not.")

    def test_note_under_a_technical_note_releases(self, small: ControlList) -> None:
        found = [x.text for x in small.provision("5A001.a").exclusions]
        lead = "equipment made for any of the following: "
        assert found == [lead + "Invoices", lead + "Bats"]

    def test_note_goes_up_to_the_paragraph_it_names(self, small: ControlList) -> None:
        assert [p.code for p in small.children("5A001.b#note1")] == [
            "5A001.b#note1.a",
            "5A001.b#note1.b",
        ]
        assert [x.text for x in small.provision("5A001.b").exclusions] == ["Bears", "Toys"]
        assert "brown" in body(small, "5A001.b#note1.a")

    def test_entry_without_opening_paragraph(self, small: ControlList) -> None:
        assert body(small, "5D001") == ""
        assert small.entry("5D001").title == "Programs for 5A001;"
        assert [p.code for p in small.children("5D001")] == ["5D001.a", "5D001.b"]

    def test_unparsed(self, small: ControlList) -> None:
        everything = " | ".join(small.unparsed)
        assert "Old and new goods count." in everything
        assert "Table / A. Paint" in everything
        assert "A footnote at the margin." in everything
        assert "None." not in everything
        assert "continued" not in everything

    def test_round_trip(self, small: ControlList, tmp_path: Path) -> None:
        save_list_file(small, tmp_path / "x.json")
        assert load_list_file(tmp_path / "x.json") == small


def refused(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "list.pdf"
    path.write_bytes(data)
    with pytest.raises(ListFormatError) as error:
        import_list(path)
    assert error.value.remedy
    return error.value.message


class TestRefused:
    def test_pdf_of_something_else(self, tmp_path: Path) -> None:
        assert "no form of a control list" in refused(tmp_path, make_pdf(PAGES, "Brochure {}"))

    def test_missing_end(self, tmp_path: Path) -> None:
        assert "end is missing" in refused(tmp_path, make_pdf([*PAGES[:2], THIRD_PAGE[:8]]))

    def test_page_order(self, tmp_path: Path) -> None:
        numbered_wrongly = make_pdf(PAGES, "02021R0821 — EN — 05.05.2022 — 001.001 — 1{}")
        assert "out of order" in refused(tmp_path, numbered_wrongly)

    def test_no_annex_at_all(self, tmp_path: Path) -> None:
        assert "missing" in refused(tmp_path, make_pdf([FIRST_PAGE]))

    def test_no_entries(self, tmp_path: Path) -> None:
        empty = [FIRST_PAGE, [(28, 231, "ANNEX I"), (28, 231, "ANNEX II")]]
        assert "no entry" in refused(tmp_path, make_pdf(empty))

    def test_not_whole(self, tmp_path: Path) -> None:
        assert refused(tmp_path, make_pdf(PAGES)[:300])


def lines(*rows: tuple[float, float, str]) -> list[Line]:
    return [Line(x, y, 9.3, text) for x, y, text in rows]


def test_wrong_continued_line_is_reported() -> None:
    """In the edition of 2015 a page of 7B002 says "7B005 (continued)"."""

    reader = AnnexReader(_MARGIN)
    first = lines((107, 700, "7B002 Tools:"), (158, 670, "a. One;"))
    second = lines((107, 740, "7B005 (continued)"), (158, 710, "b. Two."))
    for page in (first, second):
        for paragraph in paragraphs(page):
            reader.take(paragraph)
    reader.close()
    assert [e.code for e in reader.entries] == ["7B002"]
    assert [p.code for p in reader.entries[0].provisions] == ["7B002", "7B002.a", "7B002.b"]
    assert any("7B005" in u and "7B002" in u for u in reader.unparsed)


def test_hyphen_of_a_word_stays_where_the_file_knows_it_so() -> None:
    page = [
        Line(158, 700, 9.3, "a. Carboxyl", broken=True),
        Line(168, 690, 9.3, "terminated poly", broken=True),
        Line(168, 680, 9.3, "mers"),
    ]
    (paragraph,) = paragraphs(page, {"Carboxyl-terminated", "polymers", "poly-mers"})
    assert paragraph.text == "a. Carboxyl-terminated polymers"


def test_letter_spacing() -> None:
    page = lines((107, 700, "1A001 Seals of"), (158, 690, "D e p o s i t i o n"))
    assert [p.text for p in paragraphs(page)] == ["1A001 Seals of Deposition"]


FUZZ = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FUZZ
@given(cut=st.floats(0, 1))
def test_fuzz_cut_off(tmp_path: Path, small: ControlList, cut: float) -> None:
    raw = make_pdf(PAGES)
    path = tmp_path / "cut.pdf"
    path.write_bytes(raw[: int(cut * len(raw))])
    try:
        loaded = import_list(path)
    except ListFormatError:
        return
    assert loaded == small  # only what follows the pages was lost


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_fuzz_bytes(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    raw = bytearray(make_pdf(PAGES))
    for _ in range(rng.randint(1, 40)):
        raw[rng.randrange(9, len(raw))] = rng.randrange(256)
    path = tmp_path / "bytes.pdf"
    path.write_bytes(bytes(raw))
    assert_sound(path, tmp_path)


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_fuzz_shuffled_lines(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = [row for page in PAGES[1:] for row in page[1:-2]]
    rng.shuffle(rows)
    rows = [(gap, rng.choice([x, A, ONE, ENTRY]), text) for gap, x, text in rows]
    half = len(rows) // 2
    pages = [
        FIRST_PAGE,
        [SECOND_PAGE[0], *rows[:half]],
        [*rows[half:], (28, 231, "ANNEX II")],
    ]
    path = tmp_path / "shuffled.pdf"
    path.write_bytes(make_pdf(pages))
    assert_sound(path, tmp_path)


def printed_codes(path: Path) -> set[str]:
    """The codes that begin a line at the margin, found without the importer's paragraphs."""
    inside, codes = False, set()
    for page in read_lines(path):
        for line in page:
            inside = inside or re.fullmatch(r"[“']?ANNEX I", line.text) is not None
            if re.fullmatch(r"[“']?ANNEX II[a-z]?", line.text):
                return codes
            found = re.match(r"(\d[A-E]\d{3})\b", line.text) if 98 < line.x < 113 else None
            if inside and found:
                codes.add(found[1])
    return codes


def annex_text(path: Path) -> str:
    """The words of Annex I without headers, arrows and "(continued)" lines."""
    text, inside = "", False
    for page in read_lines(path):
        for line in page:
            inside = inside or re.fullmatch(r"[“']?ANNEX I", line.text) is not None
            if re.fullmatch(r"[“']?ANNEX II[a-z]?", line.text):
                return text
            if inside and "— EN —" not in line.text and not _CONTINUED.fullmatch(line.text):
                plain = re.sub(r"[▼►]\S+", "", _ARROW.sub("", line.text))
                text += plain if line.broken else f"{plain} "
    return text


@pytest.mark.slow
class TestOfficialFiles:
    def test_366_codes_each(self, january_2022: ControlList, may_2022: ControlList) -> None:
        printed = printed_codes(official(PDF_JANUARY))
        assert len(printed) == 366
        assert missing_codes(january_2022, printed) == []
        assert missing_codes(may_2022, printed) == []
        assert len(january_2022.entries) == len(may_2022.entries) == 366
        assert (january_2022.version, may_2022.version) == ("2022-01-07", "2022-05-05")

    def test_361_codes_of_which_one_is_a_misprint(self, annex_2015: ControlList) -> None:
        printed = printed_codes(official(PDF_2015))
        assert len(printed) == 361
        assert missing_codes(annex_2015, printed) == ["7B005"]
        assert len(annex_2015.entries) == 360
        assert annex_2015.provision("7B002.b") is not None
        assert any(u.startswith("7B005 (continued)") for u in annex_2015.unparsed)
        assert (annex_2015.id, annex_2015.version) == ("eu-annex-i", "2015-12-24")
        assert "428/2009" in annex_2015.reference

    def test_nothing_changed_in_may(self, january_2022: ControlList, may_2022: ControlList) -> None:
        assert january_2022.entries == may_2022.entries
        assert january_2022.unparsed == may_2022.unparsed

    def test_eighteen_entries_since(self, may_2022: ControlList, annex_2025: ControlList) -> None:
        old = {e.code for e in may_2022.entries}
        new = {e.code for e in annex_2025.entries}
        assert len(new - old) == 18
        assert old <= new

    def test_depth_agrees_with_the_json(
        self, may_2022: ControlList, annex_2025: ControlList
    ) -> None:
        """The JSON got its codes by other means; what differs are amendments."""
        kind = ProvisionKind.PROVISION
        ours = {p.code for _, p in may_2022.provisions() if p.kind is kind}
        theirs = {p.code for _, p in annex_2025.provisions() if p.kind is kind}
        gone = {c for c in ours - theirs if not c.startswith("2E003.b.2.")}
        assert gone == {"1C006.b.1", "1C006.b.2", "2B352.c.3", "2B352.c.4"}
        entries = {e.code for e in may_2022.entries}
        assert len({c for c in theirs - ours if c[:5] in entries}) <= 45

    @pytest.mark.parametrize("name", ["january_2022", "may_2022"])
    def test_exclusions(self, request: pytest.FixtureRequest, name: str) -> None:
        loaded = request.getfixturevalue(name)
        assert len(loaded.provision("5A004.b").exclusions) == 5
        assert loaded.provision("5A004.b.2.a") is None
        uses = [x.text for x in loaded.provision("5D001.e").exclusions]
        assert len(uses) == 5
        assert "Billing purposes" in uses[0]
        assert len(loaded.children("5A002.a#note2")) == 10

    def test_page_with_a_note_begun_on_the_one_before(self, may_2022: ControlList) -> None:
        assert [x.text for x in may_2022.provision("5A001.g").exclusions] == [
            "Radio-astronomical equipment",
            "Systems or equipment, that require any radio transmission from the target",
        ]

    def test_superscripts(self, may_2022: ControlList) -> None:
        assert "2 × 10^9 N/m²" in body(may_2022, "5A001.c")

    def test_no_furniture_left(self, annex_2015: ControlList, may_2022: ControlList) -> None:
        for loaded in (annex_2015, may_2022):
            for _, p in loaded.provisions():
                assert not re.search(r"\(continued\)|►|▼|◄|— EN —|\x02|\xad|\ufffe", p.text), p.code
                assert CODE.fullmatch(p.code)

    @pytest.mark.parametrize(
        ("name", "path"), [("annex_2015", PDF_2015), ("january_2022", PDF_JANUARY)]
    )
    def test_nothing_is_dropped(
        self, request: pytest.FixtureRequest, name: str, path: Path
    ) -> None:
        loaded = request.getfixturevalue(name)
        word = re.compile(r"[^\W\d_]{4,}")
        given = Counter(word.findall(annex_text(official(path)).replace("-", "")))
        texts = [*(p.text for _, p in loaded.provisions()), *loaded.unparsed]
        kept = Counter(w for text in texts for w in word.findall(text.replace("-", "")))
        headings = "Systems Equipment and Components Test, Inspection and Production Materials "
        headings += "Software Technology None CATEGORY Category PART VIII NUCLEAR MATERIALS "
        headings += "FACILITIES EQUIPMENT SPECIAL RELATED SENSORS LASERS MARINE"
        assert set(given - kept) <= set(word.findall(headings))
        assert sum((given - kept).values()) < 150

    def test_cut_off(self, tmp_path: Path, annex_2015: ControlList) -> None:
        """Half of the file is refused; most of it still holds Annex I whole, or is refused."""
        raw = official(PDF_2015).read_bytes()
        refused(tmp_path, raw[: len(raw) // 2])
        path = tmp_path / "most.pdf"
        path.write_bytes(raw[: int(len(raw) * 0.8)])
        try:
            loaded = import_list(path)
        except ListFormatError:
            return
        assert loaded == annex_2015

    def test_round_trip(
        self, may_2022: ControlList, annex_2015: ControlList, tmp_path: Path
    ) -> None:
        for loaded in (may_2022, annex_2015):
            save_list_file(loaded, tmp_path / "x.json")
            assert load_list_file(tmp_path / "x.json") == loaded

    def test_core_texts_agree_with_the_json(
        self, may_2022: ControlList, annex_2025: ControlList
    ) -> None:
        """Unamended paragraphs read the same from both forms, but for quotation marks."""
        official(ANNEX_JSON)
        plain = str.maketrans("‘’–", "''-")
        pairs = [
            (p.text.translate(plain), annex_2025.provision(p.code).text.translate(plain))
            for _, p in may_2022.provisions()
            if p.kind is ProvisionKind.PROVISION and annex_2025.provision(p.code)
        ]
        squeeze = [(re.sub(r"\s", "", a), re.sub(r"\s", "", b)) for a, b in pairs]
        assert sum(a == b for a, b in squeeze) / len(squeeze) > 0.8
