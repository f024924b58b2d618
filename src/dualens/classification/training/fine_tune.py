"""Fine-tunes the encoder with its heads: capabilities, elements, facts and retrieval at once.

Nearness (offers it, or only comes near to it) teaches the encoder the field, the capability head
the difference that counts. Retrieval pairs are contrasted within their batch (InfoNCE, van den
Oord et al., 2018), so that one encoder serves classification and matching.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from dualens.classification.training.data import TrainingData
from dualens.classification.training.genre import genre_of
from dualens.classification.training.network import ConvNetwork, Heads, Texts
from dualens.classification.training.recipe import Progress, Recipe
from dualens.classification.training.statement_data import StatementData, element_loss, fact_loss
from dualens.classification.training.surroundings import Stood, Surroundings

AVERAGING = 0.995
"""How much of the averaged weights stays from step to step: they span the last 200 or so."""

SOFTNESS = 2.0
"""How sharply the strongest passage of a document is singled out: the maximum at infinity."""

Pair = tuple[Sequence[int], Sequence[int]]
"""The pieces of a text and of the provision that it belongs to."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements of facts with the pieces of each of their passages."""

    data: StatementData
    ids: Sequence[Sequence[Sequence[int]]]


def fine_tune(
    network: ConvNetwork,
    heads: Heads,
    data: TrainingData,
    pairs: Sequence[Pair],
    statements: Statements,
    recipe: Recipe,
    progress: Progress,
) -> list[float]:
    """Trains in place; gives the mean loss of each epoch."""
    torch.set_num_threads(recipe.threads)
    draw = random.Random(recipe.seed)
    torch.manual_seed(recipe.seed)
    body = [p for key, p in network.w.items() if not key.startswith(("attention", "peak"))]
    fresh = [p for key, p in network.w.items() if key.startswith(("attention", "peak"))]
    groups = [
        {"params": body, "lr": recipe.body_rate},
        {"params": [*fresh, *heads.parameters()], "lr": recipe.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)
    steps = recipe.epochs * -(-len(data.drawn_documents(draw)) // recipe.documents_a_step)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / 50) * max(0.02, 1 - step / steps)
    )
    surroundings = Surroundings(draw)
    averages = [_Average(network), _Average(heads)]
    losses = []
    network.train()
    heads.train()
    for epoch in range(recipe.epochs):
        documents = data.drawn_documents(draw)
        total = 0.0
        for step, first in enumerate(range(0, len(documents), recipe.documents_a_step)):
            batch = documents[first : first + recipe.documents_a_step]
            loss = _classification_loss(network, heads, data, batch, surroundings)
            if pairs and step % recipe.pairs_every == 0:
                chosen = draw.sample(list(pairs), min(recipe.pairs_a_step, len(pairs)))
                loss = loss + recipe.retrieval_weight * _retrieval_loss(network, chosen, recipe)
            elif statements.ids:
                few = min(recipe.statements_a_step, len(statements.ids))
                rows = draw.sample(range(len(statements.ids)), few)
                loss = loss + recipe.statement_weight * _statement_loss(
                    network, heads, statements, rows
                )
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([*network.w.values(), *heads.parameters()], 1.0)
            optimiser.step()
            schedule.step()
            for average in averages:
                average.add()
            total += float(loss.detach())
        losses.append(total * recipe.documents_a_step / len(documents))
        progress(epoch + 1, recipe.epochs, f"epoch {epoch + 1}, loss {losses[-1]:.3f}")
    for average in averages:
        average.apply()
    network.eval()
    heads.eval()
    return losses


class _Average:
    """A running average of a module's weights, which generalises better than the last step's.

    (Polyak and Juditsky, SIAM J. Control Optim. 30, 1992; as used in deep learning: Izmailov et
    al., UAI 2018.)
    """

    def __init__(self, module: torch.nn.Module) -> None:
        self._own = [p for p in module.parameters() if p.requires_grad]
        self._mean = [p.detach().clone() for p in self._own]

    @torch.no_grad()
    def add(self) -> None:
        """Takes a step's weights in."""
        for mean, parameter in zip(self._mean, self._own, strict=True):
            mean.lerp_(parameter, 1 - AVERAGING)

    @torch.no_grad()
    def apply(self) -> None:
        """Puts the average in the module's place."""
        for mean, parameter in zip(self._mean, self._own, strict=True):
            parameter.copy_(mean)


def _classification_loss(
    network: ConvNetwork,
    heads: Heads,
    data: TrainingData,
    documents: Sequence[int],
    surroundings: Surroundings,
) -> Tensor:
    rows = [data.rows(document) for document in documents]
    flat = np.concatenate(rows)
    draw = surroundings.draw
    vectors = network(Texts.of([data.drawn_ids(row, draw) for row in flat]))
    labels = torch.tensor(data.labels[flat])
    parts = torch.split(vectors, [len(part) for part in rows])
    step = [
        Stood(part, genre_of(data.documents[document]), not data.labels[own].any())
        for part, document, own in zip(parts, documents, rows, strict=True)
    ]
    joined = [torch.cat([part, *surroundings.around(at, step)]) for at, part in enumerate(parts)]
    surroundings.remember(step)
    sizes = [len(part) for part in joined]
    own = torch.cat(
        [torch.arange(size) < len(part) for size, part in zip(sizes, rows, strict=True)]
    )
    context = torch.cat([part.mean(dim=0, keepdim=True).expand_as(part) for part in joined])
    capability, review, near, element = heads(torch.cat(joined), context)
    truth = torch.zeros(len(own), labels.shape[1])
    truth[own] = labels
    loss = 5 * cross_entropy(capability[own], labels, pos_weight=torch.tensor(3.0))
    loss = loss + 3 * cross_entropy(
        near[own], torch.tensor(data.near[flat]), pos_weight=torch.tensor(2.0)
    )
    loss = loss + cross_entropy(review[own], labels.amax(dim=1))
    loss = loss + document_loss(capability, review, truth, sizes)
    known = torch.tensor(data.labelled_elements[flat])
    if known.any():
        stated = torch.tensor(data.elements[flat])[known]
        loss = loss + 2 * cross_entropy(element[own][known], stated, pos_weight=torch.tensor(2.0))
    return loss


def document_loss(capability: Tensor, review: Tensor, labels: Tensor, lengths: list[int]) -> Tensor:
    """What the strongest passages say of their document, against what it offers.

    A passage that is wrong in a document that offers nothing is worse than one among the claims of
    one that does: it is what an officer is called for (multiple-instance learning with a softened
    maximum, cf. Ilse et al., ICML 2018).
    """
    logits = torch.cat([capability, review[:, None]], dim=1)
    truth = torch.cat([labels, labels.amax(dim=1, keepdim=True)], dim=1)
    strongest = torch.stack(
        [
            torch.logsumexp(part * SOFTNESS, dim=0) / SOFTNESS
            for part in torch.split(logits, lengths)
        ]
    )
    offered = torch.stack([part.amax(dim=0) for part in torch.split(truth, lengths)])
    losses = cross_entropy(strongest, offered, reduction="none", pos_weight=torch.tensor(2.0))
    return losses[:, :-1].mean() * 3 + losses[:, -1].mean()


def _statement_loss(
    network: ConvNetwork, heads: Heads, statements: Statements, rows: Sequence[int]
) -> Tensor:
    sizes = [len(statements.ids[row]) for row in rows]
    vectors = network(Texts.of([ids for row in rows for ids in statements.ids[row]]))
    context = torch.cat(
        [part.mean(dim=0, keepdim=True).expand_as(part) for part in torch.split(vectors, sizes)]
    )
    fact, element = heads.facts(vectors, context)
    data = statements.data
    return fact_loss(fact, sizes, data, rows) + element_loss(element, sizes, data, rows)


def _retrieval_loss(network: ConvNetwork, pairs: Sequence[Pair], recipe: Recipe) -> Tensor:
    texts = network(Texts.of([text for text, _ in pairs]))
    provisions = network(Texts.of([provision for _, provision in pairs]))
    logits = texts @ provisions.T / recipe.temperature
    # Two pairs of one provision are no negatives of each other.
    same = torch.tensor([[a[1] == b[1] for b in pairs] for a in pairs])
    logits = logits.masked_fill(same & ~torch.eye(len(pairs), dtype=torch.bool), -1e4)
    target = torch.arange(len(pairs))
    forth = torch.nn.functional.cross_entropy(logits, target)
    return (forth + torch.nn.functional.cross_entropy(logits.T, target)) / 2
