"""Pooling weights, probabilities and thresholds, on vendors that training has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dualens.classification.classifier import Classifier
from dualens.classification.pooling import pool, review_features
from dualens.classification.promise import promised_threshold
from dualens.classification.training.lengthen import (
    LENGTHENINGS,
    Encoded,
    Scored,
    lengthened,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What calibration gives: tensors for the classifier, and settings."""

    tensors: dict[str, Array]
    settings: dict[str, object]


def calibrate(
    documents: Sequence[Encoded], classifier: Classifier, recall: float, confidence: float
) -> Calibration:
    """Fits pooling and thresholds.

    Args:
        classifier: Its heads; its pooling is not used.
        recall, confidence: What the review threshold shall promise.
    """
    from sklearn.linear_model import LogisticRegression

    shown = lengthened(documents, classifier)
    pooled = np.concatenate([pool(d.capability, d.total) for d in shown])
    offered = np.concatenate([d.offered for d in shown])
    capability = LogisticRegression(C=1.0, max_iter=1000).fit(pooled, offered)
    features = np.stack([review_features(d.capability, d.review, d.total) for d in shown])
    worth = np.array([d.offered.any() for d in shown])
    review = LogisticRegression(C=0.3, max_iter=1000).fit(features, worth)
    alone = _alone(documents, classifier)
    scores = review.predict_proba(features)[:, 1]
    threshold = _threshold(shown, scores, recall, confidence)
    per_capability = capability.predict_proba(pooled)[:, 1]
    return Calibration(
        tensors={
            "pool.weight": capability.coef_[0],
            "pool.bias": capability.intercept_,
            "pool.review": review.coef_[0],
            "pool.review.bias": review.intercept_,
            "alone.weight": np.diag(alone[0]),
            "alone.bias": alone[1],
        },
        settings={
            "review_threshold": max(threshold, 0.0),
            "flag_threshold": _best_f1(per_capability, offered),
            "stated_threshold": 0.5,
            "contradicted_threshold": 0.5,
            "promise_recall": recall,
            "promise_confidence": confidence,
            "calibration_documents": len(documents),
            "calibration_positive_vendors": len({d.vendor for d in documents if not d.ordinary}),
        },
    )


def _threshold(shown: Sequence[Scored], scores: Array, recall: float, confidence: float) -> float:
    """The review threshold that keeps the promise for documents of mixed lengths.

    A vendor counts with one copy of each document: the lowest of all its copies would be the score
    of no document. Which copy goes round from document to document; each start of the round gives a
    threshold that keeps the promise, and their median is taken so that no start decides.
    """
    copies = len(LENGTHENINGS)
    thresholds = []
    for start in range(copies):
        rows = [at * copies + (at + start) % copies for at in range(len(shown) // copies)]
        rows = [row for row in rows if shown[row].offered.any()]
        thresholds.append(
            promised_threshold(
                [float(scores[row]) for row in rows],
                [shown[row].vendor for row in rows],
                recall,
                confidence,
            )
        )
    return float(np.median(thresholds))


def _alone(documents: Sequence[Encoded], classifier: Classifier) -> tuple[Array, Array]:
    """Scale and shift of a passage's logit, one for all capabilities (Platt, 1999)."""
    from sklearn.linear_model import LogisticRegression

    read = [classifier.logits(d.vectors, np.ones(len(d.vectors), bool))[0] for d in documents]
    logits = np.concatenate([capability.ravel() for capability in read])
    truth = np.concatenate([d.labels.ravel() for d in documents])
    fitted = LogisticRegression(C=1e6).fit(logits[:, None], truth)
    count = documents[0].labels.shape[1]
    return np.full(count, fitted.coef_[0, 0]), np.full(count, fitted.intercept_[0])


def _best_f1(probabilities: Array, truth: NDArray[np.bool_]) -> float:
    """The threshold with the highest F1 over all capabilities together."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(truth, probabilities)
    f1 = 2 * precision[:-1] * recall[:-1] / np.maximum(precision[:-1] + recall[:-1], 1e-9)
    return float(thresholds[int(f1.argmax())])
