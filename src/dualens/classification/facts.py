"""Which facts of the law the passages of a document state: a trained head over the encoder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dualens.classification.classifier import SCALE

FACTS = "facts.safetensors"
"""The head's file in a model folder; its metadata name the facts, in order, as JSON."""


class FactReader:
    """Tells facts, conditions and exclusions, that it was trained on; others it does not know.

    Args:
        facts: Their words, in the order of the head's outputs.
        weight: (2 d, facts).
        bias: (facts,).
    """

    def __init__(
        self, facts: Sequence[str], weight: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> None:
        self.facts = tuple(facts)
        self._weight = weight.astype(np.float32)
        self._bias = bias.astype(np.float32)

    @classmethod
    def load(cls, folder: Path) -> FactReader:
        """The reader of a model folder, whose hashes were checked before."""
        from safetensors import safe_open

        with safe_open(folder / FACTS, "numpy") as file:
            facts = json.loads(file.metadata()["facts"])
            return cls(facts, file.get_tensor("weight"), file.get_tensor("bias"))

    def read(
        self, vectors: NDArray[np.float32], context: NDArray[np.bool_]
    ) -> Mapping[str, NDArray[np.float32]]:
        """Of each fact the probability that each passage states it, (passages,).

        Args:
            vectors: (passages, d) of the passages looked at, by the model's encoder.
            context: (passages,) which of them stand for the document as a whole.
        """
        if len(vectors) == 0:
            return {}
        half = vectors.shape[1]
        mean = vectors[context].mean(axis=0)
        logits = (vectors @ self._weight[:half] + mean @ self._weight[half:]) * SCALE + self._bias
        probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return dict(zip(self.facts, probabilities.T, strict=True))


def write_facts(
    path: Path, facts: Sequence[str], weight: NDArray[np.float32], bias: NDArray[np.float32]
) -> None:
    """Writes a head's file; arguments as for :class:`FactReader`."""
    from safetensors.numpy import save_file

    arrays = {"weight": np.ascontiguousarray(weight, np.float16), "bias": bias.astype(np.float32)}
    save_file(arrays, path, {"facts": json.dumps(list(facts), ensure_ascii=False)})
    path.chmod(0o644)
