"""The cheap first look: linear heads over the mean of piece vectors.

It learns which passages come near to any capability, not which offer one: it only has to let
through whatever the encoder should read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dualens.classification.corpus import LabelledDocument
from dualens.encoding import ConvEncoder
from dualens.taxonomy import capability_ids


@dataclass(frozen=True, slots=True)
class FittedFirstLook:
    """Tensors for the classifier, and how they were fitted."""

    tensors: dict[str, NDArray[np.float64]]
    settings: dict[str, float]


def fit_first_look(
    documents: Sequence[LabelledDocument], encoder: ConvEncoder, strength: float = 0.003
) -> FittedFirstLook:
    """Fits one logistic regression a capability on standardised piece means.

    Args:
        strength: Inverse regularisation.
    """
    from sklearn.linear_model import LogisticRegression

    passages = [p for d in documents for p in d.passages]
    vectors = encoder.piece_vectors([p.searchable for p in passages]).astype(np.float64)
    mean, deviation = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    standard = (vectors - mean) / deviation
    weights, biases = [], []
    for capability in capability_ids():
        truth = np.array([capability in p.labels or capability in p.near for p in passages])
        head = LogisticRegression(C=strength, max_iter=500, class_weight="balanced")
        head.fit(standard, truth)
        weights.append(head.coef_[0] / deviation)
        biases.append(float(head.intercept_[0] - (head.coef_[0] / deviation) @ mean))
    return FittedFirstLook(
        {"first_look.weight": np.array(weights).T, "first_look.bias": np.array(biases)},
        {"strength": strength, "passages": float(len(passages))},
    )
