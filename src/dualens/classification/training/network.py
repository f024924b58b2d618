"""The encoder and its heads as a torch module, for training only.

:class:`dualens.encoding.ConvEncoder` is the same forward pass in numpy; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from dualens.classification.classifier import ELEMENTS, SCALE
from dualens.encoding.conv import ATTENTION_SHARPNESS, ORDERS, WIDTH
from dualens.taxonomy import capability_ids

if TYPE_CHECKING:
    from dualens.encoding.conv_source import PublishedEncoder

HEADS = 8
PEAK = 256
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as pieces: all of them (pieces,), and where each starts and how long it is."""

    pieces: Tensor
    starts: Tensor
    lengths: Tensor

    @classmethod
    def of(cls, ids: Sequence[Sequence[int]]) -> Texts:
        """From the piece numbers of each text."""
        lengths = torch.tensor([len(one) for one in ids])
        flat = torch.tensor(np.concatenate([np.asarray(one, np.int64) for one in ids]))
        return cls(flat, torch.cumsum(lengths, 0) - lengths, lengths)


class ConvNetwork(nn.Module):
    """The encoder. Its parameters carry the names that the numpy encoder reads."""

    def __init__(self, published: PublishedEncoder, rows: Sequence[int], dropout: float) -> None:
        super().__init__()
        w = published.weights
        self.pieces = nn.Parameter(torch.tensor(published.pieces[list(rows)]), requires_grad=False)
        arrays = {
            "project.weight": np.concatenate([w[f"proj{n}"] for n, _ in ORDERS], axis=1),
            "project.bias": np.concatenate([w[f"proj_b{n}"] for n, _ in ORDERS]),
            "norm.in.weight": np.concatenate([w[f"ln_g{n}"] for n, _ in ORDERS]),
            "norm.in.bias": np.concatenate([w[f"ln_b{n}"] for n, _ in ORDERS]),
            "norm.out.weight": w["ln_g"],
            "norm.out.bias": w["ln_b"],
            "mix.weight": w["cnn_W"],
            "mix.bias": w["cnn_b"],
            "dense.0": w["d0"],
            "dense.1": w["d1"],
            "dense.2": w["d2"],
            "dense.3": w["d3"],
            "skip.1": w["p1"],
            "skip.3": w["p3"],
        }
        for branch, (n, _) in enumerate(ORDERS):
            for step in (1, 2):
                arrays[f"conv.{branch}.{step}.weight"] = w[f"w{step}_{n}"]
                arrays[f"conv.{branch}.{step}.bias"] = w[f"b{step}_{n}"]
        width = len(w["ln_g"])
        arrays["attention.weight"] = np.random.default_rng(1).normal(0, 0.01, (width, HEADS))
        arrays["attention.bias"] = np.zeros(HEADS)
        bound = 1 / np.sqrt(width)
        arrays["peak.weight"] = np.random.default_rng(2).uniform(-bound, bound, (width, PEAK))
        arrays["peak.bias"] = np.zeros(PEAK)
        self.w = nn.ParameterDict(
            {
                _key(name): nn.Parameter(torch.tensor(np.asarray(a, np.float32)))
                for name, a in arrays.items()
            }
        )
        self.dropout = nn.Dropout(dropout)
        self.dimensions = int(arrays["dense.3"].shape[1]) + PEAK

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """The weights by the names that the numpy encoder reads, without the pieces."""
        return {_name(key): value.detach().numpy().copy() for key, value in self.w.items()}

    def forward(self, texts: Texts) -> Tensor:
        """(texts, dimensions), unit length."""
        features = self.dropout(self._features(texts))
        text = torch.repeat_interleave(torch.arange(len(texts.lengths)), texts.lengths)
        whole = self._whole(features, text, texts.lengths)
        peak = self._peak(features, text, len(texts.lengths))
        both = [functional.normalize(whole, dim=1), functional.normalize(peak, dim=1)]
        return functional.normalize(torch.cat(both, dim=1), dim=1)

    def _at(self, name: str) -> Tensor:
        parameter: Tensor = self.w[_key(name)]
        return parameter

    def _features(self, texts: Texts) -> Tensor:
        count = len(texts.pieces)
        embedded = self.pieces[texts.pieces]
        if self.training:  # whole pieces are dropped, so that no single word decides
            embedded = embedded * (torch.rand(count, 1) > self.dropout.p)
        x = functional.layer_norm(
            embedded @ self._at("project.weight") + self._at("project.bias"),
            (WIDTH * len(ORDERS),),
            self._at("norm.in.weight"),
            self._at("norm.in.bias"),
            _EPSILON,
        )
        window = _windows(texts)
        parts = [embedded]
        for branch, (order, left) in enumerate(ORDERS):
            own = x[:, branch * WIDTH : (branch + 1) * WIDTH]
            columns = window[:, 2 - left : 2 - left + order]
            for step in (1, 2):
                seen = torch.cat([own, torch.zeros(1, WIDTH)])[columns].reshape(count, -1)
                weight = self._at(f"conv.{branch}.{step}.weight")
                own = torch.relu(seen @ weight + self._at(f"conv.{branch}.{step}.bias")) + own
            parts.append(own)
        joined = torch.cat(parts, dim=1)
        return functional.layer_norm(
            joined,
            (joined.shape[1],),
            self._at("norm.out.weight"),
            self._at("norm.out.bias"),
            _EPSILON,
        )

    def _whole(self, features: Tensor, text: Tensor, lengths: Tensor) -> Tensor:
        length = lengths.float()[:, None]
        sums = torch.zeros(len(lengths), features.shape[1]).index_add(0, text, features)
        mean = (sums @ self._at("mix.weight") + length * self._at("mix.bias")) / length.sqrt()
        first = torch.relu(mean @ self._at("dense.0"))
        second = torch.relu(mean @ self._at("skip.1") + first @ self._at("dense.1"))
        third = torch.relu(second @ self._at("dense.2"))
        return torch.tanh(second @ self._at("skip.3") + third @ self._at("dense.3"))

    def _peak(self, features: Tensor, text: Tensor, count: int) -> Tensor:
        wanted = features @ self._at("attention.weight") + self._at("attention.bias")
        wanted = wanted * ATTENTION_SHARPNESS
        index = text[:, None].expand(-1, HEADS)
        highest = torch.full((count, HEADS), -1e9).scatter_reduce(0, index, wanted, "amax")
        share = torch.exp(wanted - highest[text])
        share = share / torch.zeros(count, HEADS).index_add(0, text, share)[text]
        values = (features @ self._at("peak.weight") + self._at("peak.bias")).view(
            len(text), HEADS, -1
        )
        weighted = values * share[:, :, None]
        return torch.zeros(count, HEADS, values.shape[2]).index_add(0, text, weighted).flatten(1)


class Heads(nn.Module):
    """Linear heads over a passage's vector and the mean vector of its document.

    Args:
        facts: How many facts of the law are told.
    """

    def __init__(self, dimensions: int, dropout: float, facts: int) -> None:
        super().__init__()
        count = len(capability_ids())
        self.dropout = nn.Dropout(dropout)
        self.capability = nn.Linear(2 * dimensions, count)
        self.review = nn.Linear(2 * dimensions, 1)
        self.near = nn.Linear(dimensions, count)
        self.element = nn.Linear(dimensions, 2 * len(ELEMENTS))
        self.fact = nn.Linear(2 * dimensions, facts)
        for layer in (self.capability, self.review, self.element, self.fact):
            nn.init.constant_(layer.bias, -3.0)

    def forward(self, vectors: Tensor, context: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of capability, of any capability, of nearness to one, and of the elements.

        Args:
            vectors: (passages, d), unit length.
            context: (passages, d): the mean vector of each passage's document.
        """
        own = vectors * SCALE
        both = self.dropout(torch.cat([own, context * SCALE], dim=1))
        alone = self.dropout(own)
        return self.capability(both), self.review(both)[:, 0], self.near(alone), self.element(alone)

    def facts(self, vectors: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the facts of the law, and of the elements; arguments as for the call."""
        own = vectors * SCALE
        both = self.dropout(torch.cat([own, context * SCALE], dim=1))
        return self.fact(both), self.element(self.dropout(own))


def _windows(texts: Texts) -> Tensor:
    """(pieces, 5) rows around each piece; what lies outside its text is the row after the last."""
    count = len(texts.pieces)
    around = torch.arange(count)[:, None] + torch.arange(-2, 3)
    first = torch.repeat_interleave(texts.starts, texts.lengths)[:, None]
    last = torch.repeat_interleave(texts.starts + texts.lengths, texts.lengths)[:, None]
    return torch.where((around >= first) & (around < last), around, torch.tensor(count))


def _key(name: str) -> str:
    """A parameter's name without points, which torch does not allow."""
    return name.replace(".", "_")


def _name(key: str) -> str:
    return key.replace("_", ".")
