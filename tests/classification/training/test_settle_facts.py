"""The facts' head learns from texts, and is calibrated on others."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra training")
pytest.importorskip("sklearn", reason="needs the extra training")

from dualens.classification.training.network import Heads  # noqa: E402
from dualens.classification.training.settle_facts import (  # noqa: E402
    calibrate_facts,
    settle_facts,
)
from dualens.classification.training.statement_data import (  # noqa: E402
    StatementData,
    known_facts,
    strongest,
)
from dualens.classification.training.statements import Statement  # noqa: E402

WIDTH = 6


def statement(stated: bool) -> Statement:
    facts = {"it flies": stated, "it is a toy": not stated}
    return Statement(0, "en", ["one", "two", "three"], facts, {})


def vectors(stated: bool, draw: np.random.Generator) -> np.ndarray:
    """One passage of three says which of the two facts holds, on the first axis."""
    made = draw.normal(0, 0.1, (3, WIDTH)).astype(np.float32)
    made[draw.integers(3), 0] += 1.0 if stated else -1.0
    return made


def material(count: int) -> tuple[StatementData, list[np.ndarray]]:
    draw = np.random.default_rng(count)
    states = [bool(n % 3) for n in range(count)]
    statements = [statement(state) for state in states]
    data = StatementData.of(statements, known_facts(statements))
    return data, [vectors(state, draw) for state in states]


def said(heads: Heads, found: list[np.ndarray]) -> np.ndarray:
    read = [torch.tensor(part) * 8 for part in found]
    both = [torch.cat([p, p.mean(0, keepdim=True).expand_as(p)], 1) for p in read]
    with torch.no_grad():
        return strongest(heads.fact(torch.cat(both)), [len(p) for p in read]).numpy()


def test_a_fact_is_told_wherever_in_the_text_it_stands_and_ordinary_prose_states_none() -> None:
    torch.manual_seed(0)
    heads = Heads(WIDTH, 0.1, facts=2)
    data, found = material(1600)
    prose = [np.random.default_rng(9).normal(0, 0.1, (30, WIDTH)).astype(np.float32)]
    settle_facts(heads, data, found, prose)
    fresh, held = material(120)
    calibrate_facts(heads, fresh, held, np.array([False, True]))
    judged = said(heads, material(121)[1]) > 0
    truth = material(121)[0].truth > 0
    assert (judged == truth).mean() > 0.95
    assert (said(heads, [prose[0][n : n + 1] for n in range(30)]) > 0).mean() < 0.1


def test_elements_are_labelled_only_by_texts_about_them() -> None:
    elements = {
        "specially_designed": True, "covert": False, "natural_persons": True,
        "monitoring_or_analysis": True, "telecommunication_systems": True, "commercial": True,
    }  # fmt: skip
    about = Statement(0, "en", ["text"], {}, elements)
    data = StatementData.of([about, statement(True)], ["it flies", "it is a toy"])
    assert data.elements[0, :5].tolist() == [0, 0, 1, 1, 1]
    assert data.elements[0, 5] == 1  # commercial use speaks against special design
    assert np.isnan(data.elements[1]).all()
    assert data.weight[0].max() == 0
