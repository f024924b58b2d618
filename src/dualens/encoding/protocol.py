"""What an encoder is: texts in, vectors of unit length out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors.

    Attributes:
        name: For people.
        dimensions: Length of a vector.
        fingerprint: SHA-256 over weights, vocabulary and settings: equal fingerprints give equal
            vectors.
    """

    name: str
    dimensions: int
    fingerprint: str

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        """(texts, dimensions) float32.

        A text's vector does not depend on the texts beside it, to the last bit.

        Args:
            texts: Any number of texts.
            kind: Some encoders tell what is searched with from what is searched.
        """
        ...
