from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dualens.errors import ListFormatError
from dualens.lists import (
    ControlList,
    Provision,
    ProvisionKind,
    import_list,
    load_list_file,
    missing_codes,
    save_list_file,
)
from tests.lists.samples import ANNEX_JSON, ENTRY_LINES, official

CODE = re.compile(
    r"\d[A-E]\d{3}(\.([a-z]{1,2}|\d{1,3}))*(#(note|tn|nb)\d+(\.([a-z]{1,2}|\d{1,3}))*)?"
)


def texts(provision: Provision | None) -> list[str]:
    return [x.text for x in provision.exclusions]


class TestSmallFile:
    def test_head(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        loaded = import_data(small_data)
        assert (loaded.id, loaded.version, loaded.form) == ("eu-annex-i", "2030-01-31", "official")
        assert "02021R0821-20300131" in loaded.reference
        assert missing_codes(loaded, {"5A004", "5D001", "1A001"}) == ["1A001"]

    def test_items_of_a_note_are_exclusions_not_provisions(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        loaded = import_data(small_data)
        assert loaded.provision("5A004.b.2.a") is None
        item = loaded.provision("5A004.b#note2.a")
        assert item.kind is ProvisionKind.EXCLUSION
        assert item.parent == "5A004.b#note2"
        assert texts(loaded.provision("5A004.b")) == [
            "benches for making telephones",
            "Bug finders",
            "Plain copiers",
            "Soldering stations",
        ]
        ids = [x.id for x in loaded.provision("5A004.b").exclusions]
        assert ids == ["x1", "x2", "x3", "x4"]
        assert loaded.provision("5A004.b").exclusions[1].reference == "Note 2 to 5A004.b"

    def test_note_glued_to_technical_note_is_parted(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        loaded = import_data(small_data)
        assert loaded.provision("5D001.e#tn1").text.endswith("'Hatches' may be wide.")
        assert loaded.provision("5D001.e#note1").kind is ProvisionKind.NOTE
        assert texts(loaded.provision("5D001.e")) == [
            '"software" made for any of the following: Invoices',
            '"software" made for any of the following: Quality',
            '"software" made for any of the following: Payment',
        ]

    def test_items_that_must_all_hold_are_one_exclusion(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        (text,) = texts(import_data(small_data).provision("9A999"))
        assert text == "kites having all of the following: a. A tail; and b. A string"

    def test_superscripts(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        loaded = import_data(small_data)
        assert "2 × 10^9 bytes" in loaded.provision("5A004.b.1").text
        assert "5 m² at most" in loaded.provision("5A004.b.2#tn1").text
        assert any("10-14 J" in u and "superscript" in u for u in loaded.unparsed)

    def test_what_has_no_place_is_reported(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        loaded = import_data(small_data)
        assert "GENERAL: Old and new." in loaded.unparsed
        assert any(u.startswith("9A999: the table") for u in loaded.unparsed)
        assert not any("No list." in u for u in loaded.unparsed)

    def test_lost_letter_is_put_back_and_reported(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        small_data["entries"][2]["verbatim_text"] = (
            "9A999 Kites:\n9A999.e Prepared kites:\n9A999.1 One;\n9A999.1.a Red;\n9A999.1.2 Two."
        )
        loaded = import_data(small_data)
        codes = [p.code for p in loaded.entry("9A999").provisions]
        assert codes == ["9A999", "9A999.e", "9A999.e.1", "9A999.e.1.a", "9A999.e.2"]
        assert any("9A999.1.2" in u for u in loaded.unparsed)

    def test_rows_and_list_in_one_line_become_paragraphs(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        small_data["entries"][2]["verbatim_text"] = (
            "9A999 Kites:\n9A999.a Hard ones:\n9A999.a a. Dose | 5× 103 Gy;\n9A999.a b. Rate;\n"
            "9A999.b a. Red; b. Blue.\n9A999.c\n9A999.c where K = 1."
        )
        loaded = import_data(small_data)
        assert loaded.provision("9A999.a.a").text == "Dose | 5× 10^3 Gy;"
        assert loaded.provision("9A999.a.b").text == "Rate;"
        assert loaded.provision("9A999.b.b").text == "Blue."
        assert loaded.provision("9A999.c").text == "where K = 1."

    def test_line_after_an_empty_note_is_its_text(
        self, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
    ) -> None:
        small_data["entries"][2]["verbatim_text"] = (
            "9A999 Kites:\n9A999.a Big;\n9A999.a Technical Note:\n9A999.a For big see small."
        )
        note = import_data(small_data).provision("9A999.a#tn1")
        assert note.text == "Technical Note: For big see small."

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda d: d.pop("entries"),
            lambda d: d.pop("valid_from"),
            lambda d: d.pop("celex"),
            lambda d: d.update(entries=[]),
            lambda d: d.update(entry_count=384),
            lambda d: d["entries"].append(d["entries"][0]),
            lambda d: d["entries"][0].pop("verbatim_text"),
            lambda d: d["entries"][0].update(entry_code="nonsense"),
        ],
    )
    def test_incomplete_file_is_refused(
        self,
        small_data: dict[str, Any],
        import_data: Callable[[object], ControlList],
        spoil: Callable[[dict[str, Any]], object],
    ) -> None:
        spoil(small_data)
        with pytest.raises(ListFormatError) as error:
            import_data(small_data)
        assert error.value.remedy

    @pytest.mark.parametrize("data", [[], {}, [1], {"entries": {}}])
    def test_other_json_is_refused(
        self, import_data: Callable[[object], ControlList], data: Any
    ) -> None:
        with pytest.raises(ListFormatError):
            import_data(data)

    def test_round_trip(
        self,
        small_data: dict[str, Any],
        import_data: Callable[[object], ControlList],
        tmp_path: Path,
    ) -> None:
        loaded = import_data(small_data)
        save_list_file(loaded, tmp_path / "x.json")
        assert load_list_file(tmp_path / "x.json") == loaded


def assert_sound(path: Path, tmp: Path) -> None:
    try:
        loaded = import_list(path)
    except ListFormatError:
        return
    codes = [p.code for _, p in loaded.provisions()]
    assert all(CODE.fullmatch(code) for code in codes)
    assert all(e.code == p.code[:5] for e, p in loaded.provisions())
    save_list_file(loaded, tmp / "again.json")
    assert load_list_file(tmp / "again.json") == loaded  # checks parents and doubles too


FUZZ = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FUZZ
@given(data=st.data())
def test_fuzz_cut_off(small_data: dict[str, Any], tmp_path: Path, data: Any) -> None:
    raw = json.dumps(small_data).encode()
    path = tmp_path / "cut.json"
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])
    with pytest.raises(ListFormatError):
        import_list(path)


@FUZZ
@given(seed=st.integers(0, 2**32), drop=st.floats(0, 0.5), glue=st.booleans())
def test_fuzz_shuffled_lines(
    small_data: dict[str, Any], tmp_path: Path, seed: int, drop: float, glue: bool
) -> None:
    rng = random.Random(seed)
    lines = [line for entry in ENTRY_LINES.values() for line in entry if rng.random() >= drop]
    rng.shuffle(lines)
    if glue:
        words = " ".join(lines).split(" ")
        rng.shuffle(words)
        lines = " ".join(words).split(";")
    for index, entry in enumerate(small_data["entries"]):
        entry["verbatim_text"] = "\n".join(lines[index::2])
    path = tmp_path / "shuffled.json"
    path.write_text(json.dumps(small_data))
    assert_sound(path, tmp_path)


@FUZZ
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    ),
    key=st.sampled_from(["celex", "valid_from", "entry_count", "entries", "docs"]),
)
def test_fuzz_wrong_types(
    small_data: dict[str, Any], tmp_path: Path, value: object, key: str
) -> None:
    small_data[key] = value
    path = tmp_path / "types.json"
    path.write_text(json.dumps(small_data))
    assert_sound(path, tmp_path)


class TestOfficialFile:
    def test_all_384_entries(self, annex_2025: ControlList) -> None:
        data = json.loads(ANNEX_JSON.read_text(encoding="utf-8"))
        assert missing_codes(annex_2025, {row["code"] for row in data["index"]}) == []
        assert len(annex_2025.entries) == 384
        assert annex_2025.version == "2025-11-15"

    def test_5A004_note_2_releases(self, annex_2025: ControlList) -> None:
        assert [annex_2025.provision(f"5A004.b.2.{x}") for x in "abcd"] == [None] * 4
        items = annex_2025.children("5A004.b#note2")
        assert [p.kind for p in items] == [ProvisionKind.EXCLUSION] * 4
        excluded = texts(annex_2025.provision("5A004.b"))
        assert len(excluded) == 5
        assert excluded[1] == "Debuggers, hypervisors"
        assert "jail-breaking" in excluded[4]

    def test_5D001_e_releases_five_uses(self, annex_2025: ControlList) -> None:
        excluded = texts(annex_2025.provision("5D001.e"))
        wanted = ["Billing", "(QoS)", "(QoE)", "Mediation devices", "Mobile payment"]
        assert len(excluded) == 5
        assert all(word in text for word, text in zip(wanted, excluded, strict=True))

    def test_note_counts_for_the_paragraphs_that_it_names(self, annex_2025: ControlList) -> None:
        assert len(texts(annex_2025.provision("5A001.f.1"))) == 3
        assert texts(annex_2025.provision("5A001.f.1")) == texts(annex_2025.provision("5A001.f.2"))
        assert texts(annex_2025.provision("5A001.f")) == []
        assert texts(annex_2025.provision("5A001.f.3")) == []
        assert texts(annex_2025.provision("4E001.a")) == texts(annex_2025.provision("4E001.c"))

    # Each has its exclusion inside a line that begins as a technical note. The other four of the
    # sixteen (2B004, 2B204, 3A001.b.12, 9A101.a) only say what a measure "does not include".
    @pytest.mark.parametrize(
        "code",
        "1A004.d 1A004 1C353 3A001.e.1 3E002 5A001.g 5A002.a 5A004.b 5A101 5D001.e 6A002.a.3 "
        "6A002.c 6A004.e".split(),
    )
    def test_exclusion_within_a_technical_note(self, annex_2025: ControlList, code: str) -> None:
        below = [p for _, p in annex_2025.provisions() if (p.code + ".").startswith(code + ".")]
        assert any(p.exclusions for p in below)

    def test_no_technical_note_releases(self, annex_2025: ControlList) -> None:
        for _, provision in annex_2025.provisions():
            if provision.kind is ProvisionKind.TECHNICAL_NOTE:
                inside = re.search(r"Note(?: \d)?: \d[A-E]\d{3}\S* does not", provision.text)
                assert inside is None, provision.code

    def test_5A002_note_2_with_remarks_between_its_items(self, annex_2025: ControlList) -> None:
        items = annex_2025.children("5A002.a#note2")
        assert [p.code[-1] for p in items] == list("abcdefghij")
        assert len(texts(annex_2025.provision("5A002.a"))) == 8  # b and f are not used

    def test_definition_items_stay_with_their_note(self, annex_2025: ControlList) -> None:
        assert annex_2025.provision("5A002.b.1") is None
        assert annex_2025.provision("5A002.b#tn1.1").kind is ProvisionKind.TECHNICAL_NOTE

    def test_powers(self, annex_2025: ControlList) -> None:
        assert "2 × 10^9 N/m²" in annex_2025.provision("5A001.c").text
        assert any("3A001" in u and "10-14 J" in u for u in annex_2025.unparsed)
        left = [p.code for _, p in annex_2025.provisions() if re.search(r"× 10-?\d", p.text)]
        assert left == []

    def test_incomplete_table_is_reported(self, annex_2025: ControlList) -> None:
        assert any(u.startswith("2E003.f: the table") for u in annex_2025.unparsed)

    def test_nothing_is_dropped(self, annex_2025: ControlList) -> None:
        data = json.loads(ANNEX_JSON.read_text(encoding="utf-8"))
        word = re.compile(r"[^\W\d_]{4,}")
        given = Counter(w for row in data["entries"] for w in word.findall(row["verbatim_text"]))
        kept = Counter(w for _, p in annex_2025.provisions() for w in word.findall(p.text))
        assert given - kept == Counter()

    def test_codes_and_round_trip(self, annex_2025: ControlList, tmp_path: Path) -> None:
        assert all(CODE.fullmatch(p.code) for _, p in annex_2025.provisions())
        save_list_file(annex_2025, tmp_path / "x.json")
        assert load_list_file(tmp_path / "x.json") == annex_2025

    def test_cut_off_official_file(self, tmp_path: Path) -> None:
        raw = official(ANNEX_JSON).read_bytes()
        for part in (0.1, 0.5, 0.999):
            path = tmp_path / "annex.json"
            path.write_bytes(raw[: int(len(raw) * part)])
            with pytest.raises(ListFormatError):
                import_list(path)
