"""The Commerce Control List: what is controlled comes in, where a licence is needed stays out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dualens.errors import ListFormatError
from dualens.lists import (
    ControlList,
    Provision,
    ProvisionKind,
    import_list,
    load_list_file,
    save_list_file,
)
from tests.lists.samples import CCL_XML, RELEASED, codes, official, released

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<DIV9 N="Supplement No. 1 to Part 774" '
    'TYPE="APPENDIX" hierarchy_metadata="{&quot;path&quot;:&quot;/on/2031-02-03/title-15/'
    'part-774&quot;}">\n<HEAD>Supplement</HEAD>\n<HD1>Category 5</HD1>\n<HD1>A. Goods</HD1>\n'
)
LICENCE = (
    '<FP-1><E T="04">License Requirements</E></FP-1>\n<P>b. Not a paragraph of the list.</P>\n'
    "<NOTE><HED><I>License Requirement Note:</I></HED><P>Ask first.</P></NOTE>\n"
    '<FP-1><E T="04">List of Items Controlled</E></FP-1>\n'
)
RECORDERS = (
    "<FP-2><B>5A001 Recorders as follows (see List of Items\nControlled).</B></FP-2>\n"
    + LICENCE
    + "<FP-1><I>Related Controls:</I> See also 5A980.</FP-1>\n"
    "<FP-1><I>Related Definitions:</I> N/A</FP-1>\n"
    "<FP><I>Items:</I> a. Recorders having all of the following:</FP>\n"
    "<P>a.1. A rate above 2 × 10\n<SU>9</SU> bit/s; <I>and</I></P>\n"
    "<P>a.2.. An area under 3 m<SU>2</SU>;</P>\n"
    "<NOTE><HED><I>Technical Note:</I></HED><P>A rate is a mean.</P></NOTE>\n"
    "<NOTE><HED><I>Note 2:</I></HED><P><I>5A001.a.1 does not apply to toys.</I></P></NOTE>\n"
    "<NOTE><HED>Note to paragraph a:</HED><P>5A001.a does not control:</P>\n"
    "<P>a. Clocks; or</P><P>b. Scales.</P></NOTE>\n"
    "<P>b. Tapes.</P>\n"
    "<P><I>Note: 5A001.b does not apply to any of the following:</I></P>\n"
    "<P><I>a. Paper tapes;</I></P>\n<P><I>b. Steel tapes.</I></P>\n"
    "<P>c. Reels.</P>\n"
)
SOFTWARE = (
    "<HD1>D. Software</HD1>\n<FP-1><B>5D002 “Software” for 5A001</B>.</FP-1>\n"
    + LICENCE
    + "<P>The list of items controlled is contained in the ECCN heading.</P>\n"
    "<HD1>E. Technology</HD1>\n<P>Know-how follows its goods.</P>\n"
    "<FP-2><B>EAR99 Items that are not elsewhere specified.</B></FP-2>\n"
)


def written(tmp_path: Path, *parts: str) -> Path:
    path = tmp_path / "ccl.xml"
    path.write_text(HEAD + "".join(parts) + "</DIV9>\n", encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> ControlList:
    return import_list(written(tmp_path, RECORDERS, SOFTWARE))


def provision(control_list: ControlList, code: str) -> Provision:
    found = control_list.provision(code)
    assert found is not None, code
    return found


class TestSmallFile:
    def test_head(self, small: ControlList) -> None:
        assert (small.id, small.version, small.jurisdiction) == ("us-ccl", "2031-02-03", "US")
        assert [entry.code for entry in small.entries] == ["5A001", "5D002"]
        assert small.entries[1].title == "“Software” for 5A001."

    def test_a_file_taken_before_its_date_was_filled_in_says_so(self, tmp_path: Path) -> None:
        path = written(tmp_path, RECORDERS)
        path.write_text(path.read_text().replace("2031-02-03", "_SUBSTITUTE_DATE_"))
        assert import_list(path).version == "undated"

    def test_paths_become_codes_with_their_parents(self, small: ControlList) -> None:
        assert [code for code in codes(small) if code.startswith("5A001")] == [
            "5A001",
            "5A001.a",
            "5A001.a.1",
            "5A001.a.2",
            "5A001.b",
            "5A001.c",
        ]
        assert provision(small, "5A001.a.2").parent == "5A001.a"

    def test_powers_and_units(self, small: ControlList) -> None:
        assert "2 × 10^9 bit/s" in provision(small, "5A001.a.1").text
        assert "3 m²;" in provision(small, "5A001.a.2").text

    def test_licence_requirements_are_no_provisions(self, small: ControlList) -> None:
        words = " ".join(p.text for _, p in small.provisions())
        assert "Not a paragraph" not in words
        assert "Ask first" not in words
        assert "Not a paragraph" not in " ".join(small.unparsed)

    def test_notes_stand_where_they_belong_and_release(self, small: ControlList) -> None:
        assert provision(small, "5A001.a.2#tn1").kind is ProvisionKind.TECHNICAL_NOTE
        assert [x.text for x in provision(small, "5A001.a.1").exclusions] == ["toys"]
        assert provision(small, "5A001.a#note2").parent == "5A001.a"
        let_go = [x.text for x in provision(small, "5A001.a").exclusions]
        assert let_go == ["Clocks", "Scales"]

    def test_a_note_outside_a_note_element_keeps_its_items(self, small: ControlList) -> None:
        let_go = [x.text for x in provision(small, "5A001.b").exclusions]
        assert let_go == ["Paper tapes", "Steel tapes"]
        assert provision(small, "5A001.a").text == "Recorders having all of the following:"

    def test_related_controls_are_kept_as_a_note(self, small: ControlList) -> None:
        assert "See also 5A980" in provision(small, "5A001#nb1").text

    def test_what_stands_between_entries_is_reported(self, small: ControlList) -> None:
        assert small.unparsed == ("Know-how follows its goods.",)

    def test_entries_out_of_order_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ListFormatError, match="5A001 stands behind 5D002"):
            import_list(written(tmp_path, SOFTWARE, RECORDERS))

    def test_a_cut_off_file_is_refused_wherever_it_is_cut(self, tmp_path: Path) -> None:
        path = written(tmp_path, RECORDERS, SOFTWARE)
        whole = path.read_bytes()
        for length in range(1, len(whole) - 2, 37):
            path.write_bytes(whole[:length])
            with pytest.raises(ListFormatError):
                import_list(path)

    def test_a_shuffled_file_is_refused(self, tmp_path: Path) -> None:
        path = written(tmp_path, RECORDERS, SOFTWARE)
        lines = path.read_text().splitlines()
        draw = random.Random(5)
        for _ in range(20):
            mixed = lines[:2] + draw.sample(lines[2:], len(lines) - 2)
            path.write_text("\n".join(mixed))
            with pytest.raises(ListFormatError):
                import_list(path)

    def test_no_entry_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(ListFormatError, match="no entry"):
            import_list(written(tmp_path, "<P>a. Nothing.</P>"))


@pytest.fixture(scope="module")
def ccl() -> ControlList:
    return import_list(official(CCL_XML))


class TestOfficialFile:
    def test_all_entries(self, ccl: ControlList) -> None:
        assert len(ccl.entries) == 638
        assert ccl.version == "undated"

    def test_exclusions(self, ccl: ControlList) -> None:
        assert released(ccl) == RELEASED

    def test_what_is_no_longer_used_and_what_jams_has_no_release(self, ccl: ControlList) -> None:
        assert provision(ccl, "5A001.i").text == "[Reserved]"
        assert not provision(ccl, "5A001.f.3").exclusions

    def test_powers(self, ccl: ControlList) -> None:
        assert "2 × 10^9 N/m²" in provision(ccl, "5A001.c").text

    def test_surreptitious_interception(self, ccl: ControlList) -> None:
        for code in ("5A980", "5D980", "5E980", "3A981", "4A980"):
            assert ccl.entry(code) is not None

    def test_a_round_trip_changes_nothing(self, ccl: ControlList, tmp_path: Path) -> None:
        save_list_file(ccl, tmp_path / "l.json")
        assert load_list_file(tmp_path / "l.json") == ccl
