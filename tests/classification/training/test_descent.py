"""Heads are fitted on vectors that do not change."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch", reason="needs the extra training")

from dualens.classification.training.descent import Pace, descend  # noqa: E402
from dualens.classification.training.network import Heads  # noqa: E402


def test_every_item_is_seen_each_epoch_and_the_heads_come_to_what_loses_least() -> None:
    heads = Heads(2, 0.5, facts=1)
    seen: list[int] = []

    def loss_of(rows: list[int]) -> torch.Tensor:
        assert heads.training
        assert 1 <= len(rows) <= 3
        seen.extend(rows)
        return ((heads.fact.bias - 1.0) ** 2).sum()

    pace = Pace(epochs=200, items_a_step=3, rate=0.05, weight_decay=0.0)
    descend(heads, heads.fact.parameters(), 7, loss_of, pace, random.Random(0))
    assert all(sorted(seen[at : at + 7]) == list(range(7)) for at in range(0, len(seen), 7))
    assert len(seen) == 200 * 7
    assert float(heads.fact.bias) == pytest.approx(1.0, abs=0.01)
    assert not heads.training
