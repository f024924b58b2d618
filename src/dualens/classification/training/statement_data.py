"""Statements as arrays, and what the heads lose on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from dualens.classification.classifier import ELEMENTS
from dualens.classification.training.statements import COMMERCIAL, Statement

OTHERS = 0.03
"""What a fact of another provision weighs: the text hardly states it, but nobody looked."""

SHARPNESS = 3.0
"""How sharply the strongest passage of a text is singled out: the maximum at infinity."""


@dataclass(frozen=True, slots=True)
class StatementData:
    """Statements, in order.

    Attributes:
        truth: (statements, facts) 1 where the text states the fact.
        weight: (statements, facts) how much that is to be trusted.
        elements: (statements, 2 × elements) stated, then contradicted; NaN where not labelled.
    """

    statements: Sequence[Statement]
    truth: NDArray[np.float32]
    weight: NDArray[np.float32]
    elements: NDArray[np.float32]

    @classmethod
    def of(cls, statements: Sequence[Statement], facts: Sequence[str]) -> StatementData:
        """For the facts that a head shall tell, in its order."""
        column = {fact: at for at, fact in enumerate(facts)}
        truth = np.zeros((len(statements), len(facts)), np.float32)
        weight = np.full_like(truth, OTHERS)
        elements = np.full((len(statements), 2 * len(ELEMENTS)), np.nan, np.float32)
        for row, statement in enumerate(statements):
            if statement.elements:
                elements[row] = _element_truth(statement)
                weight[row] = 0
            for fact, stated in statement.facts.items():
                truth[row, column[fact]] = stated
                weight[row, column[fact]] = 1
        return cls(statements, truth, weight, elements)


def known_facts(statements: Sequence[Statement]) -> list[str]:
    """The facts that some statement says something of, each once, in order."""
    return list(dict.fromkeys(fact for s in statements for fact in s.facts))


def fact_loss(logits: Tensor, sizes: list[int], data: StatementData, rows: Sequence[int]) -> Tensor:
    """What the strongest passages say of the facts, against what their text states.

    Args:
        logits: (passages, facts) of the passages of the statements in ``rows``, one after another.
        sizes: How many passages each has.
    """
    said = strongest(logits, sizes)
    losses = cross_entropy(said, torch.tensor(data.truth[rows]), reduction="none")
    return (losses * torch.tensor(data.weight[rows])).sum() / len(rows)


def element_loss(
    logits: Tensor, sizes: list[int], data: StatementData, rows: Sequence[int]
) -> Tensor:
    """The same for the elements of Art. 2(20), of those statements that are about them."""
    truth = torch.tensor(data.elements[rows])
    known = ~truth.isnan()
    if not known.any():
        return torch.zeros(())
    return cross_entropy(strongest(logits, sizes)[known], truth[known])


def strongest(logits: Tensor, sizes: list[int]) -> Tensor:
    """(texts, facts): a softened maximum over the passages of each text."""
    parts = torch.split(logits, sizes)
    return torch.stack([torch.logsumexp(part * SHARPNESS, dim=0) / SHARPNESS for part in parts])


def _element_truth(statement: Statement) -> NDArray[np.float32]:
    """Commercial use speaks against an item that is specially designed (recital 8)."""
    stated = [float(statement.elements[name]) for name in ELEMENTS]
    against = [np.nan] * len(ELEMENTS)
    designed = ELEMENTS.index("specially_designed")
    against[designed] = float(statement.elements[COMMERCIAL])
    if statement.elements[COMMERCIAL]:
        stated[designed] = 0.0
    return np.array([*stated, *against], np.float32)
