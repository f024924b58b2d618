"""Which passages the encoder reads: a cheap first look spares it the mass that is plainly nothing.

A manual of a thousand pages has thirty thousand passages; the encoder reads some hundred a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Chosen:
    """The passages that are encoded.

    Attributes:
        rows: Their places among all passages, ascending.
        context: (rows,) which of them stand for the document as a whole.
    """

    rows: list[int]
    context: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Selection:
    """How many passages of a document are encoded.

    Attributes:
        opening: The first ones, which say what the product is.
        spread: Taken evenly from all of it; with the opening they stand for the document.
        strongest: Those that the first look ranks highest.
    """

    opening: int = 12
    spread: int = 20
    strongest: int = 48

    def choose(self, passages: Sequence[str], first_look: NDArray[np.float64]) -> Chosen:
        """The passages to encode, each text once.

        Args:
            passages: The words of all passages of the document, at least one.
            first_look: (passages,) scores, higher is more wanted.
        """
        count = len(passages)
        even = np.linspace(0, count - 1, min(self.spread, count)).round().astype(int).tolist()
        standing = _distinct(passages, [*range(min(self.opening, count)), *even])
        ranked = np.argsort(-first_look, kind="stable").tolist()
        strongest = _distinct(passages, ranked)[: self.strongest]
        texts = {passages[row] for row in standing}
        rows = sorted({*standing, *(row for row in strongest if passages[row] not in texts)})
        if count <= self.opening + self.spread:  # a short document stands for itself as a whole
            return Chosen(rows, np.ones(len(rows), bool))
        return Chosen(rows, np.array([row in set(standing) for row in rows]))


def _distinct(passages: Sequence[str], rows: Sequence[int]) -> list[int]:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(passages[row], row)
    return list(first.values())
