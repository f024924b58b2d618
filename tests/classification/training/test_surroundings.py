"""Documents are trained short and amid long ordinary matter, and their labels stay theirs."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch", reason="needs the extra training")

from dualens.classification.training.surroundings import REMEMBERED, Surroundings  # noqa: E402


def step(first: int) -> list[torch.Tensor]:
    """Six documents of three passages; every vector names its document."""
    return [torch.full((3, 2), float(first + n)) for n in range(6)]


ORDINARY = [True, False, True, False, True, True]


def test_only_ordinary_documents_other_than_itself_stand_around_one() -> None:
    surroundings = Surroundings(random.Random(1))
    for first in range(0, 600, 6):
        parts = step(first)
        for at in range(6):
            for other in surroundings.around(at, parts, ORDINARY):
                number = int(other[0, 0])
                assert ORDINARY[number % 6]
                assert number != first + at
        surroundings.remember(parts, ORDINARY)


def test_some_documents_stay_short_and_some_become_very_long() -> None:
    surroundings = Surroundings(random.Random(2))
    counts = []
    for first in range(0, 1200, 6):
        parts = step(first)
        counts += [len(surroundings.around(at, parts, ORDINARY)) for at in range(6)]
        surroundings.remember(parts, ORDINARY)
    assert counts.count(0) > len(counts) * 0.3
    assert sum(count > 10 for count in counts) > len(counts) * 0.03
    assert max(counts) <= REMEMBERED + 3


def test_remembered_documents_are_not_learnt_again() -> None:
    surroundings = Surroundings(random.Random(3))
    parts = [part.requires_grad_() for part in step(0)]
    surroundings.remember(parts, ORDINARY)
    for _ in range(50):
        for other in surroundings.around(1, step(6), ORDINARY):
            assert not other.requires_grad
