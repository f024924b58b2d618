"""From passages to the document: what the strongest passages say, and how many were looked at.

A document offers a capability if any passage states it, so the strongest passages decide. But the
maximum over a thousand passages is higher by chance than over ten; the pooled score therefore
also sees the second and third best and the number of passages (cf. Ilse et al., "Attention-based
deep multiple instance learning", ICML 2018, for the setting).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float64]

FEATURES = 5
REVIEW_FEATURES = 8
LONGEST = 400
"""Beyond it, length counts no further: calibration sees hardly any longer document, and the
encoder reads no more of it."""

LOWEST = -8.0
"""A document with fewer than three passages has this in place of the missing ones."""


def pool(logits: Logits, total: int) -> Logits:
    """Features of a document for each capability.

    Args:
        logits: (passages, capabilities) of the passages looked at; at least one row.
        total: How many passages the document has, looked at or not.

    Returns:
        (capabilities, 5): best, second and third logit, the strength beyond logit 0 of the ten
        best, and the logarithm of ``total``.
    """
    ordered = -np.sort(-np.maximum(logits, LOWEST), axis=0)
    missing = np.full((3, logits.shape[1]), LOWEST)
    best = np.vstack([ordered[:3], missing])[:3]
    beyond = np.log1p(np.maximum(ordered[:10], 0).sum(axis=0))
    length = np.full(logits.shape[1], np.log1p(min(total, LONGEST)))
    return np.stack([*best, beyond, length], axis=1)


def review_features(capability: Logits, review: Logits, total: int) -> Logits:
    """Features of a document for "any capability at all": (8,).

    Args:
        capability: (passages, capabilities) logits; a passage counts with its strongest, so that
            two passages on different ones support each other.
        review: (passages,) logits of the head that asks for any capability.
    """
    strongest = pool(capability.max(axis=1, keepdims=True), total)[0]
    return np.concatenate([strongest, pool(review[:, None], total)[0, :3]])
