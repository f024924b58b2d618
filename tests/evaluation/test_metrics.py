"""The figures of the results page, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.agreement import alpha
from evaluation.metrics import (
    Figure,
    average_precision,
    by_vendor,
    calibration_error,
    macro_average_precision,
    true_negative_rate,
)

TRUTH = np.array([True, False, True, False])


def test_average_precision_of_a_small_ranking() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.1])  # hits at ranks 1 and 3
    assert average_precision(TRUTH, scores) == pytest.approx((1 + 2 / 3) / 2)
    assert math.isnan(average_precision(np.zeros(4, bool), scores))


def test_the_macro_mean_leaves_out_what_has_no_positive() -> None:
    truth = np.stack([TRUTH, np.zeros(4, bool)], axis=1)
    scores = np.tile(np.array([0.9, 0.8, 0.7, 0.1])[:, None], 2)
    assert macro_average_precision(truth, scores) == pytest.approx((1 + 2 / 3) / 2)


@given(seed=st.integers(0, 10_000), recall=st.sampled_from([0.5, 0.8, 0.9, 0.95, 1.0]))
def test_the_threshold_behind_the_true_negatives_keeps_the_recall(seed: int, recall: float) -> None:
    draw = np.random.default_rng(seed)
    truth, scores = draw.random(60) < 0.4, draw.random(60)
    truth[0] = True
    rate = true_negative_rate(truth, scores, recall)
    # No threshold that keeps the recall lets fewer negatives through.
    best = 0.0
    for threshold in scores[truth]:
        if (scores[truth] >= threshold).mean() >= recall - 1e-9:
            best = max(best, float((scores[~truth] < threshold).mean()))
    assert rate == pytest.approx(best)


def test_calibration_error_is_nought_for_true_probabilities_and_large_for_false_ones() -> None:
    truth = np.array([True, False] * 50)
    assert calibration_error(truth, np.full(100, 0.5)) == pytest.approx(0, abs=1e-9)
    assert calibration_error(truth, np.full(100, 0.9)) == pytest.approx(0.4)


def test_the_interval_resamples_vendors_and_not_documents() -> None:
    # One vendor with a hundred equal documents is one piece of evidence, not a hundred.
    vendors = ["a"] * 100 + ["b"] * 100
    values = np.array([0.0] * 100 + [1.0] * 100)
    figure = by_vendor(vendors, lambda rows: float(values[rows].mean()))
    assert (figure.value, figure.low, figure.high) == (0.5, 0.0, 1.0)
    many = by_vendor([str(n) for n in range(200)], lambda rows: float(values[rows].mean()))
    assert 0.4 < many.low < many.value < many.high < 0.6


def test_a_figure_is_the_same_every_time() -> None:
    values = np.random.default_rng(1).random(30)
    vendors = [str(n % 7) for n in range(30)]
    figures = [by_vendor(vendors, lambda rows: float(values[rows].mean())) for _ in range(2)]
    assert figures[0] == figures[1]
    assert str(Figure(0.5, 0.25, 0.75)) == "0.500 (0.250–0.750)"


def test_agreement_is_full_for_equal_labels_and_about_nought_for_chance() -> None:
    first = np.random.default_rng(1).random(4000) < 0.2
    assert alpha(first, first) == 1
    assert abs(alpha(first, np.random.default_rng(2).random(4000) < 0.2)) < 0.05


def test_agreement_is_that_of_the_books_example() -> None:
    # Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section A
    first = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], bool)
    second = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0], bool)
    assert alpha(first, second) == pytest.approx(0.095, abs=0.001)
