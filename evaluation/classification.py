"""The classifier on vendors that nothing was fitted on, beside the baselines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dualens.classification import Classifier, LabelledDocument, load_corpus, select
from dualens.encoding import ConvEncoder
from dualens.resources import shipped
from dualens.taxonomy import capability_ids
from evaluation.baselines import (
    Scores,
    bm25_scores,
    keyword_scores,
    labels_of,
    texts_of,
    tfidf_scores,
)
from evaluation.metrics import (
    Figure,
    average_precision,
    by_vendor,
    calibration_error,
    macro_average_precision,
    true_negative_rate,
)

CORPUS = Path(__file__).parents[1] / "corpora" / "passages"


@dataclass(frozen=True, slots=True)
class DocumentScores:
    """What a method says of the test documents.

    Attributes:
        capabilities: (documents, capabilities).
        review: (documents,).
        passages: (passages, capabilities).
    """

    capabilities: Scores
    review: NDArray[np.float64]
    passages: Scores


@dataclass(frozen=True, slots=True)
class Row:
    """One method's line in the table."""

    method: str
    passage_ap: float
    capability_ap: Figure
    review_ap: Figure
    true_negative_rate: Figure


@dataclass(frozen=True, slots=True)
class Report:
    """The suite's result."""

    documents: int
    positives: int
    vendors: int
    rows: list[Row]
    per_capability: dict[str, tuple[int, float, float, float]]
    per_language: dict[str, tuple[int, float]]
    review_calibration: float
    capability_calibration: float
    review_recall: float
    review_false: float


def run(model: Path | None = None) -> Report:
    """Scores the test part with the shipped model and the baselines."""
    documents = load_corpus(sorted(CORPUS.glob("*.jsonl")))
    test = select(documents, "test")
    train = select(documents, "train", "calibration")
    texts = texts_of(test)
    folder = model or shipped("models/default")
    ours = _ours(folder, test)
    methods = {
        "Dualens": ours,
        "TF-IDF + logistic regression": _by_maximum(tfidf_scores(train, texts), test),
        "BM25 of the descriptions": _by_maximum(bm25_scores(texts), test),
        "Keyword list": _by_maximum(keyword_scores(texts), test),
    }
    offered = np.array([[c in d.labels for c in capability_ids()] for d in test])
    worth = np.asarray(offered.any(axis=1), np.bool_)
    settings = Classifier.load(folder).settings
    passing = ours.review >= float(settings["review_threshold"])
    return Report(
        documents=len(test),
        positives=int(worth.sum()),
        vendors=len({d.vendor for d in test}),
        rows=[_row(name, scores, test, offered) for name, scores in methods.items()],
        per_capability=_per_capability(ours, offered, float(settings["flag_threshold"])),
        per_language=_per_language(ours, test, worth),
        review_calibration=calibration_error(worth, ours.review),
        capability_calibration=calibration_error(offered.ravel(), ours.capabilities.ravel()),
        review_recall=float(passing[worth].mean()),
        review_false=float(passing[~worth].mean()),
    )


def _ours(folder: Path, documents: Sequence[LabelledDocument]) -> DocumentScores:
    encoder = ConvEncoder.load(folder / "encoder")
    classifier = Classifier.load(folder)
    capabilities, review, passages = [], [], []
    for document in documents:
        vectors = encoder.encode([p.searchable for p in document.passages])
        verdict = classifier.judge(vectors, np.ones(len(vectors), bool), len(vectors))
        capabilities.append(verdict.capabilities)
        review.append(verdict.review)
        passages.append(verdict.passages)
    return DocumentScores(np.array(capabilities), np.array(review), np.concatenate(passages))


def _by_maximum(scores: Scores, documents: Sequence[LabelledDocument]) -> DocumentScores:
    """A baseline's document score is that of its strongest passage."""
    counts = [len(d.passages) for d in documents]
    parts = np.split(scores, np.cumsum(counts)[:-1])
    pooled = np.array([part.max(axis=0) for part in parts])
    return DocumentScores(pooled, pooled.max(axis=1), scores)


def _row(
    name: str,
    scores: DocumentScores,
    documents: Sequence[LabelledDocument],
    offered: NDArray[np.bool_],
) -> Row:
    vendors = [d.vendor for d in documents]
    worth = np.asarray(offered.any(axis=1), np.bool_)
    return Row(
        name,
        macro_average_precision(labels_of(documents), scores.passages),
        by_vendor(vendors, lambda i: macro_average_precision(offered[i], scores.capabilities[i])),
        by_vendor(vendors, lambda i: average_precision(worth[i], scores.review[i])),
        by_vendor(vendors, lambda i: true_negative_rate(worth[i], scores.review[i])),
    )


def _per_capability(
    scores: DocumentScores, offered: NDArray[np.bool_], threshold: float
) -> dict[str, tuple[int, float, float, float]]:
    """Of each capability: positive documents, average precision, then precision and recall."""
    table = {}
    for column, capability in enumerate(capability_ids()):
        truth, probabilities = offered[:, column], scores.capabilities[:, column]
        flagged = probabilities >= threshold
        right = float((flagged & truth).sum())
        table[capability] = (
            int(truth.sum()),
            average_precision(truth, probabilities),
            right / max(float(flagged.sum()), 1.0),
            right / max(float(truth.sum()), 1.0),
        )
    return table


def _per_language(
    scores: DocumentScores, documents: Sequence[LabelledDocument], worth: NDArray[np.bool_]
) -> dict[str, tuple[int, float]]:
    """Of each language with at least eight documents: how many, and review average precision."""
    languages = np.array([d.language for d in documents])
    return {
        language: (
            int((languages == language).sum()),
            average_precision(worth[languages == language], scores.review[languages == language]),
        )
        for language in sorted(set(languages))
        if (languages == language).sum() >= 8
    }
