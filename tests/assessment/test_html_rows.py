"""Rows made by hand from the sample documents, for the tests of the HTML report (no tests here)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dualens.assessment import (
    Assessment,
    CatchAll,
    DocumentSummary,
    Element,
    ElementState,
    Failure,
    Flag,
    MadeWith,
    Outcome,
    Promise,
    Review,
    Row,
)
from dualens.documents import Document, Evidence, Passage, ReaderPool, Unreadable, evidence_of
from dualens.lists import load_list
from dualens.matching import (
    ConditionState,
    ExclusionState,
    JudgedCondition,
    JudgedExclusion,
    Match,
    MatchStatus,
)
from dualens.taxonomy import capability_ids

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"
MADE_WITH = MadeWith("0.1.0", "0f3c9a17", "5be1d2c4", {"eu-annex-i": "2025-11-15"})
ENTRY_OF = {
    "telecom-interception": "5A001.f", "imsi-catcher": "5A001.f.1", "jamming": "5A001.f.1",
    "internet-monitoring-dpi": "5A001.j", "intrusion-software": "4A005",
}  # fmt: skip
ELEMENTS = (
    "specially_designed", "covert", "natural_persons", "monitoring_or_analysis",
    "telecommunication_systems",
)  # fmt: skip


def labels() -> dict[str, dict[str, Any]]:
    lines = (SAMPLES / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return {label["file"]: label for label in map(json.loads, lines)}


def rows_of(pool: ReaderPool, names: Sequence[str], *others: Path) -> list[Row]:
    """A row for each sample by name, and for each other file, as an assessor would give them."""
    known = labels()
    rows = []
    for path in [*(SAMPLES / name for name in names), *others]:
        result = pool.read(path)
        if isinstance(result, Unreadable):
            summary = DocumentSummary(
                result.name, result.sha256, result.media_type, result.pages, "und", False
            )
            failure = Failure(result.kind, result.message)
            rows.append(Row(path, Assessment(summary, MADE_WITH, failure).as_dict()))
        else:
            label = known.get(path.name, {"evidence": [], "capabilities": []})
            rows.append(Row(path, assessment(result, label).as_dict()))
    return rows


def assessment(document: Document, label: dict[str, Any]) -> Assessment:
    found: dict[str, list[Evidence]] = {}
    for item in label["evidence"]:
        found.setdefault(item["capability"], []).extend(_evidence(document, item["quote"]))
    for capability in label["capabilities"]:
        found.setdefault(capability, [])
    probability = 0.97 if found else 0.034
    return Assessment(
        document=DocumentSummary(
            document.name,
            document.sha256,
            document.media_type,
            len(document.pages),
            document.language,
            document.ocr,
        ),
        made_with=MADE_WITH,
        review=Review(probability, bool(found), probability, Promise(0.95, 0.9, not document.ocr)),
        flags=tuple(
            Flag(c, 0.93 if c in found else 0.021, c in found, tuple(found.get(c, ())))
            for c in capability_ids()
        ),
        matches=tuple(_matches(document, found)),
        article_2_20=_catch_all(document, found),
    )


def _evidence(document: Document, quote: str) -> Iterator[Evidence]:
    wanted = set(quote.lower().split())
    best = max(document.passages, key=lambda p: _likeness(p, wanted))
    yield from evidence_of(document, best, 0.91)


def _likeness(passage: Passage, wanted: set[str]) -> float:
    words = set(passage.text.lower().split())
    return len(words & wanted) / (len(words | wanted) or 1)


def _matches(document: Document, found: dict[str, list[Evidence]]) -> Iterator[Match]:
    control_list = load_list()
    texts = [evidence_of(document, document.passages[at])[0] for at in (0, -1)]
    codes = [ENTRY_OF[c] for c in found if c in ENTRY_OF] + ["5A002", "3A001"]
    for place, code in enumerate(codes):
        entry, provision = control_list.entry(code), control_list.provision(code)
        assert entry is not None
        assert provision is not None
        met = place < len(codes) - 2
        yield Match(
            list=control_list.id, version=control_list.version, entry=code, title=entry.title,
            wording=provision.text, wording_is_official=False,
            score=0.83 - 0.3 * place if met else 0.12,
            status=MatchStatus.CONDITIONS_MET if met else MatchStatus.NOT_MET,
            conditions=tuple(
                JudgedCondition(c.text, ConditionState.MET, tuple(texts[:1]))
                if met and not i
                else JudgedCondition(c.text, ConditionState.NOT_STATED)
                for i, c in enumerate(provision.conditions)
            ),
            exclusions=tuple(
                JudgedExclusion(x.text, ExclusionState.NOT_STATED) for x in provision.exclusions
            ),
            evidence=tuple(texts[1:]),
            related={"us-ccl": (code,), "wassenaar": ()},
        )  # fmt: skip


def _catch_all(document: Document, found: dict[str, list[Evidence]]) -> CatchAll:
    quotes = [e for evidence in found.values() for e in evidence][:1]
    elements = {name: Element(ElementState.NOT_STATED) for name in ELEMENTS}
    if quotes:
        elements["natural_persons"] = Element(ElementState.STATED, tuple(quotes))
        (against,) = evidence_of(document, document.passages[2])
        elements["covert"] = Element(ElementState.CONTRADICTED, (against,))
    return CatchAll(elements, Outcome.CONTRADICTED if quotes else Outcome.OPEN)
