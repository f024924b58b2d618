"""The classifier at run time: linear heads over passage vectors, pooled to the document.

It needs numpy and safetensors only. Everything it holds was fitted by ``dualens train``
(:mod:`dualens.classification.training`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.classification.artifact import model_hash, read_manifest
from dualens.classification.pooling import pool, pool_any
from dualens.taxonomy import capability_ids

HEADS = "heads.safetensors"

ELEMENTS = (
    "specially_designed",
    "covert",
    "natural_persons",
    "monitoring_or_analysis",
    "telecommunication_systems",
)
"""The elements of Reg. (EU) 2021/821, Art. 2(20), in the order of the model's outputs."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the classifier says of one document.

    Attributes:
        review: Calibrated probability that the document offers at least one capability.
        capabilities: (capabilities,) calibrated probability of each.
        passages: (passages, capabilities) probability judged from each passage alone.
        stated: (passages, elements) probability that the passage states the element.
        contradicted: (passages, elements) that it contradicts it.
        strangeness: How far the document lies from those of calibration, as a quantile 0 to 1.
    """

    review: float
    capabilities: NDArray[np.float64]
    passages: NDArray[np.float64]
    stated: NDArray[np.float64]
    contradicted: NDArray[np.float64]
    strangeness: float


class Classifier:
    """Capability heads, element heads, pooling and calibration of one trained model.

    Args:
        tensors: The arrays of ``heads.safetensors``.
        settings: The settings of ``model.json``.
        fingerprint: The hash of ``model.json``.
    """

    def __init__(
        self,
        tensors: Mapping[str, NDArray[np.float32]],
        settings: Mapping[str, Any],
        fingerprint: str,
    ) -> None:
        self._t = {name: np.asarray(value, np.float64) for name, value in tensors.items()}
        self.settings = settings
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """The classifier of a model folder.

        Raises:
            ModelIntegrityError: A file is missing or is not the one that was trained, or the
                model was trained for another taxonomy.
        """
        from safetensors.numpy import load_file

        settings = read_manifest(folder)
        if tuple(settings["capabilities"]) != capability_ids():
            from dualens.errors import ModelIntegrityError

            raise ModelIntegrityError(
                f"The model in {folder} was trained for another taxonomy.", "Train it anew."
            )
        return cls(load_file(folder / HEADS), settings, model_hash(folder))

    @property
    def background(self) -> NDArray[np.float32]:
        """(passages, d) vectors of ordinary passages, for matching."""
        return self._t["background"].astype(np.float32)

    def first_look(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """How much each passage wants the encoder's attention (passages,), a logit.

        Args:
            vectors: (passages, d') by the static encoder.
        """
        logits = vectors.astype(np.float64) @ self._t["first_look.weight"]
        best: NDArray[np.float64] = (logits + self._t["first_look.bias"]).max(axis=1)
        return best

    def judge(self, vectors: NDArray[np.float32], total: int) -> Verdict:
        """The verdict on a document.

        Args:
            vectors: (passages, d) of the passages looked at, by the model's encoder.
            total: How many passages the document has.
        """
        if len(vectors) == 0:
            return self._nothing()
        standard = self._standardise(vectors)
        logits = standard @ self._t["passage.weight"] + self._t["passage.bias"]
        elements = standard @ self._t["element.weight"] + self._t["element.bias"]
        pooled = pool(logits.astype(np.float32), total)
        document = (pooled * self._t["pool.weight"]).sum(axis=1) + self._t["pool.bias"]
        review = pool_any(logits.astype(np.float32), total) @ self._t["review.weight"]
        half = len(ELEMENTS)
        return Verdict(
            review=float(_sigmoid(review + self._t["review.bias"])[0]),
            capabilities=_sigmoid(document),
            passages=_sigmoid(logits),
            stated=_sigmoid(elements[:, :half]),
            contradicted=_sigmoid(elements[:, half:]),
            strangeness=self._strangeness(standard),
        )

    def _standardise(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        standard: NDArray[np.float64] = (vectors - self._t["mean"]) / self._t["deviation"]
        return standard

    def _strangeness(self, standard: NDArray[np.float64]) -> float:
        """The share of calibration documents that lie nearer to the training ones than this.

        Distance is that of the document's mean vector to the nearest centre (k-means over
        training documents).
        """
        mean = standard.mean(axis=0)
        distance = np.sqrt(((self._t["centres"] - mean) ** 2).mean(axis=1)).min()
        return float((self._t["distances"] < distance).mean())

    def _nothing(self) -> Verdict:
        count = len(capability_ids())
        empty: Sequence[int] = (0, len(ELEMENTS))
        return Verdict(
            review=0.0,
            capabilities=np.zeros(count),
            passages=np.zeros((0, count)),
            stated=np.zeros(empty),
            contradicted=np.zeros(empty),
            strangeness=1.0,
        )


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return probabilities
