"""The head that tells which facts of the law a passage states."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dualens.classification.facts import FACTS, FactReader, write_facts
from dualens.lists import fact_texts, load_list
from dualens.resources import shipped

WEIGHT = np.array([[1, 0], [0, 0], [0, 0], [0, 2]], np.float32)  # own axis 0; context axis 1


def test_a_fact_is_told_from_the_passage_and_from_its_document(tmp_path: Path) -> None:
    write_facts(tmp_path / FACTS, ["own fact", "fact of the whole"], WEIGHT, np.array([-4.0, -4.0]))
    reader = FactReader.load(tmp_path)
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    stated = reader.read(vectors, np.ones(2, bool))
    assert list(stated) == ["own fact", "fact of the whole"]
    assert stated["own fact"][0] > 0.9 > 0.1 > stated["own fact"][1]
    assert stated["fact of the whole"][0] == stated["fact of the whole"][1] > 0.9


def test_an_empty_document_states_nothing(tmp_path: Path) -> None:
    write_facts(tmp_path / FACTS, ["a", "b"], WEIGHT, np.zeros(2))
    nothing = FactReader.load(tmp_path).read(np.zeros((0, 2), np.float32), np.zeros(0, bool))
    assert nothing == {}


def test_every_fact_of_the_shipped_model_is_one_of_the_shipped_list() -> None:
    reader = FactReader.load(shipped("models/default"))
    assert len(reader.facts) > 200
    assert set(reader.facts) <= set(fact_texts(load_list("eu-annex-i@2025-11-15")))


@pytest.mark.parametrize(
    "code", ["5A001.f.1", "5A001.j", "4A005", "5A004.b", "5D001.e", "9A012.a.2"]
)
def test_the_core_is_told_by_the_shipped_model(code: str) -> None:
    reader = FactReader.load(shipped("models/default"))
    provision = load_list("eu-annex-i@2025-11-15").provision(code)
    assert provision is not None
    facts = [*provision.conditions, *provision.exclusions]
    assert [fact.text for fact in facts if fact.text not in reader.facts] == []
