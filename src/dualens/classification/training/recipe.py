"""How the encoder is fine-tuned, as the manifest says; imports nothing heavy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int, str], None]
"""Called after each epoch with how many are done, how many there are, and a remark."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is fine-tuned.

    Attributes:
        documents_a_step: Whole documents, since a passage is read beside its document's mean.
        pairs_a_step: Retrieval pairs contrasted with each other.
        pairs_every: They come in each such step; many at once teach more than a few often.
        temperature: Of their softmax.
        statements_a_step: Statements of facts; they come in the steps without pairs.
    """

    epochs: int = 12
    documents_a_step: int = 4
    pairs_a_step: int = 24
    pairs_every: int = 1
    body_rate: float = 3e-4
    head_rate: float = 1.5e-3
    weight_decay: float = 0.02
    dropout: float = 0.15
    head_dropout: float = 0.3
    temperature: float = 0.06
    retrieval_weight: float = 0.4
    statements_a_step: int = 16
    statement_weight: float = 0.3
    seed: int = 0
    threads: int = 2
