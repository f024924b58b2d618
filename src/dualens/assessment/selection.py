"""Which passages the encoder looks at: a cheap first look spares it the mass that is plainly nothing.

A manual of a thousand pages has thirty thousand passages; the encoder reads a few hundred a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dualens.documents import Passage


@dataclass(frozen=True, slots=True)
class Selection:
    """How many passages of a document are encoded.

    Attributes:
        opening: The first ones, which say what the product is.
        strongest: Those that the first look ranks highest.
    """

    opening: int = 16
    strongest: int = 48

    def rows(
        self, passages: Sequence[Passage], first_look: NDArray[np.float64]
    ) -> list[int]:
        """The passages to encode, ascending, each text once.

        Args:
            passages: All of the document.
            first_look: (passages,) scores, higher is more wanted.
        """
        chosen: dict[str, int] = {}
        ranked = np.argsort(-first_look, kind="stable").tolist()
        for row in ranked:
            if len(chosen) >= self.strongest:
                break
            chosen.setdefault(passages[row].text, row)
        for row in range(min(self.opening, len(passages))):
            chosen.setdefault(passages[row].text, row)
        return sorted(chosen.values())


def searchable(passage: Passage) -> str:
    """What encoder and search see of a passage: its words, with heading and table header before."""
    context = [part for part in (passage.heading, passage.header) if part]
    return ": ".join([*context, passage.text])
