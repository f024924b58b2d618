"""How far a second, independent labelling of the written corpus agrees with the first.

The second reader saw the texts and the labelling rule only. Krippendorff's alpha for two readers
and yes-or-no values ("Content Analysis", 4th ed., 2018, ch. 12), each passage with each capability
as one item; and how many documents got the very same capabilities.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dualens.classification import LabelledDocument, load_corpus
from dualens.taxonomy import capability_ids
from evaluation.baselines import labels_of

CORPORA = Path(__file__).parents[1] / "corpora"

SecondLabels = Mapping[str, Mapping[int, Sequence[str]]]
"""Of each document read again: the capabilities of its passages, by number."""


@dataclass(frozen=True, slots=True)
class Report:
    """The suite's result.

    Attributes:
        alpha: Over all passages and capabilities.
        review_alpha: Over documents: whether anything is offered at all.
        same_capabilities: Documents to which both readers gave the same capabilities.
    """

    documents: int
    passages: int
    alpha: float
    review_alpha: float
    same_capabilities: int


def run() -> Report:
    """Compares ``corpora/second_labels.jsonl`` with the labels of the corpus."""
    documents = load_corpus(sorted((CORPORA / "passages").glob("*.jsonl")))
    return compare(documents, _second_labels(CORPORA / "second_labels.jsonl"))


def compare(documents: Sequence[LabelledDocument], second: SecondLabels) -> Report:
    """The agreement on those documents that were read again."""
    ids = capability_ids()
    again = [document for document in documents if document.id in second]
    first = [labels_of([document]) for document in again]
    other = [
        np.array([[c in second[d.id].get(n, ()) for c in ids] for n in range(len(d.passages))])
        for d in again
    ]
    offered = [(a.any(axis=0), b.any(axis=0)) for a, b in zip(first, other, strict=True)]
    return Report(
        documents=len(again),
        passages=sum(map(len, first)),
        alpha=alpha(np.concatenate(first).ravel(), np.concatenate(other).ravel()),
        review_alpha=alpha(
            np.array([a.any() for a, _ in offered]), np.array([b.any() for _, b in offered])
        ),
        same_capabilities=sum(bool((a == b).all()) for a, b in offered),
    )


def alpha(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """Krippendorff's alpha of two readers' yes and no; 1 where neither ever says yes."""
    values = 2 * len(first)
    yes = int(first.sum() + second.sum())
    expected = 2 * yes * (values - yes) / (values * (values - 1))
    observed = float((first != second).mean())
    return 1 - observed / expected if expected else 1.0


def _second_labels(path: Path) -> SecondLabels:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {r["id"]: {int(n): labels for n, labels in r["labels"].items()} for r in rows}
