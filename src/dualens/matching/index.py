"""Passages against the provisions of one control list: lexical and dense, fused.

Dense scores are made comparable over provisions by a *background*: vectors of ordinary passages.
Some provisions lie near to everything ("hubs", Radovanović et al., JMLR 2010); their cosine with
the background tells how near, and is taken off. Lexical scores are BM25 (Robertson & Zaragoza,
2009). Both are standardised and added; the weight of the lexical part is from the measurement in
``evaluation/`` of retrieval.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.encoding import Encoder
from dualens.lists import ControlList, Entry, Provision, controlling, fact_texts, search_text

LEXICAL_WEIGHT = 0.3
_TOKEN = re.compile(r"[a-z0-9][a-z0-9\-/.]*[a-z0-9]|[a-z0-9]", re.IGNORECASE)
_STOP = frozenset(
    "a an and any are as at be by for from has have having in into is it its of on or other "
    "out over than that the their them they these this those to under up via was which with "
    "within without not no all more less least such one two".split()
)


@dataclass(frozen=True, slots=True)
class Background:
    """How near ordinary passages come to each of a set of texts.

    Attributes:
        mean, deviation: (texts,) of the cosine between ordinary passages and each text.
    """

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: NDArray[np.float32], background: NDArray[np.float32]) -> Background:
        """Measured for ``vectors`` (texts, d) on ``background`` (passages, d)."""
        cosines = vectors @ background.T
        return cls(cosines.mean(axis=1), np.maximum(cosines.std(axis=1), 1e-3))

    def standardise(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines (…, texts) in standard deviations above what ordinary passages reach."""
        return (cosines - self.mean) / self.deviation


class ProvisionIndex:
    """The provisions of a control list, ready to be searched with passages.

    Args:
        control_list: The list; its notes are not searched, only its provisions.
        encoder: Gives the vectors of provisions, conditions and exclusions.
        background: (passages, d) vectors of ordinary passages by the same encoder.
    """

    def __init__(
        self, control_list: ControlList, encoder: Encoder, background: NDArray[np.float32]
    ) -> None:
        self.control_list = control_list
        self._encoder = encoder
        self.provisions: list[tuple[Entry, Provision]] = list(controlling(control_list))
        self.texts = [search_text(control_list, e, p) for e, p in self.provisions]
        self.vectors = encoder.encode(self.texts, kind="passage")
        self.background = Background.of(self.vectors, background)
        facts = fact_texts(control_list)
        self.fact_row = {text: row for row, text in enumerate(facts)}
        self.fact_vectors = encoder.encode(facts, kind="passage")
        self.fact_background = Background.of(self.fact_vectors, background)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, d) vectors of passages, by the index's encoder."""
        return self._encoder.encode(texts, kind="query")

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Fused scores (passages, provisions), in standard deviations.

        Args:
            texts: The passages.
            vectors: (passages, d) by the index's encoder, unit length.
        """
        lexical = np.stack([self.lexical(text) for text in texts])
        return (self.dense(vectors) + LEXICAL_WEIGHT * lexical).astype(np.float32)

    def dense(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The dense part of :meth:`scores`: (passages, provisions)."""
        return self.background.standardise(vectors @ self.vectors.T)

    def fact_scores(
        self, vectors: NDArray[np.float32], facts: Sequence[str]
    ) -> NDArray[np.float32]:
        """How near passages come to conditions or exclusions (passages, facts), in deviations."""
        rows = [self.fact_row[fact] for fact in facts]
        cosines = vectors @ self.fact_vectors[rows].T
        kept = Background(self.fact_background.mean[rows], self.fact_background.deviation[rows])
        return kept.standardise(cosines)

    def lexical(self, text: str) -> NDArray[np.float32]:
        """The lexical part for one passage: (provisions,)."""
        tokens = [token for token in _tokens(text) if token in self._bm25.vocab_dict]
        if not tokens:
            return np.zeros(len(self.provisions), np.float32)
        scores = self._bm25.get_scores(tokens).astype(np.float32)
        standard: NDArray[np.float32] = (scores - scores.mean()) / max(float(scores.std()), 0.3)
        return standard

    @cached_property
    def below(self) -> Sequence[Sequence[int]]:
        """Of each row the rows below it that demand something; none where it does so itself."""
        rows = {provision.code: row for row, (_, provision) in enumerate(self.provisions)}
        below: list[list[int]] = [[] for _ in self.provisions]
        for row, (_, provision) in enumerate(self.provisions):
            for above in self.control_list.ancestors(provision.code):
                at = rows.get(above.code)
                if provision.conditions and not above.conditions and at is not None:
                    below[at].append(row)
        return below

    @cached_property
    def _bm25(self) -> Any:
        import bm25s

        model = bm25s.BM25(k1=1.2, b=0.6)
        model.index([_tokens(text) or ["-"] for text in self.texts], show_progress=False)
        return model


def _tokens(text: str) -> list[str]:
    """Lower-case words without stop words, plurals folded."""
    words = (word.lower() for word in _TOKEN.findall(text))
    return [_singular(word) for word in words if word not in _STOP]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
