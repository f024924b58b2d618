"""A threshold that keeps a promise: of documents worth a review, so many are found.

Vendors, not documents, are the exchangeable unit. Each vendor with a positive document stands with
the lowest score among them; the threshold is the order statistic of these scores below which a
new vendor falls with probability at most ``1 - recall``, with the wanted confidence over the draw
of the calibration vendors. The number of scores below the true quantile is binomial, hence exact
for any distribution (tolerance limits: Wilks, Ann. Math. Statist. 12, 1941; as risk control:
Angelopoulos et al., "Conformal Risk Control", ICLR 2024).
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def promised_threshold(
    scores: Sequence[float], vendors: Sequence[str], recall: float, confidence: float
) -> float:
    """The highest threshold for which the promise holds; minus infinity where none does.

    Args:
        scores: Of positive calibration documents.
        vendors: Of each.
        recall: Share of new vendors whose documents shall all pass.
        confidence: That the share is kept, over the draw of calibration vendors.
    """
    lowest: dict[str, float] = {}
    for score, vendor in zip(scores, vendors, strict=True):
        lowest[vendor] = min(score, lowest.get(vendor, math.inf))
    ordered = sorted(lowest.values())
    missed = allowed_misses(len(ordered), recall, confidence)
    return ordered[missed] if missed >= 0 else -math.inf


def allowed_misses(vendors: int, recall: float, confidence: float) -> int:
    """How many of the lowest vendors may fall below the threshold; -1 where there are too few.

    The largest k with P(Binomial(vendors, 1 - recall) <= k) <= 1 - confidence.
    """
    below = 0.0
    for count in range(vendors):
        below += _binomial(vendors, count, 1 - recall)
        if below > 1 - confidence:
            return count - 1
    return vendors - 1


def _binomial(draws: int, hits: int, share: float) -> float:
    """The probability of so many hits, by logarithms: the coefficients outgrow a float."""
    if share in (0.0, 1.0):
        return float(hits == draws * share)
    ways = math.lgamma(draws + 1) - math.lgamma(hits + 1) - math.lgamma(draws - hits + 1)
    return math.exp(ways + hits * math.log(share) + (draws - hits) * math.log1p(-share))
