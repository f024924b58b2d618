"""Which passages are encoded: the opening, some of everywhere, and the strongest, each once."""

from __future__ import annotations

import numpy as np
import pytest

from dualens.classification import Selection


def test_a_short_document_is_encoded_whole_and_stands_for_itself() -> None:
    made = [f"passage {n}" for n in range(30)]
    chosen = Selection().choose(made, np.zeros(30))
    assert chosen.rows == list(range(30))
    assert chosen.context.all()


@pytest.mark.parametrize("count", [1, 2, 32, 33, 500, 30_000])
def test_a_long_document_costs_no_more_than_the_bound(count: int) -> None:
    made = [f"passage {n}" for n in range(count)]
    selection = Selection()
    chosen = selection.choose(made, np.random.default_rng(0).normal(size=count))
    most = selection.opening + selection.spread + selection.strongest
    assert len(chosen.rows) <= min(count, most)
    assert len(chosen.context) == len(chosen.rows)
    assert chosen.context.any()
    assert chosen.rows == sorted(set(chosen.rows))


def test_the_opening_the_end_and_the_strongest_are_in() -> None:
    count = 5000
    first_look = np.zeros(count)
    first_look[[777, 4321]] = 9.0
    chosen = Selection().choose([f"p {n}" for n in range(count)], first_look)
    assert {*range(12), count - 1, 777, 4321} <= set(chosen.rows)
    assert not chosen.context[chosen.rows.index(777)]
    assert chosen.context[chosen.rows.index(3)]


def test_a_repeated_line_is_encoded_once() -> None:
    made = ["the same footer"] * 200 + [f"p {n}" for n in range(50)]
    first_look = np.concatenate([np.full(200, 5.0), np.zeros(50)])
    chosen = Selection().choose(made, first_look)
    texts = [made[row] for row in chosen.rows]
    assert len(texts) == len(set(texts))


def test_the_choice_is_the_same_every_time_even_among_equals() -> None:
    made = [f"p {n}" for n in range(1000)]
    first = Selection().choose(made, np.zeros(1000))
    again = Selection().choose(made, np.zeros(1000))
    assert first.rows == again.rows
