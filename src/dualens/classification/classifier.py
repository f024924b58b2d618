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
from dualens.classification.pooling import pool, review_features
from dualens.encoding import ConvEncoder, FirstLook
from dualens.errors import ModelIntegrityError
from dualens.taxonomy import capability_ids

HEADS = "heads.safetensors"

SCALE = 8.0
"""Unit vectors are stretched before the heads, so that weights of ordinary size can use them."""

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
        if tuple(settings.get("capabilities", ())) != capability_ids():
            raise ModelIntegrityError(
                f"The model in {folder} was trained for another taxonomy.", "Train it anew."
            )
        return cls(load_file(folder / HEADS), settings, model_hash(folder))

    @property
    def background(self) -> NDArray[np.float32]:
        """(passages, d) vectors of ordinary passages, for matching."""
        return self._t["background"].astype(np.float32)

    def first_look(self, encoder: ConvEncoder) -> FirstLook:
        """What ranks passages by how much they want the encoder's attention."""
        return FirstLook(encoder, self._t["first_look.weight"], self._t["first_look.bias"])

    def judge(
        self, vectors: NDArray[np.float32], context: NDArray[np.bool_], total: int
    ) -> Verdict:
        """The verdict on a document.

        Args:
            vectors: (passages, d) of the passages looked at, by the model's encoder.
            context: (passages,) which of them stand for the document as a whole.
            total: How many passages the document has.
        """
        if len(vectors) == 0:
            return self._nothing()
        logits, review, elements = self.logits(vectors, context)
        features = review_features(logits, review, total)
        half = len(ELEMENTS)
        any_of_them = _sigmoid(features @ self._t["pool.review"] + self._t["pool.review.bias"])
        each = _sigmoid(pool(logits, total) @ self._t["pool.weight"] + self._t["pool.bias"])
        return Verdict(
            review=_at_least_one(float(any_of_them[0]), float(each.max())),
            capabilities=each,
            passages=_sigmoid(logits @ self._t["alone.weight"] + self._t["alone.bias"]),
            stated=_sigmoid(elements[:, :half]),
            contradicted=_sigmoid(elements[:, half:]),
            strangeness=self._strangeness(vectors[context].mean(axis=0)),
        )

    def logits(
        self, vectors: NDArray[np.float32], context: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Of the heads, before pooling: capabilities (passages, c), any (passages,), elements.

        A passage is read beside the mean of its document: a report on interception and a brochure
        of it share their sentences.
        """
        own = vectors.astype(np.float64) * SCALE
        mean = np.broadcast_to(own[context].mean(axis=0), own.shape)
        both = np.concatenate([own, mean], axis=1)
        capability = both @ self._t["capability.weight"] + self._t["capability.bias"]
        review = (both @ self._t["review.weight"] + self._t["review.bias"])[:, 0]
        return capability, review, own @ self._t["element.weight"] + self._t["element.bias"]

    def _strangeness(self, mean: NDArray[np.float32]) -> float:
        """The share of calibration documents that lie nearer to the training ones than this.

        Nearness is the cosine of the document's mean vector to the nearest training document's.
        """
        unit = mean / max(float(np.linalg.norm(mean)), 1e-12)
        distance = 1 - float((self._t["known"] @ unit).max())
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


def _at_least_one(together: float, strongest: float) -> float:
    """A capability that is more likely than not is never outvoted by the document as a whole."""
    return max(together, strongest) if strongest >= 0.5 else together


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return probabilities
