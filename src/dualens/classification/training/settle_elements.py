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
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from dualens.classification.classifier import SCALE
from dualens.classification.training.descent import Pace, descend
from dualens.classification.training.network import Heads
from dualens.classification.training.statement_data import StatementData, element_loss

PACE = Pace(epochs=20, items_a_step=16, rate=1e-3, weight_decay=0.02)
PASSAGES_A_STEP = 256


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
    read = [torch.tensor(part) * SCALE for part in vectors]
    known, truth = torch.tensor(passages) * SCALE, torch.tensor(labels)

    def loss_of(rows: list[int]) -> Tensor:
        logits = heads.element(heads.dropout(torch.cat([read[row] for row in rows])))
        loss = element_loss(logits, [len(read[row]) for row in rows], data, rows)
        some = torch.randint(len(known), (PASSAGES_A_STEP,))
        said = heads.element(heads.dropout(known[some]))
        return loss + 2 * cross_entropy(said, truth[some], pos_weight=torch.tensor(2.0))

    draw = random.Random(seed)
    descend(heads, heads.element.parameters(), len(read), loss_of, PACE, draw)
