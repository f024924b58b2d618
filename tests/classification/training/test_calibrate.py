"""Calibration sees long documents as the run time reads them, and keeps what it promises."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dualens.classification import Classifier, Selection
from dualens.classification.pooling import pool, review_features
from dualens.classification.training.calibrate import calibrate
from dualens.classification.training.lengthen import LENGTHENINGS, Encoded, lengthened
from dualens.taxonomy import capability_ids

pytest.importorskip("sklearn", reason="needs the extra training")

WIDTH = 4
COUNT = len(capability_ids())
FIRST = np.arange(COUNT) == 0


@pytest.fixture
def classifier() -> Classifier:
    """The first axis of a vector is the logit of the first capability, and of any."""
    capability = np.zeros((2 * WIDTH, COUNT))
    capability[0, 0] = 1
    review = np.zeros((2 * WIDTH, 1))
    review[0] = 1
    tensors = {
        "capability.weight": capability,
        "capability.bias": np.where(FIRST, 0, -6.0),
        "review.weight": review,
        "review.bias": np.zeros(1),
        "element.weight": np.zeros((WIDTH, 10)),
        "element.bias": np.zeros(10),
    }
    return Classifier({k: v.astype(np.float32) for k, v in tensors.items()}, {}, "")


def documents(count: int, seed: int, passages: int = 9) -> list[Encoded]:
    """Half offer the first capability in one passage, which mostly stands out."""
    draw = np.random.default_rng(seed)
    made = []
    for number in range(count):
        strength = draw.normal(-3, 1, passages)
        labels = np.zeros((passages, COUNT), bool)
        if number % 2:
            strength[4] = draw.normal(2, 1.5)
            labels[4, 0] = True
        vectors = np.zeros((passages, WIDTH), np.float32)
        vectors[:, 0] = strength / 8
        texts = [f"{number} {n}" for n in range(passages)]
        made.append(Encoded(f"vendor {number}", "offer", texts, vectors, strength, labels))
    return made


def recalls(classifier: Classifier, fitted: Any, unseen: list[Encoded]) -> list[float]:
    """Of each lengthening, the share of positives at the threshold."""
    weight, bias = fitted.tensors["pool.review"], fitted.tensors["pool.review.bias"]
    found: list[list[bool]] = [[] for _ in LENGTHENINGS]
    for at, one in enumerate(lengthened(unseen, classifier, seed=9)):
        if one.offered.any():
            logit = review_features(one.capability, one.review, one.total) @ weight + bias
            probability = 1 / (1 + np.exp(-logit[0]))
            found[at % len(LENGTHENINGS)].append(probability >= fitted.settings["review_threshold"])
    return [float(np.mean(row)) for row in found]


def test_each_document_is_shown_as_short_as_it_is_and_amid_ordinary_ones(
    classifier: Classifier,
) -> None:
    made = documents(40, seed=1)
    shown = lengthened(made, classifier)
    assert len(shown) == len(made) * len(LENGTHENINGS)
    for at, one in enumerate(shown):
        own = made[at // len(LENGTHENINGS)]
        assert one.vendor == own.vendor
        assert one.offered.tolist() == own.labels.any(axis=0).tolist()
        assert one.total == len(own.texts) * (1 + LENGTHENINGS[at % len(LENGTHENINGS)])


def test_a_report_is_lengthened_with_reports_only(classifier: Classifier) -> None:
    made = documents(40, seed=1)
    apart = [replace(one, genre="about") if at in (0, 1) else one for at, one in enumerate(made)]
    shown = lengthened(apart, classifier)[: 2 * len(LENGTHENINGS)]
    own = len(made[0].texts)
    # The first is the only ordinary report: it has no other to stand amid, the second has it.
    assert {one.total for one in shown[: len(LENGTHENINGS)]} == {own}
    assert [one.total for one in shown[len(LENGTHENINGS) :]] == [
        own * (1 + count) for count in LENGTHENINGS
    ]


def test_of_a_long_document_no_more_is_read_than_the_run_time_reads(
    classifier: Classifier,
) -> None:
    bound = Selection()
    most = bound.opening + bound.spread + bound.strongest
    shown = lengthened(documents(40, seed=1), classifier)
    assert max(len(one.review) for one in shown) <= most
    assert max(one.total for one in shown) > most


def test_the_promised_recall_is_kept_for_unseen_documents_of_mixed_lengths(
    classifier: Classifier,
) -> None:
    kept = []
    for seed in range(8):
        fitted = calibrate(documents(120, seed), classifier, recall=0.8, confidence=0.9)
        kept.append(np.mean(recalls(classifier, fitted, documents(200, seed + 100))))
    assert sum(recall >= 0.8 for recall in kept) >= 7


def test_a_true_claim_makes_the_document_likely_and_many_ordinary_passages_do_not(
    classifier: Classifier,
) -> None:
    fitted = calibrate(documents(200, seed=2), classifier, recall=0.8, confidence=0.9)
    weight, bias = fitted.tensors["pool.weight"], fitted.tensors["pool.bias"]

    def probability(logits: list[float], total: int) -> float:
        features = pool(np.array(logits)[:, None], total)[0]
        return float(1 / (1 + np.exp(-(features @ weight + bias[0]))))

    assert probability([4.0, -3.0, -3.0], 9) > 0.8
    assert probability([-1.0, -1.2, -1.5], 300) < 0.2
