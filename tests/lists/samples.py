"""Where the official files lie, and invented wording in the structure of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualens.lists import ControlList, ProvisionKind

SHARED = Path(__file__).parents[2].parent / "shared" / "control-lists"
ANNEX_JSON = SHARED / "eu-2021-821-annex-I-2025-11-15-exportswatch" / "annex.json"
PDF_JANUARY = SHARED / "eu-2021-821-consolidated-2022" / "CELEX_02021R0821-20220107_EN_TXT.pdf"
PDF_MAY = SHARED / "eu-2021-821-consolidated-2022" / "CELEX_02021R0821-20220505_EN_TXT.pdf"
PDF_2015 = SHARED / "eu-428-2009-consolidated-2015" / "CELEX_02015R2420-20151224_EN_TXT.pdf"
CCL_XML = SHARED / "us-ccl-ecfr" / "ccl_supp1.xml"
NORWAY_PDF = SHARED / "no-list-II-2021-en" / "export-control-appendix2.pdf"
NORWAY_TEXT = NORWAY_PDF.with_suffix(".txt")
WASSENAAR_PDF = SHARED / "wassenaar-2025-terms-unclear" / "wassenaar_2025.pdf"
SWISS_PDF = SHARED / "ch-gkv-2021" / "de.pdf"


def official(path: Path) -> Path:
    """The path of an official file; the test is skipped where it is absent."""
    if not path.exists():
        pytest.skip(f"the official file {path.name} is not in the shared folder")
    return path


def codes(control_list: ControlList) -> list[str]:
    """The codes of the provisions, without notes and exclusions, in order."""
    return [p.code for _, p in control_list.provisions() if p.kind is ProvisionKind.PROVISION]


# How many uses the notes of today's law release from some provisions, in every list that has them.
RELEASED = {"5A004.b": 5, "5D001.e": 5, "5A001.j": 3, "5A001.f.1": 3, "5A001.f.2": 3}


def released(control_list: ControlList, *others: str) -> dict[str, int]:
    """How many exclusions these provisions have, and the others that are named."""
    found = {code: control_list.provision(code) for code in (*RELEASED, *others)}
    return {code: len(p.exclusions) for code, p in found.items() if p is not None}


# Invented wording in the structure of the official file.
ENTRY_LINES = {
    "5A004": [
        "5A004 Devices that open what is locked, as follows:",
        "5A004.a Able to do 'unlocking'.",
        "5A004.a Technical Note: For the purposes of 5A004.a., 'unlocking' is finding a key.",
        "5A004.b Things, not named in 5A004.a., made for all of the following:",
        "5A004.b.1 'Copying' a store of 2 × 109 bytes; and",
        "5A004.b.2 Going past the guard.",
        "5A004.b.2 Technical Note: For the purposes of 5A004.b.1., 'copying' means reading a store "
        "of 5 m2 at most. Note 1: 5A004.b. does not control benches for making telephones. "
        "Note 2: 5A004.b. does not include:",
        "5A004.b.2.a Bug finders;",
        "5A004.b.2.b Plain copiers; or",
        "5A004.b.2.c Soldering stations.",
    ],
    "5D001": [
        '5D001 "Software" as follows:',
        "5D001.e For looking at people, providing all of the following:",
        "5D001.e.1 Searches; and",
        "5D001.e.2 Maps of who knows whom, with less than 10-14 J a search.",
        "5D001.e Technical Notes: 1. For the purposes of 5D001.e., a 'hatch' is an opening. "
        "2. 'Hatches' may be wide. Note: 5D001.e. does not control \"software\" made for any of "
        "the following: a. Invoices; b. Quality; or c. Payment.",
    ],
    "9A999": [
        "9A999 Kites, except as given in the following table.",
        "9A999 Note: 9A999 does not control kites having all of the following: a. A tail; and "
        "b. A string.",
    ],
}


def grid(label: str, *content: str) -> str:
    """A label and what stands beside it, in the markup of EUR-Lex."""
    return (
        '<div class="grid-container grid-list"><div class="list grid-list-column-1"><span>'
        f'{label}</span></div><div class="grid-list-column-2">{"".join(content)}</div></div>\n'
    )


def p(text: str) -> str:
    """A paragraph."""
    return f'<p class="norm">{text}</p>'


def html(*parts: str) -> str:
    """A consolidated act of 31 January 2030 whose Annex I has these parts."""
    return (
        "<!DOCTYPE html>\n<html><head><title>0A009 no entry</title></head><body>"
        "<p class='reference'>02021R0821 — EN — 31.01.2030 — 009.001</p>"
        f"{p('Article 1')}<p class='title-annex-1'>ANNEX I</p>{p('General note.')}"
        + "".join(parts)
        + f"<p class='title-annex-1'>ANNEX II</p>{grid('1A001', p('Not of the list.'))}"
        "</body></html>\n"
    )
