"""The elements' head learns from labelled passages and from whole texts."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra training")

from dualens.classification import ELEMENTS  # noqa: E402
from dualens.classification.training.network import Heads  # noqa: E402
from dualens.classification.training.settle_elements import settle_elements  # noqa: E402
from dualens.classification.training.statement_data import StatementData  # noqa: E402
from dualens.classification.training.statements import COMMERCIAL, Statement  # noqa: E402

WIDTH = 6
COVERT = ELEMENTS.index("covert")


def statement(covert: bool) -> Statement:
    elements = dict.fromkeys(ELEMENTS, True) | {"covert": covert, COMMERCIAL: not covert}
    return Statement(1, "en", ["one", "two"], {}, elements)


def vectors(covert: bool, draw: np.random.Generator) -> np.ndarray:
    made = draw.normal(0, 0.1, (2, WIDTH)).astype(np.float32)
    made[draw.integers(2), 0] += 1.0 if covert else -1.0
    return made


def test_a_text_teaches_which_of_its_passages_states_an_element() -> None:
    draw = np.random.default_rng(2)
    states = [bool(n % 2) for n in range(600)]
    data = StatementData.of([statement(s) for s in states], ())
    found = [vectors(s, draw) for s in states]
    passages = draw.normal(0, 0.1, (400, WIDTH)).astype(np.float32)
    labels = np.zeros((400, 2 * len(ELEMENTS)), np.float32)
    torch.manual_seed(0)
    heads = Heads(WIDTH, 0.1, facts=1)
    settle_elements(heads, data, found, passages, labels)
    with torch.no_grad():
        said = torch.sigmoid(heads.element(torch.tensor(np.stack(found)) * 8)).numpy()
    strongest = said.max(axis=1)[:, COVERT]
    assert strongest[np.array(states)].mean() > 2 * strongest[~np.array(states)].mean()
    commercial = said.max(axis=1)[:, len(ELEMENTS) + ELEMENTS.index("specially_designed")]
    assert commercial[~np.array(states)].mean() > 2 * commercial[np.array(states)].mean()
