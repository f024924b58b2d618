"""Documents are trained short and amid long ordinary matter, and their labels stay theirs."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch", reason="needs the extra training")

from dualens.classification.training.surroundings import (  # noqa: E402
    REMEMBERED,
    Stood,
    Surroundings,
)

ORDINARY = [True, False, True, False, True, True]
GENRES = ["offer", "offer", "about", "about", "about", "offer"]


def step(first: int) -> list[Stood]:
    """Six documents of three passages; every vector names its document."""
    return [
        Stood(torch.full((3, 2), float(first + n)), GENRES[n], ORDINARY[n])  # type: ignore[arg-type]
        for n in range(6)
    ]


def test_only_other_ordinary_documents_of_its_genre_stand_around_one() -> None:
    surroundings = Surroundings(random.Random(1))
    seen = 0
    for first in range(0, 600, 6):
        documents = step(first)
        for at in range(6):
            for other in surroundings.around(at, documents):
                number = int(other[0, 0])
                assert ORDINARY[number % 6]
                assert GENRES[number % 6] == GENRES[at]
                assert number != first + at
                seen += 1
        surroundings.remember(documents)
    assert seen > 1000


def test_some_documents_stay_short_and_some_become_very_long() -> None:
    surroundings = Surroundings(random.Random(2))
    counts = []
    for first in range(0, 1200, 6):
        documents = step(first)
        counts += [len(surroundings.around(at, documents)) for at in range(6)]
        surroundings.remember(documents)
    assert counts.count(0) > len(counts) * 0.3
    assert sum(count > 10 for count in counts) > len(counts) * 0.03
    assert max(counts) <= REMEMBERED + 3


def test_remembered_documents_are_not_learnt_again() -> None:
    surroundings = Surroundings(random.Random(3))
    documents = [
        Stood(torch.ones((3, 2)).requires_grad_(), "offer", ordinary) for ordinary in ORDINARY
    ]
    surroundings.remember(documents)
    seen = 0
    for _ in range(50):
        for other in surroundings.around(1, step(6)):
            assert not other.requires_grad
            seen += 1
    assert seen
