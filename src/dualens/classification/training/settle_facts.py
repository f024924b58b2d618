"""Fits the facts' head once more, on vectors that no longer change, and calibrates it.

Ordinary prose stands among the statements, so that a long manual states no facts by accident. The
scale and the bias of the logits are then fitted on statements that the encoder has not seen (Platt,
1999), apart for conditions and exclusions, and folded into the head.

Of the conditions in written statements four in five are stated, of the exclusions one in twenty
applies. Neither is so in documents. The fit is weighted part of the way to even shares (``_EVEN``),
by what told held-out texts that are caught from their twins best. Exclusions are not weighted all
the way: one that is seen where there is none releases what should be looked at.
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
from dualens.classification.training.statement_data import StatementData, fact_loss, strongest

PACE = Pace(epochs=20, items_a_step=32, rate=1e-3, weight_decay=0.05)
ORDINARY_A_STEP = 64
ORDINARY = 0.1
"""What it weighs that a passage of ordinary prose states nothing."""

_EVEN = (0.5, 0.3)
"""How far the shares of exclusions, and of conditions, are evened out: 0 not at all, 1 wholly."""

Vectors = Sequence[NDArray[np.float32]]


def settle_facts(
    heads: Heads, data: StatementData, vectors: Vectors, ordinary: Vectors, seed: int = 0
) -> None:
    """Fits the facts' head in place.

    Args:
        vectors: Of each statement, (passages, d).
        ordinary: Of each ordinary document, (passages, d).
    """
    torch.manual_seed(seed)
    read = [_beside_their_mean(part) for part in vectors]
    prose = torch.cat([_beside_their_mean(part) for part in ordinary]) if ordinary else None

    def loss_of(rows: list[int]) -> Tensor:
        logits = heads.fact(heads.dropout(torch.cat([read[row] for row in rows])))
        loss = fact_loss(logits, [len(read[row]) for row in rows], data, rows)
        if prose is None:
            return loss
        some = prose[torch.randint(len(prose), (ORDINARY_A_STEP,))]
        said = heads.fact(heads.dropout(some))
        return loss + ORDINARY * cross_entropy(said, torch.zeros_like(said)) * len(said[0])

    draw = random.Random(seed)
    descend(heads, heads.fact.parameters(), len(read), loss_of, PACE, draw)


@torch.no_grad()
def calibrate_facts(
    heads: Heads, data: StatementData, vectors: Vectors, exclusions: NDArray[np.bool_]
) -> None:
    """Folds a scale and a bias into the facts' head.

    Args:
        data: Statements that neither encoder nor head was fitted on.
        exclusions: (facts,) which facts are exclusions.
    """
    from sklearn.linear_model import LogisticRegression

    read = [_beside_their_mean(part) for part in vectors]
    said = strongest(heads.fact(torch.cat(read)), [len(part) for part in read]).numpy()
    known = data.weight == 1
    for kind, power in zip((exclusions, ~exclusions), _EVEN, strict=True):
        some = known & kind
        truth = data.truth[some] > 0
        if truth.all() or not truth.any():
            continue
        rarity = ((~truth).sum() / truth.sum()) ** power
        fitted = LogisticRegression(class_weight={True: rarity, False: 1.0})
        fitted.fit(said[some][:, None], truth)
        columns = torch.tensor(kind)
        scale, bias = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
        heads.fact.weight[columns] *= scale
        heads.fact.bias[columns] = heads.fact.bias[columns] * scale + bias


def _beside_their_mean(vectors: NDArray[np.float32]) -> Tensor:
    """(passages, 2 d): each passage of a text beside the mean of the text."""
    own = torch.tensor(vectors) * SCALE
    return torch.cat([own, own.mean(dim=0, keepdim=True).expand_as(own)], dim=1)
