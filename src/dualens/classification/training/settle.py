"""Fits the heads once more, on vectors that no longer change, amid hundreds of ordinary passages.

While the encoder learns, a document can stand amid a few others only; each costs time. With the
vectors fixed a document is learnt amid up to sixty of its own genre, as a claim stands in a long
manual, in seconds. (Retraining the last layer on what the task will meet: Kirichenko et al.,
ICLR 2023.)
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from dualens.classification.classifier import SCALE
from dualens.classification.corpus import LabelledDocument
from dualens.classification.selection import Selection
from dualens.classification.training.descent import Pace, descend
from dualens.classification.training.fine_tune import document_loss
from dualens.classification.training.genre import genre_of
from dualens.classification.training.network import Heads
from dualens.taxonomy import capability_ids

PACE = Pace(epochs=8, items_a_step=8, rate=1e-3, weight_decay=0.02)
SHORT = 0.35
"""The share of documents that are learnt as short as they are."""

MOST_OTHERS = 60


def settle(
    heads: Heads,
    documents: Sequence[LabelledDocument],
    vectors: Sequence[NDArray[np.float32]],
    seed: int = 0,
) -> None:
    """Fits the capability and review heads in place.

    Args:
        documents: Those of training.
        vectors: Of each, (passages, d).
    """
    torch.manual_seed(seed)
    material = _Material(documents, vectors, random.Random(seed))
    parameters = [*heads.capability.parameters(), *heads.review.parameters()]
    descend(
        heads,
        parameters,
        len(documents),
        lambda rows: _loss(heads, [material.amid(at) for at in rows]),
        PACE,
        material.draw,
    )


class _Material:
    """Vectors and labels of the training documents, and what may stand around each."""

    def __init__(
        self,
        documents: Sequence[LabelledDocument],
        vectors: Sequence[NDArray[np.float32]],
        draw: random.Random,
    ) -> None:
        self.draw = draw
        ids = capability_ids()
        self._vectors = [torch.tensor(part) for part in vectors]
        self._labels = [
            torch.tensor([[float(c in p.labels) for c in ids] for p in d.passages])
            for d in documents
        ]
        self._genres = [genre_of(d) for d in documents]
        self._ordinary = [at for at, labels in enumerate(self._labels) if not labels.any()]

    def amid(self, at: int) -> tuple[Tensor, Tensor, Tensor, int]:
        """A document amid ordinary ones of its genre.

        Returns:
            Vectors of all passages, the document's own first; the mean of those that would stand
            for the whole; labels of all; how many are its own.
        """
        others: list[int] = []
        if self.draw.random() >= SHORT:
            same = [o for o in self._ordinary if self._genres[o] == self._genres[at] and o != at]
            count = round(MOST_OTHERS ** self.draw.random())
            others = self.draw.sample(same, min(count, len(same)))
        own = self._vectors[at]
        read = torch.cat([own, *(self._vectors[o] for o in others)])
        labels = torch.zeros(len(read), self._labels[at].shape[1])
        labels[: len(own)] = self._labels[at]
        return read, _standing(read).mean(dim=0, keepdim=True), labels, len(own)


def _standing(read: Tensor) -> Tensor:
    """Of many passages a sample, as the run time takes one."""
    bound = Selection()
    most = bound.opening + bound.spread
    return read if len(read) <= most else read[torch.randperm(len(read))[:most]]


def _loss(heads: Heads, documents: Sequence[tuple[Tensor, Tensor, Tensor, int]]) -> Tensor:
    read = torch.cat([part for part, _, _, _ in documents]) * SCALE
    context = torch.cat([mean.expand_as(part) for part, mean, _, _ in documents]) * SCALE
    labels = torch.cat([labels for _, _, labels, _ in documents])
    sizes = [len(part) for part, _, _, _ in documents]
    own = torch.cat([torch.arange(len(part)) < count for part, _, _, count in documents])
    both = heads.dropout(torch.cat([read, context], dim=1))
    capability, review = heads.capability(both), heads.review(both)[:, 0]
    loss = 5 * cross_entropy(capability[own], labels[own], pos_weight=torch.tensor(3.0))
    loss = loss + cross_entropy(review[own], labels[own].amax(dim=1))
    return loss + document_loss(capability, review, labels, sizes)
