"""Figures with intervals: vendors, not documents, are resampled, since they are exchangeable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 90 % interval by vendor bootstrap."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def average_precision(truth: Truth, scores: Array) -> float:
    """Area under the precision–recall curve; NaN without a positive."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(truth, scores)) if truth.any() else float("nan")


def macro_average_precision(truth: Truth, scores: Array) -> float:
    """Mean over the columns that have a positive."""
    columns = [average_precision(truth[:, k], scores[:, k]) for k in range(truth.shape[1])]
    return float(np.nanmean(columns))


def true_negative_rate(truth: Truth, scores: Array, recall: float = 0.95) -> float:
    """Share of negatives below the threshold that keeps ``recall`` of the positives."""
    positives = np.sort(scores[truth])
    threshold = positives[int((1 - recall) * len(positives) + 1e-9)]
    return float((scores[~truth] < threshold).mean())


def calibration_error(truth: Truth, probabilities: Array, bins: int = 10) -> float:
    """Expected calibration error over equal-mass bins (Naeini et al., AAAI 2015)."""
    order = np.argsort(probabilities, kind="stable")
    parts = np.array_split(order, bins)
    gaps = [len(p) * abs(truth[p].mean() - probabilities[p].mean()) for p in parts if len(p)]
    return float(sum(gaps) / len(truth))


def by_vendor(
    vendors: Sequence[str],
    measure: Callable[[NDArray[np.int64]], float],
    rounds: int = 300,
    seed: int = 7,
) -> Figure:
    """A figure over documents with its vendor-bootstrap interval.

    Args:
        vendors: Of each document.
        measure: Gives the figure for documents by index (with repetition).
    """
    names = np.array(vendors)
    groups = [np.flatnonzero(names == vendor) for vendor in sorted(set(vendors))]
    draw = np.random.default_rng(seed)
    values = []
    for _ in range(rounds):
        chosen = draw.integers(0, len(groups), len(groups))
        values.append(measure(np.concatenate([groups[g] for g in chosen])))
    low, high = np.nanpercentile(values, [5, 95])
    return Figure(measure(np.arange(len(names))), float(low), float(high))
