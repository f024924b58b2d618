"""Fits heads on vectors that do not change: items in an order of chance, some a step."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from dualens.classification.training.network import Heads


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how fast heads are fitted; the rate falls evenly to a fiftieth."""

    epochs: int
    items_a_step: int
    rate: float
    weight_decay: float


def descend(
    heads: Heads,
    parameters: Iterable[torch.nn.Parameter],
    items: int,
    loss_of: Callable[[list[int]], Tensor],
    pace: Pace,
    draw: random.Random,
) -> None:
    """Fits ``parameters`` in place (AdamW) and leaves the heads ready for use.

    Args:
        items: How many there are to learn from.
        loss_of: What the heads lose on some of them.
    """
    optimiser = torch.optim.AdamW(parameters, lr=pace.rate, weight_decay=pace.weight_decay)
    steps = pace.epochs * -(-items // pace.items_a_step)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: max(0.02, 1 - step / steps)
    )
    order = list(range(items))
    heads.train()
    for _ in range(pace.epochs):
        draw.shuffle(order)
        for first in range(0, items, pace.items_a_step):
            loss = loss_of(order[first : first + pace.items_a_step])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    heads.eval()
