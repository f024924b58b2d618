"""Our encoder at run time: word pieces, n-gram convolutions, pooling — numpy only.

The architecture is that of the Universal Sentence Encoder, multilingual, version 3 (Yang et al.,
"Multilingual Universal Sentence Encoder for Semantic Retrieval", ACL 2020 demonstrations): three
branches of two convolutions over 2, 3 and 5 pieces, then a small dense network. Ours adds an
attention pooling over the pieces, so that one telling phrase in a long passage is not averaged
away. It costs about a twelfth of a small transformer.

Each text goes through alone, on one thread: BLAS rounds a row of a product by where it stands among
the others and by how threads share them. So a text's vector is the same to the last bit whatever
stands beside it. For products as small as these, threads would cost more than they bring.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.encoding.protocol import Kind, Vectors

ORDERS = ((2, 0), (3, 1), (5, 2))
"""Of each convolution branch: how many pieces it sees, and how many of them lie to the left."""

WIDTH = 256
MAX_PIECES = 128
ATTENTION_SHARPNESS = 4.0

_FILES = ("conv.safetensors", "tokenizer.json")
Array = NDArray[np.float32]
Vectors64 = NDArray[np.float64]


class ConvEncoder:
    """The encoder that ships; load it with :meth:`load`.

    Args:
        tensors: Weights by name, as ``dualens train`` writes them.
        tokenizer: A ``tokenizers.Tokenizer``.
        fingerprint: SHA-256 that stands for both.
    """

    name = "dualens-conv"

    def __init__(
        self, tensors: Mapping[str, NDArray[Any]], tokenizer: Any, fingerprint: str
    ) -> None:
        self._table = tensors["pieces"]
        self._scale = tensors["pieces.scale"].astype(np.float32)
        self._w: dict[str, Array] = {
            name: np.ascontiguousarray(value, np.float32)
            for name, value in tensors.items()
            if not name.startswith("pieces")
        }
        self._tokenizer = tokenizer
        self.fingerprint = fingerprint
        self.dimensions = self._w["dense.3"].shape[1] + self._w["peak.weight"].shape[1]

    @classmethod
    def load(cls, folder: Path) -> ConvEncoder:
        """The encoder of a model folder, after its hashes were checked.

        Raises:
            ModelIntegrityError: A file is missing or is not the one recorded in ``encoder.json``.
        """
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        from dualens.encoding.files import checked_fingerprint

        fingerprint = checked_fingerprint(folder, _FILES)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_PIECES)
        return cls(load_file(folder / "conv.safetensors"), tokenizer, fingerprint)

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        """(texts, dimensions) float32, unit length; ``kind`` makes no difference here."""
        out = np.zeros((len(texts), self.dimensions), np.float32)
        with _blas().limit(limits=1):
            for row, encoding in enumerate(self._tokenizer.encode_batch(list(texts))):
                out[row] = self._encode_one(np.array(encoding.ids, np.int64))
        return out

    def piece_vectors(self, texts: Sequence[str]) -> Vectors:
        """(texts, pieces' width): the mean of the pieces' own vectors, without any context.

        What the first look is trained on.
        """
        flat, starts, lengths = self._pieces_of(texts)
        if not len(lengths):
            return np.zeros((0, self._table.shape[1]), np.float32)
        sums = np.add.reduceat(self._embed(flat), starts, axis=0)
        return np.asarray(sums / lengths[:, None], np.float32)

    def piece_logits(self, weight: NDArray[Any]) -> NDArray[np.float64]:
        """(pieces, heads): what each piece of the vocabulary alone says to linear heads.

        Args:
            weight: (pieces' width, heads).
        """
        with _blas().limit(limits=1):
            logits = self._table.astype(np.float32) @ weight.astype(np.float32)
        scaled: NDArray[np.float64] = logits.astype(np.float64) * self._scale[:, None]
        return scaled

    def mean_logits(self, texts: Sequence[str], logits: NDArray[np.float64]) -> Vectors64:
        """(texts, heads): the mean over each text's pieces of :meth:`piece_logits`.

        The same as the heads over :meth:`piece_vectors`, at a tenth of the cost.
        """
        flat, starts, lengths = self._pieces_of(texts)
        if not len(lengths):
            return np.zeros((0, logits.shape[1]))
        means: Vectors64 = np.add.reduceat(logits[flat], starts, axis=0) / lengths[:, None]
        return means

    def _pieces_of(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The pieces of all texts, where each text starts, and how many it has."""
        encodings = self._tokenizer.encode_batch(list(texts))
        lengths = np.array([len(e.ids) for e in encodings], np.int64)
        flat = np.array([piece for e in encodings for piece in e.ids], np.int64)
        return flat, np.cumsum(lengths) - lengths, lengths

    def _embed(self, pieces: NDArray[np.int64]) -> Array:
        rows: Array = self._table[pieces].astype(np.float32)
        rows *= self._scale[pieces, None]
        return rows

    def _encode_one(self, pieces: NDArray[np.int64]) -> Array:
        """(dimensions,): the vector of one text."""
        w = self._w
        features = self._features(pieces)
        length = np.float32(len(pieces))
        mean = (features.sum(axis=0) @ w["mix.weight"] + length * w["mix.bias"]) / np.sqrt(length)
        first = np.maximum(mean @ w["dense.0"], 0)
        second = np.maximum(mean @ w["skip.1"] + first @ w["dense.1"], 0)
        third = np.maximum(second @ w["dense.2"], 0)
        whole = np.tanh(second @ w["skip.3"] + third @ w["dense.3"])
        return _unit(np.concatenate([_unit(whole), _unit(self._peak(features))]))

    def _features(self, pieces: NDArray[np.int64]) -> Array:
        """(pieces, own width + 3 × 256): each piece's vector and its three n-gram contexts."""
        w = self._w
        embedded = self._embed(pieces)
        x = _layer_norm(
            embedded @ w["project.weight"] + w["project.bias"],
            w["norm.in.weight"],
            w["norm.in.bias"],
        )
        parts = [embedded]
        for branch, (order, left) in enumerate(ORDERS):
            own = x[:, branch * WIDTH : (branch + 1) * WIDTH]
            for step in (1, 2):
                seen = _neighbours(own, order, left) @ w[f"conv.{branch}.{step}.weight"]
                own = np.maximum(seen + w[f"conv.{branch}.{step}.bias"], 0) + own
            parts.append(own)
        return _layer_norm(np.concatenate(parts, axis=1), w["norm.out.weight"], w["norm.out.bias"])

    def _peak(self, features: Array) -> Array:
        """Attention over the pieces: (heads × width of a head,)."""
        w = self._w
        wanted = (features @ w["attention.weight"] + w["attention.bias"]) * ATTENTION_SHARPNESS
        share = np.exp(wanted - wanted.max(axis=0))
        share /= share.sum(axis=0)
        values = features @ w["peak.weight"] + w["peak.bias"]
        values = values.reshape(*wanted.shape, -1)
        peak: Array = (share[:, :, None] * values).sum(axis=0).reshape(-1)
        return peak


class FirstLook:
    """Linear heads over the mean of a text's piece vectors: cheap enough for every passage.

    Args:
        weight: (pieces' width, heads).
        bias: (heads,).
    """

    def __init__(self, encoder: ConvEncoder, weight: NDArray[Any], bias: NDArray[Any]) -> None:
        self._encoder = encoder
        self._logits = encoder.piece_logits(weight)
        self._bias = bias

    def wanted(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """How much each text wants the encoder's attention (texts,): its strongest head's logit."""
        logits = self._encoder.mean_logits(texts, self._logits) + self._bias
        best: NDArray[np.float64] = logits.max(axis=1)
        return best


def read_settings(folder: Path) -> Mapping[str, Any]:
    """What ``encoder.json`` says of an encoder: licence, source, dimensions."""
    settings: Mapping[str, Any] = json.loads((folder / "encoder.json").read_text("utf-8"))
    return settings


@lru_cache(maxsize=1)
def _blas() -> Any:
    """What sets the threads of the BLAS that numpy has loaded; looking for it takes a while."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def _neighbours(own: Array, order: int, left: int) -> Array:
    """(pieces, order × width): each piece with those around it, zeros beyond the text's ends."""
    count = len(own)
    padded = np.zeros((count + order - 1, own.shape[1]), np.float32)
    padded[left : left + count] = own
    return np.concatenate([padded[step : step + count] for step in range(order)], axis=1)


def _layer_norm(x: Array, weight: Array, bias: Array) -> Array:
    x = x - x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1])
    normed: Array = x / np.sqrt(variance + np.float32(1e-12)) * weight + bias
    return normed


def _unit(x: Array) -> Array:
    unit: Array = x / max(np.sqrt((x * x).sum()), np.float32(1e-12))
    return unit
