"""Our encoder at run time: word pieces, n-gram convolutions, pooling — numpy only.

The architecture is that of the Universal Sentence Encoder, multilingual, version 3 (Yang et al.,
"Multilingual Universal Sentence Encoder for Semantic Retrieval", ACL 2020 demonstrations): three
branches of two convolutions over 2, 3 and 5 pieces, then a small dense network. Ours adds an
attention pooling over the pieces, so that one telling phrase in a long passage is not averaged
away. It costs about a twelfth of a small transformer.

Every matrix product has the same number of rows (texts are packed into blocks of a fixed size and
padded), so that a text's vector is the same to the last bit whatever stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.encoding.protocol import Kind, Vectors

ORDERS = ((2, 0), (3, 1), (5, 2))
"""Of each convolution branch: how many pieces it sees, and how many of them lie to the left."""

WIDTH = 256
MAX_PIECES = 128
BLOCK_PIECES = 512
BLOCK_TEXTS = 64
ATTENTION_SHARPNESS = 4.0

_REACH_LEFT, _REACH_RIGHT = 2, 2
_FILES = ("conv.safetensors", "tokenizer.json")
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Block:
    """Texts packed for one pass: pieces (BLOCK_PIECES,), and where each text starts and ends."""

    pieces: NDArray[np.int64]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]


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
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        done = 0
        for block in _packed(pieces):
            count = len(block.lengths)
            out[done : done + count] = self._encode_block(block)
            done += count
        return out

    def piece_vectors(self, texts: Sequence[str]) -> Vectors:
        """(texts, pieces' width): the mean of the pieces' own vectors, without any context.

        Fifty times cheaper than :meth:`encode`; what the first look uses.
        """
        encodings = self._tokenizer.encode_batch(list(texts))
        lengths = np.array([len(e.ids) for e in encodings], np.int64)
        if not len(lengths):
            return np.zeros((0, self._table.shape[1]), np.float32)
        flat = np.concatenate([np.array(e.ids, np.int64) for e in encodings])
        out = np.empty((len(texts), self._table.shape[1]), np.float32)
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        for first in range(0, len(texts), 2048):  # bounds the memory of a long manual
            last = min(first + 2048, len(texts))
            rows = self._embed(flat[bounds[first] : bounds[last]])
            sums = np.add.reduceat(rows, bounds[first:last] - bounds[first], axis=0)
            out[first:last] = sums / lengths[first:last, None]
        return out

    @cached_property
    def piece_width(self) -> int:
        """The width of :meth:`piece_vectors`."""
        return int(self._table.shape[1])

    def _embed(self, pieces: NDArray[np.int64]) -> Array:
        rows: Array = self._table[pieces].astype(np.float32)
        rows *= self._scale[pieces, None]
        return rows

    def _encode_block(self, block: _Block) -> Array:
        w, count = self._w, len(block.lengths)
        features = self._features(block)
        ends = np.minimum(block.starts, BLOCK_PIECES - 1)
        sums = np.zeros((BLOCK_TEXTS, features.shape[1]), np.float32)
        sums[:count] = np.add.reduceat(features, ends, axis=0)[:count]
        length = np.ones((BLOCK_TEXTS, 1), np.float32)
        length[:count, 0] = block.lengths
        mean = (sums @ w["mix.weight"] + length * w["mix.bias"]) / np.sqrt(length)
        first = np.maximum(mean @ w["dense.0"], 0)
        second = np.maximum(mean @ w["skip.1"] + first @ w["dense.1"], 0)
        third = np.maximum(second @ w["dense.2"], 0)
        whole = np.tanh(second @ w["skip.3"] + third @ w["dense.3"])[:count]
        peak = self._peak(features, block)
        return _unit(np.concatenate([_unit(whole), _unit(peak)], axis=1))

    def _features(self, block: _Block) -> Array:
        """(BLOCK_PIECES, 512 + 3 × 256): each piece's vector and its three n-gram contexts."""
        w = self._w
        embedded = self._embed(block.pieces)
        x = _layer_norm(
            embedded @ w["project.weight"] + w["project.bias"],
            w["norm.in.weight"],
            w["norm.in.bias"],
        )
        window = _windows(block)
        zero = np.zeros((1, WIDTH), np.float32)
        parts = [embedded]
        for branch, (order, left) in enumerate(ORDERS):
            own = np.ascontiguousarray(x[:, branch * WIDTH : (branch + 1) * WIDTH])
            columns = window[:, _REACH_LEFT - left : _REACH_LEFT - left + order]
            for step in (1, 2):
                seen = np.concatenate([own, zero])[columns].reshape(BLOCK_PIECES, order * WIDTH)
                own = (
                    np.maximum(
                        seen @ w[f"conv.{branch}.{step}.weight"] + w[f"conv.{branch}.{step}.bias"],
                        0,
                    )
                    + own
                )
            parts.append(own)
        return _layer_norm(np.concatenate(parts, axis=1), w["norm.out.weight"], w["norm.out.bias"])

    def _peak(self, features: Array, block: _Block) -> Array:
        """Attention over the pieces of each text: (texts, heads × width of a head)."""
        w, count = self._w, len(block.lengths)
        wanted = (features @ w["attention.weight"] + w["attention.bias"]) * ATTENTION_SHARPNESS
        heads = wanted.shape[1]
        values = (features @ w["peak.weight"] + w["peak.bias"]).reshape(BLOCK_PIECES, heads, -1)
        peak = np.empty((count, heads * values.shape[2]), np.float32)
        for text, (start, length) in enumerate(zip(block.starts, block.lengths, strict=True)):
            rows = slice(start, start + length)
            share = np.exp(wanted[rows] - wanted[rows].max(axis=0))
            share /= share.sum(axis=0)
            peak[text] = (share[:, :, None] * values[rows]).sum(axis=0).reshape(-1)
        return peak


class StaticEncoder:
    """The first look's encoder: the mean of piece vectors of a :class:`ConvEncoder`."""

    name = "dualens-pieces"

    def __init__(self, encoder: ConvEncoder) -> None:
        self._encoder = encoder
        self.dimensions = encoder.piece_width
        self.fingerprint = encoder.fingerprint

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        """(texts, dimensions) float32, not normalised."""
        return self._encoder.piece_vectors(texts)


def read_settings(folder: Path) -> Mapping[str, Any]:
    """What ``encoder.json`` says of an encoder: licence, source, dimensions."""
    settings: Mapping[str, Any] = json.loads((folder / "encoder.json").read_text("utf-8"))
    return settings


def _packed(pieces: Sequence[Sequence[int]]) -> Iterator[_Block]:
    """Texts in their order, as many to a block as fit; the rest of a block is padding."""
    group: list[Sequence[int]] = []
    size = 0
    for ids in pieces:
        if group and (size + len(ids) > BLOCK_PIECES or len(group) == BLOCK_TEXTS):
            yield _block(group)
            group, size = [], 0
        group.append(ids)
        size += len(ids)
    if group:
        yield _block(group)


def _block(group: Sequence[Sequence[int]]) -> _Block:
    flat = np.zeros(BLOCK_PIECES, np.int64)
    lengths = np.array([len(ids) for ids in group], np.int64)
    starts = np.cumsum(lengths) - lengths
    flat[: lengths.sum()] = np.concatenate([np.array(ids, np.int64) for ids in group])
    return _Block(flat, starts, lengths)


def _windows(block: _Block) -> NDArray[np.int64]:
    """(BLOCK_PIECES, 5) rows around each piece; what lies outside its text is the zero row."""
    first = np.full(BLOCK_PIECES, BLOCK_PIECES, np.int64)
    last = np.full(BLOCK_PIECES, BLOCK_PIECES, np.int64)
    used = int(block.lengths.sum())
    first[:used] = np.repeat(block.starts, block.lengths)
    last[:used] = np.repeat(block.starts + block.lengths, block.lengths)
    around = np.arange(BLOCK_PIECES)[:, None] + np.arange(-_REACH_LEFT, _REACH_RIGHT + 1)
    inside = (around >= first[:, None]) & (around < last[:, None])
    return np.where(inside, around, BLOCK_PIECES)


def _layer_norm(x: Array, weight: Array, bias: Array) -> Array:
    x = x - x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1])
    normed: Array = x / np.sqrt(variance + np.float32(1e-12)) * weight + bias
    return normed


def _unit(x: Array) -> Array:
    norm = np.sqrt(np.einsum("ij,ij->i", x, x))[:, None]
    unit: Array = x / np.maximum(norm, np.float32(1e-12))
    return unit
