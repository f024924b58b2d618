"""Calibration documents as long ones: read as the run time reads a manual of a hundred pages.

Real documents are longer than the written ones. Of a long one the encoder reads the passages that
a first look ranks highest, and the document's mean is that of a sample. Each calibration document
is therefore also shown amid others of its genre that offer nothing, chosen from and read in the
same way: the label stays, and the chance of a false high passage grows as it does in life.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dualens.classification.classifier import Classifier
from dualens.classification.selection import Selection
from dualens.classification.training.genre import Genre

LENGTHENINGS = (0, 0, 1, 3, 8, 30)
"""Amid how many others each calibration document is shown, one copy for each."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A calibration document before the heads.

    Attributes:
        texts: (passages,)
        vectors: (passages, d)
        wanted: (passages,) by the first look.
        labels: (passages, capabilities) truth.
    """

    vendor: str
    genre: Genre
    texts: Sequence[str]
    vectors: NDArray[np.float32]
    wanted: NDArray[np.float64]
    labels: NDArray[np.bool_]

    @property
    def ordinary(self) -> bool:
        """Whether it offers nothing."""
        return not self.labels.any()


@dataclass(frozen=True, slots=True)
class Scored:
    """A document after selection and heads.

    Attributes:
        capability: (passages looked at, capabilities) logits.
        review: (passages looked at,) logits.
        total: How many passages the document has, looked at or not.
        offered: (capabilities,) what the document offers.
    """

    vendor: str
    capability: NDArray[np.float64]
    review: NDArray[np.float64]
    total: int
    offered: NDArray[np.bool_]


def lengthened(documents: Sequence[Encoded], classifier: Classifier, seed: int = 3) -> list[Scored]:
    """Copies of each document, as many as ``LENGTHENINGS``, one after the other."""
    draw = np.random.default_rng(seed)
    shown = []
    for document in documents:
        others = [
            other
            for other in documents
            if other.ordinary and other.vendor != document.vendor and other.genre == document.genre
        ]
        for count in LENGTHENINGS:
            count = count if others else 0
            chosen = [others[at] for at in draw.integers(0, max(len(others), 1), count)]
            before = int(draw.integers(0, count + 1))
            parts = [*chosen[:before], document, *chosen[before:]]
            shown.append(_read(document, parts, classifier))
    return shown


def _read(document: Encoded, parts: Sequence[Encoded], classifier: Classifier) -> Scored:
    texts = [text for part in parts for text in part.texts]
    vectors = np.concatenate([part.vectors for part in parts])
    chosen = Selection().choose(texts, np.concatenate([part.wanted for part in parts]))
    capability, review, _ = classifier.logits(vectors[chosen.rows], chosen.context)
    offered = np.asarray(document.labels.any(axis=0), np.bool_)
    return Scored(document.vendor, capability, review, len(texts), offered)
