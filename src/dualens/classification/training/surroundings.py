"""Training documents put amid ordinary ones, as their claims stand in long documents in life.

A long document is one whose claims stand among hundreds of passages that claim nothing; the
written ones are short. What a passage means must not hang on a short document's mean, and a true
claim must stand out from the strongest of many ordinary passages. Encoding hundreds for each
document would cost too much, so vectors of ordinary documents are remembered for a while, as in
momentum contrast (He et al., CVPR 2020). Around a document stand those of its own genre only
(:mod:`~dualens.classification.training.genre`): amid a mixture its mean vector would no longer say
whether it offers a thing or reports on it, and the heads would learn not to ask.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from dualens.classification.training.genre import Genre

LENGTHENED = 0.6
"""The share of documents that are trained amid others."""

LONG = 0.5
"""Of these, the share that is amid remembered ones too, not only those of the same step."""

REMEMBERED = 60
"""Ordinary documents whose vectors are kept; the encoder moves little in that time."""


@dataclass(frozen=True, slots=True)
class Stood:
    """A document of a step.

    Attributes:
        vectors: (passages, d)
        ordinary: Whether it offers nothing.
    """

    vectors: Tensor
    genre: Genre
    ordinary: bool


class Surroundings:
    """Draws what ordinary passages stand around a document.

    Args:
        draw: The source of chance.
    """

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self._kept: deque[tuple[Genre, Tensor]] = deque(maxlen=REMEMBERED)

    def around(self, at: int, step: Sequence[Stood]) -> list[Tensor]:
        """Vectors of ordinary documents to stand around one of the step; often none.

        Args:
            at: Which document of the step.
            step: The documents that are trained together.
        """
        if self.draw.random() >= LENGTHENED:
            return []
        genre = step[at].genre
        others = [
            other.vectors
            for n, other in enumerate(step)
            if other.ordinary and n != at and other.genre == genre
        ]
        chosen = self.draw.sample(others, self.draw.randint(0, len(others)))
        kept = [vectors for its, vectors in self._kept if its == genre]
        if kept and self.draw.random() < LONG:
            count = round(len(kept) ** self.draw.random())  # few as often as many
            chosen += self.draw.sample(kept, count)
        return chosen

    def remember(self, step: Sequence[Stood]) -> None:
        """Keeps the ordinary documents of a step for later ones."""
        self._kept.extend((d.genre, d.vectors.detach()) for d in step if d.ordinary)
