"""Fits the head of the elements of Art. 2(20) once more, on vectors that no longer change.

Passages of the corpus say which element each states or contradicts; statements say it of a text as
a whole, so that its strongest passage must (multiple-instance learning).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from dualens.classification.classifier import SCALE
from dualens.classification.training.network import Heads
from dualens.classification.training.statement_data import StatementData, element_loss

EPOCHS = 20
STATEMENTS_A_STEP = 16
PASSAGES_A_STEP = 256
RATE = 1e-3


def settle_elements(
    heads: Heads,
    data: StatementData,
    vectors: Sequence[NDArray[np.float32]],
    passages: NDArray[np.float32],
    labels: NDArray[np.float32],
    seed: int = 0,
) -> None:
    """Fits the elements' head in place.

    Args:
        data: Statements about Art. 2(20).
        vectors: Of each statement, (passages, d).
        passages: (n, d) passages of the corpus whose elements are labelled.
        labels: (n, 2 × elements) what each states, then what it contradicts.
    """
    torch.manual_seed(seed)
    draw = random.Random(seed)
    optimiser = torch.optim.AdamW(heads.element.parameters(), lr=RATE, weight_decay=0.02)
    steps = EPOCHS * -(-len(vectors) // STATEMENTS_A_STEP)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: max(0.02, 1 - step / steps)
    )
    read = [torch.tensor(part) * SCALE for part in vectors]
    known, truth = torch.tensor(passages) * SCALE, torch.tensor(labels)
    order = list(range(len(vectors)))
    heads.train()
    for _ in range(EPOCHS):
        draw.shuffle(order)
        for first in range(0, len(order), STATEMENTS_A_STEP):
            rows = order[first : first + STATEMENTS_A_STEP]
            logits = heads.element(heads.dropout(torch.cat([read[row] for row in rows])))
            loss = element_loss(logits, [len(read[row]) for row in rows], data, rows)
            some = torch.randint(len(known), (PASSAGES_A_STEP,))
            said = heads.element(heads.dropout(known[some]))
            loss = loss + 2 * cross_entropy(said, truth[some], pos_weight=torch.tensor(2.0))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    heads.eval()
