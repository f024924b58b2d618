"""Training documents put amid ordinary ones, as their claims stand in long documents in life.

A long document is one whose claims stand among hundreds of passages that claim nothing; the
written ones are short. What a passage means must not hang on a short document's mean, and a true
claim must stand out from the strongest of many ordinary passages. Encoding hundreds for each
document would cost too much, so vectors of ordinary documents are remembered for a while, as in
momentum contrast (He et al., CVPR 2020).
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence

from torch import Tensor

LENGTHENED = 0.6
"""The share of documents that are trained amid others."""

LONG = 0.5
"""Of these, the share that is amid remembered ones too, not only those of the same step."""

REMEMBERED = 40
"""Ordinary documents whose vectors are kept; the encoder moves little in that time."""


class Surroundings:
    """Draws what ordinary passages stand around a document.

    Args:
        draw: The source of chance.
    """

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self._kept: deque[Tensor] = deque(maxlen=REMEMBERED)

    def around(self, at: int, parts: Sequence[Tensor], ordinary: Sequence[bool]) -> list[Tensor]:
        """Vectors of ordinary documents to stand around one of the step; often none.

        Args:
            at: Which document of the step.
            parts: The vectors of each document of the step.
            ordinary: Which of them offer nothing.
        """
        if self.draw.random() >= LENGTHENED:
            return []
        others = [part for n, part in enumerate(parts) if ordinary[n] and n != at]
        chosen = self.draw.sample(others, self.draw.randint(0, len(others)))
        if self._kept and self.draw.random() < LONG:
            count = round(len(self._kept) ** self.draw.random())  # few as often as many
            chosen += self.draw.sample(list(self._kept), count)
        return chosen

    def remember(self, parts: Sequence[Tensor], ordinary: Sequence[bool]) -> None:
        """Keeps the ordinary documents of a step for later ones."""
        self._kept.extend(
            part.detach() for part, is_ordinary in zip(parts, ordinary, strict=True) if is_ordinary
        )
