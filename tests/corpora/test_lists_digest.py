"""The digest that ships: every code of the list, in our own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dualens.lists import ControlList, ProvisionKind, definitions, load_list_file
from dualens.taxonomy import capability_ids

DIGEST = Path(__file__).resolve().parents[2] / "corpora/lists/eu-annex-i/2025-11-15.json"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "control-lists"
OFFICIAL = SHARED / "eu-2021-821-annex-I-2025-11-15-exportswatch" / "annex.json"
RUN = 6
# Names of things, which nobody can say otherwise, count as one word each.
TERMS = [
    tuple(term.split())
    for term in (
        "operation administration or maintenance|monolithic microwave integrated circuit"
        "|focal plane arrays|focal plane array|radio access network equipment|radio access network"
        "|quality of service|quality of experience|line of bearing|local area network"
        "|personal area network|peak response|charge multiplication|radiant sensitivity"
        "|microchannel plate|image intensifier tubes|image intensifier tube|spread spectrum"
        "|frequency hopping|quadrature amplitude modulation|wavelength division multiplexing"
        "|information security|fractional bandwidth|instantaneous field of view"
        "|mean time to failure|mean time between failures|read out integrated circuits"
        "|read out integrated circuit|general technology note|general software note"
        "|peak saturated power output|numerical control|numerically controlled"
        "|vulnerability disclosure|cyber incident response|unmanned aerial vehicles"
        "|unmanned aerial vehicle|cruise missiles|ballistic missiles|space launch vehicles"
        "|sounding rockets|field programmable gate array|analogue to digital converters"
        "|digital to analogue converters|circular error probable|chemical vapour deposition"
        "|physical vapour deposition|carbon carbon|ceramic matrix composites"
        "|metal matrix composites|gas centrifuge|uranium hexafluoride|isotope separation"
        "|polytetrafluoroethylene|adjusted peak performance|weighted teraflops"
        "|lead lanthanum zirconium titanate|strontium barium niobate|root mean square"
        "|global navigation satellite system|satellite navigation system"
        "|inertial measurement units|gas turbine engines|gas turbine engine"
        "|total indicated reading|linear variable differential transformer"
    ).split("|")
]
UNITS = set(
    "nm μm um mm cm km khz mhz ghz hz thz kw mw gw kj mj ev kev mev ms ns ps fs min hours hour kg "
    "mg pa kpa mpa gpa bar kv mv ma db dbm dbc dbi μrad mrad rad degrees degree deg lm rpm kn nw "
    "pt tpp wt bit bits gbit mbyte byte gev ppm m/s litres sr ppb torr ci tbq gbq nt ft st".split()
)
# Only the name of a chemical or of an organism.
NAMES = re.compile(r"(1C350\.\d+|1C351\.[acde]\.\d+|1C354\.[abc]\.\d+|1C450\.a\.\d+)")


@pytest.fixture(scope="module")
def digest() -> ControlList:
    return load_list_file(DIGEST)


def test_every_code_of_the_list_has_its_entry(digest: ControlList) -> None:
    codes = [entry.code for entry in digest.entries]
    assert len(codes) == len(set(codes)) == 384
    assert all(re.fullmatch(r"\d[A-E]\d{3}", code) for code in codes)
    assert {code[0] for code in codes} == set("0123456789")
    if OFFICIAL.is_file():
        official = json.loads(OFFICIAL.read_text(encoding="utf-8"))
        assert set(codes) == {entry["entry_code"] for entry in official["entries"]}


def test_the_digest_says_what_it_is(digest: ControlList) -> None:
    assert (digest.id, digest.version, digest.form) == ("eu-annex-i", "2025-11-15", "digest")
    assert digest.jurisdiction
    assert digest.reference


def test_every_entry_begins_with_its_own_paragraph(digest: ControlList) -> None:
    for entry in digest.entries:
        first = entry.provisions[0]
        assert (first.code, first.parent) == (entry.code, None)
        assert entry.title
        assert all(p.code.startswith(entry.code) for p in entry.provisions)
        assert all(p.text.strip() for p in entry.provisions)


def test_conditions_are_complete(digest: ControlList) -> None:
    known = set(capability_ids())
    for _, provision in digest.provisions():
        ids = [c.id for c in (*provision.conditions, *provision.exclusions)]
        assert len(ids) == len(set(ids)), provision.code
        for condition in provision.conditions:
            assert condition.text.strip()
            assert condition.capability is None or condition.capability in known
            if condition.parameter is not None:
                assert condition.parameter.op in ("<", "<=", ">", ">=", "==")


def test_the_surveillance_core_has_conditions(digest: ControlList) -> None:
    core = (
        "4A005",
        "4D004",
        "5A001.f.1",
        "5A001.f.2",
        "5A001.f.3",
        "5A001.j",
        "5A004.a",
        "5D001.e",
    )
    for code in core:
        provision = digest.provision(code)
        assert provision is not None, code
        assert provision.conditions, code


def test_only_provisions_carry_conditions(digest: ControlList) -> None:
    for _, provision in digest.provisions():
        if provision.kind is not ProvisionKind.PROVISION:
            assert not provision.conditions, provision.code


def test_no_six_words_in_a_row_are_taken_from_the_official_text(digest: ControlList) -> None:
    if not OFFICIAL.is_file():
        pytest.skip("the official text is not in the shared folder")
    official = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    runs = {
        run
        for part in (*official["entries"], *official["docs"])
        for run in _runs(part["verbatim_text"])
    }
    assert len(runs) > 10_000
    taken = {
        f"{where}: {' '.join(run)}"
        for where, text in (*_texts(digest), *_definitions())
        for run in _runs(text)
        if run in runs
    }
    assert taken == set()


def _texts(digest: ControlList) -> Iterator[tuple[str, str]]:
    for entry, provision in digest.provisions():
        yield entry.code, entry.title
        if NAMES.fullmatch(provision.code):
            continue
        yield provision.code, provision.text
        for stated in (*provision.conditions, *provision.exclusions):
            yield provision.code, stated.text


def _definitions() -> Iterator[tuple[str, str]]:
    return ((definition.term, definition.text) for definition in definitions("eu-annex-i"))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _words(text: str) -> list[str]:
    """Words without codes, numbers and units, behind which a run could hide."""
    found = re.findall(r"[a-zà-öø-ÿα-ω0-9°%][a-zà-öø-ÿα-ω0-9°%.,/'+]*", text.lower())
    bare = (word.strip(".,/'+") for word in found)
    kept = [w for w in bare if len(w) > 1 and not re.search(r"\d|^°", w) and w not in UNITS]
    joined: list[str] = []
    at = 0
    while at < len(kept):
        term = next((t for t in TERMS if tuple(kept[at : at + len(t)]) == t), (kept[at],))
        joined.append("_".join(term))
        at += len(term)
    return joined
