"""From passages to the document: what the strongest passages say, and how many were looked at.

A document offers a capability if any passage states it, so the strongest passages decide. But the
maximum over a thousand passages is higher by chance than over ten; the pooled score therefore
also sees the second and third best and the number of passages (cf. Ilse et al., "Attention-based
deep multiple instance learning", ICML 2018, for the setting).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEATURES = 5


def pool(logits: NDArray[np.float32], total: int) -> NDArray[np.float32]:
    """Features of a document for each capability.

    Args:
        logits: (passages, capabilities) of the passages looked at; at least one row.
        total: How many passages the document has, looked at or not.

    Returns:
        (capabilities, 5): best, second and third logit, the strength beyond logit 0 of the ten
        best, and the logarithm of ``total``.
    """
    ordered = -np.sort(-logits, axis=0)
    floor = np.full((3, logits.shape[1]), -8.0, np.float32)
    best = np.maximum(np.vstack([ordered, floor])[:3], -8.0)
    beyond = np.log1p(np.maximum(ordered[:10], 0).sum(axis=0))
    length = np.full(logits.shape[1], np.log1p(total))
    return np.stack([*best, beyond, length], axis=1).astype(np.float32)


def pool_any(logits: NDArray[np.float32], total: int) -> NDArray[np.float32]:
    """The same five features for "any capability at all": (5,).

    A passage counts with its strongest capability, so that two passages on different ones
    support each other.
    """
    return pool(logits.max(axis=1, keepdims=True), total)[0]
