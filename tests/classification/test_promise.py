"""The threshold that keeps a recall promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualens.classification.promise import allowed_misses, promised_threshold

shares = st.floats(0.05, 0.99)


@settings(deadline=None)
@given(vendors=st.integers(0, 400), recall=shares, confidence=shares)
def test_as_many_misses_are_allowed_as_the_binomial_law_allows(
    vendors: int, recall: float, confidence: float
) -> None:
    binom = pytest.importorskip("scipy.stats", reason="needs the extra training").binom
    allowed = allowed_misses(vendors, recall, confidence)
    assert -1 <= allowed < max(vendors, 1)
    if allowed >= 0:
        assert binom.cdf(allowed, vendors, 1 - recall) <= 1 - confidence + 1e-9
    if allowed + 1 < vendors:
        assert binom.cdf(allowed + 1, vendors, 1 - recall) > 1 - confidence - 1e-9


def test_ten_thousand_vendors_are_no_obstacle() -> None:
    assert 1800 < allowed_misses(10_000, 0.8, 0.9) < 2000


@pytest.mark.parametrize(("recall", "confidence"), [(0.8, 0.9), (0.9, 0.8)])
def test_the_promise_is_kept_as_often_as_it_says(recall: float, confidence: float) -> None:
    draw = np.random.default_rng(11)
    rounds, kept = 2000, 0
    for _ in range(rounds):
        threshold = promised_threshold(
            draw.uniform(size=60).tolist(), [str(n) for n in range(60)], recall, confidence
        )
        kept += 1 - threshold >= recall  # of uniform scores, so many pass
    slack = 3 * math.sqrt(confidence * (1 - confidence) / rounds)
    assert confidence - slack <= kept / rounds
    assert kept / rounds <= confidence + 0.1  # nor is far more promised than asked for


def test_a_vendor_counts_once_with_its_lowest_document() -> None:
    scores = [0.1 + 0.01 * n for n in range(40)]
    once = promised_threshold(scores, [str(n) for n in range(40)], 0.8, 0.9)
    higher = [0.9] * 40
    vendors = [str(n) for n in range(40)]
    assert promised_threshold(scores + higher, vendors + vendors, 0.8, 0.9) == once


def test_too_few_vendors_give_a_threshold_that_all_pass() -> None:
    assert promised_threshold([0.9] * 5, list("abcde"), 0.95, 0.95) == -math.inf
    assert promised_threshold([], [], 0.8, 0.9) == -math.inf
