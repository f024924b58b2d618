"""The results page, its plain values and its baselines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from dualens.classification import LabelledDocument, LabelledPassage
from dualens.taxonomy import capability_ids
from evaluation.baselines import bm25_scores, keyword_scores, labels_of, texts_of
from evaluation.evidence import _bare, quotes_of
from evaluation.metrics import Figure
from evaluation.page import render
from evaluation.plain import as_plain

FIGURE = {"value": 0.9, "low": 0.8, "high": 0.95}
FOUND = {"texts": 403, "first": 0.81, "five": 0.953, "ndcg": 0.88}
LINE = {"pairs": 40, "choice": 0.9312, "both": 0.8}
RESULTS = {
    "agreement": {
        "documents": 371,
        "passages": 4279,
        "alpha": 0.93,
        "review_alpha": 0.991,
        "same_capabilities": 366,
    },
    "classification": {
        "documents": 120,
        "vendors": 40,
        "positives": 60,
        "rows": [
            {
                "method": "keywords",
                "passage_ap": 0.31,
                "capability_ap": FIGURE,
                "review_ap": FIGURE,
                "true_negative_rate": FIGURE,
            }
        ],
        "review_recall": 0.95,
        "review_false": 0.125,
        "review_calibration": 0.03,
        "capability_calibration": 0.01,
        "per_capability": {"jamming": [7, 0.91, 0.8, 0.7]},
        "per_language": {"de": [12, 0.97]},
    },
    "contrast": {
        "whole": LINE,
        "bag_of_words": LINE | {"choice": 0.77},
        "not_english": LINE | {"pairs": 12},
        "by_cue": {"turned": LINE | {"pairs": 20}},
        "by_fact": {"number": LINE | {"pairs": 9}},
        "by_entry": {"5A001.f.1": LINE | {"pairs": 5}},
    },
    "documents": {
        "positives": 17,
        "negatives": 83,
        "missed": ["a.pdf"],
        "false": ["b.pdf", "c.pdf"],
        "capabilities_found": [9, 20],
        "flags_on_negatives": {"jamming": 2, "imsi-catcher": 1},
        "promise_withdrawn": 4,
        "unreadable": [],
    },
    "evidence": {"quotes": 321, "not_on_page": [], "not_in_boxes": ["x"]},
    "reading": {
        "pages": 300,
        "files": 90,
        "pages_per_second": {"dualens": 55.5},
        "ratios": {"to pdfplumber": 24.0},
        "bars": {"to pdfplumber": 20},
    },
    "retrieval": {
        "methods": {"Dualens": FOUND, "BM25 alone": FOUND | {"five": 0.4}},
        "by_language": {"de": FOUND | {"texts": 25}},
        "by_category": {"5": FOUND | {"texts": 30}},
        "uncontrolled": 112,
        "met_without_cause": 0.125,
    },
    "speed": {"pages": 700, "ours": 31.25, "pdfplumber": 10.0, "ratio": 3.125},
}


def test_every_figure_that_was_measured_is_on_the_page() -> None:
    page = render(RESULTS)
    for words in (
        "120 written documents of 40 vendors, 60 of them offering a capability (50%)",
        "| keywords | 0.310 | 0.900 (0.800–0.950) |",
        "95.0% of the positive documents and 12.5% of the others",
        "| jamming | 7 | 0.91 | 0.80 | 0.70 |",
        "| de | 12 | 0.97 |",
        "| Dualens | 40 | 0.93 | 0.80 |",
        "| Dualens, not in English | 12 | 0.93 | 0.80 |",
        "| cue: turned | 20 |",
        "| entry: 5A001.f.1 | 5 |",
        "| positives recommended for review | 16 of 17 |",
        "| negatives recommended for review | 2 of 83 (2.4%) |",
        "| flags on negatives | 3 |",
        "Missed: a.pdf.",
        "alpha over passages and capabilities: **0.930**",
        "366 of 371 documents",
        "321 quotes",
        "1 with a word outside",
        "300 pages (the first ones) of 90 real documents",
        "| dualens | 55.5 |",
        "| to pdfplumber | 24.0 | 20 |",
        "| Dualens | 403 | 0.81 | 0.95 | 0.88 |",
        "| Dualens, de | 25 |",
        "| Dualens, category 5 | 30 |",
        "Of 112 texts of uncontrolled goods 12.5% get",
        "**3.1 ×**",
    ):
        assert words in page
    assert "Not run." not in page


@pytest.mark.parametrize("left_out", RESULTS)
def test_a_suite_that_was_not_run_is_said_to_be_so(left_out: str) -> None:
    page = render({name: held for name, held in RESULTS.items() if name != left_out})
    assert page.count("Not run.") == 1
    assert f"## {left_out}\n\nNot run." in page


def test_an_empty_page_names_all_suites() -> None:
    assert render({}).count("Not run.") == len(RESULTS)


@dataclass(frozen=True)
class Report:
    counts: tuple[int, ...]
    figure: Figure
    by_name: dict[int, float]

    @property
    def total(self) -> int:
        return sum(self.counts)


def test_reports_become_plain_values_with_their_properties() -> None:
    assert as_plain(Report((1, 2), Figure(0.123456, 0.1, 0.2), {1: 1 / 3})) == {
        "counts": [1, 2],
        "figure": {"value": 0.1235, "low": 0.1, "high": 0.2},
        "by_name": {"1": 0.3333},
        "total": 3,
    }


def document(*texts: str, label: str = "jamming") -> LabelledDocument:
    passages = tuple(LabelledPassage(text, "", (label,), ()) for text in texts)
    return LabelledDocument("d", "v", "p", "en", "datasheet", "other", "x", passages)


def test_baselines_prefer_the_passage_that_speaks_of_the_capability() -> None:
    documents = [
        document("A jammer for jamming GNSS and cellular signals.", "A stainless steel pump."),
        document("A garden lamp."),
    ]
    texts, column = texts_of(documents), capability_ids().index("jamming")
    assert len(texts) == 3
    for scores in (keyword_scores(texts), bm25_scores(texts)):
        assert scores.shape == (3, len(capability_ids()))
        assert scores[:, column].argmax() == 0
        assert scores[0, column] > 0
    assert labels_of(documents)[:, column].all()
    assert labels_of(documents).sum() == 3


def test_bm25_of_texts_without_any_known_word_is_nought() -> None:
    assert not np.any(bm25_scores(["zzz qqq", "xxx yyy"]))


def test_all_evidence_of_an_assessment_is_checked() -> None:
    def evidence(number: int) -> list[dict[str, int]]:
        return [{"page": number}]

    assessment = {
        "flags": [{"evidence": evidence(1)}],
        "matches": [
            {
                "evidence": evidence(2),
                "conditions": [{"evidence": evidence(3)}],
                "exclusions": [{"evidence": evidence(4)}],
            }
        ],
        "article_2_20": {"covert": {"evidence": evidence(5)}, "outcome": "open"},
    }
    assert [e["page"] for e in quotes_of(assessment)] == [1, 2, 3, 4, 5]


def test_quotes_are_compared_by_their_letters_alone() -> None:
    assert _bare("Inter-\nception  ﬁlter, 5 GHz") == _bare("interception filter 5GHz")
    assert _bare("contrôlé") == _bare("controle")
