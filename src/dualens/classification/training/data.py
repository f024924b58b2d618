"""The corpus as arrays for training."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.classification.classifier import ELEMENTS
from dualens.classification.corpus import LabelledDocument, LabelledPassage
from dualens.classification.training.damage import damaged_texts
from dualens.taxonomy import capability_ids

Truth = NDArray[np.float32]

DAMAGED = 0.3
"""The share of passages that are trained damaged."""

BACKGROUND = 0.08
"""How many documents from outside the corpus an epoch has, beside one of the corpus."""


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Passages of documents, in order.

    Attributes:
        background: How many documents, the last ones, are not of the corpus.
        texts: (passages,) what the encoder sees.
        ids: The pieces of each.
        damaged: The pieces of each as a careless extraction would give it.
        document: (passages,) the document that each belongs to.
        labels: (passages, capabilities) that it states.
        near: (passages, capabilities) that it states or comes near to.
        elements: (passages, 2 × elements) that it states, then contradicts.
        labelled_elements: (passages,) whether its document's elements were labelled at all.
    """

    documents: Sequence[LabelledDocument]
    background: int
    texts: Sequence[str]
    ids: Sequence[Sequence[int]]
    damaged: Sequence[Sequence[int]]
    document: NDArray[np.int64]
    labels: Truth
    near: Truth
    elements: Truth
    labelled_elements: NDArray[np.bool_]

    @classmethod
    def of(
        cls, documents: Sequence[LabelledDocument], tokenizer: Any, background: int = 0
    ) -> TrainingData:
        """From documents and a ``tokenizers.Tokenizer`` that truncates."""
        passages = [(d, p) for d, document in enumerate(documents) for p in document.passages]
        texts = [p.searchable for _, p in passages]
        capabilities = capability_ids()
        batches = batches_with_elements(documents)
        return cls(
            documents=documents,
            background=background,
            texts=texts,
            ids=[e.ids for e in tokenizer.encode_batch(texts)],
            damaged=[e.ids for e in tokenizer.encode_batch(damaged_texts(documents))],
            document=np.array([d for d, _ in passages]),
            labels=np.array(
                [[c in p.labels for c in capabilities] for _, p in passages], np.float32
            ),
            near=np.array(
                [[c in p.near or c in p.labels for c in capabilities] for _, p in passages],
                np.float32,
            ),
            elements=element_truth(p for _, p in passages),
            labelled_elements=np.array([documents[d].batch in batches for d, _ in passages]),
        )

    def drawn_documents(self, draw: random.Random) -> list[int]:
        """The documents of an epoch in an order of chance: the corpus, and some of the rest."""
        written = len(self.documents) - self.background
        others = range(written, len(self.documents))
        some = draw.sample(others, min(len(others), round(BACKGROUND * written)))
        documents = [*range(written), *some]
        draw.shuffle(documents)
        return documents

    def drawn_ids(self, row: int, draw: random.Random) -> Sequence[int]:
        """The pieces of a passage, whole or damaged."""
        return (self.damaged if draw.random() < DAMAGED else self.ids)[row]

    def rows(self, document: int) -> NDArray[np.int64]:
        """The passages of a document."""
        first, last = np.searchsorted(self.document, (document, document + 1))
        return np.arange(first, last)


def batches_with_elements(documents: Iterable[LabelledDocument]) -> set[str]:
    """The batches in which elements of Art. 2(20) were labelled at all."""
    return {d.batch for d in documents if any(p.elements for p in d.passages)}


def element_truth(passages: Iterable[LabelledPassage]) -> Truth:
    """(passages, 2 × elements): what each states, then what it contradicts."""
    return np.array(
        [
            [e in p.elements for e in ELEMENTS] + [f"-{e}" in p.elements for e in ELEMENTS]
            for p in passages
        ],
        np.float32,
    )
