"""Product texts with the facts of the law that they state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dualens.classification.training.statements import load_statements
from dualens.errors import UsageError
from dualens.lists import load_list

LIST = load_list("eu-annex-i@2025-11-15")
ROOT = Path(__file__).resolve().parents[3]

JAMMER: dict[str, Any] = {
    "code": "9A012.a.2", "family": 6, "language": "en", "text": "It flies. For two hours.",
    "unmet": [], "missed": [], "applies": [], "open": [],
}  # fmt: skip


def loaded(tmp_path: Path, **changes: Any) -> Any:
    path = tmp_path / "statements.jsonl"
    path.write_text(json.dumps(JAMMER | changes) + "\n", encoding="utf-8")
    (statement,) = load_statements([path], LIST)
    return statement


def words(code: str, fact: str) -> str:
    provision = LIST.provision(code)
    assert provision is not None
    return next(f.text for f in (*provision.conditions, *provision.exclusions) if f.id == fact)


def test_a_text_states_every_condition_and_no_exclusion_that_is_not_named(tmp_path: Path) -> None:
    statement = loaded(tmp_path, code="5A001.f.1")
    assert statement.facts[words("5A001.f.1", "c1")] is True
    assert statement.facts[words("5A001.f.1", "x1")] is False
    assert list(statement.passages) == ["It flies.", "For two hours."]


def test_what_is_named_is_unmet_or_applies_or_is_left_open(tmp_path: Path) -> None:
    statement = loaded(
        tmp_path, code="5A001.f.1", unmet=["5A001.f.1/c1"], applies=["5A001.f.1/x2"],
        open=["5A001.f.1/x1"],
    )  # fmt: skip
    assert statement.facts[words("5A001.f.1", "c1")] is False
    assert statement.facts[words("5A001.f.1", "x2")] is True
    assert words("5A001.f.1", "x1") not in statement.facts


def test_a_number_that_misses_its_threshold_is_spoken_of(tmp_path: Path) -> None:
    statement = loaded(tmp_path, missed=["9A012.a.2/c2"])
    assert statement.facts[words("9A012.a.2", "c2")] is True


def test_the_catch_all_has_elements_instead_of_facts(tmp_path: Path) -> None:
    statement = loaded(tmp_path, code="2(20)", unmet=["covert"], applies=["commercial"])
    assert statement.facts == {}
    assert statement.elements["covert"] is False
    assert statement.elements["natural_persons"] is True
    assert statement.elements["commercial"] is True


@pytest.mark.parametrize(
    "damage",
    [{"code": "9Z999"}, {"unmet": ["9A012.a.2/c9"]}, {"family": "many"}, {"text": None}],
)
def test_a_damaged_line_is_named(tmp_path: Path, damage: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"statements\.jsonl, line 1"):
        loaded(tmp_path, **damage)


def test_variants_of_one_product_stay_together() -> None:
    paths = sorted((ROOT / "corpora" / "statements").glob("*.jsonl"))
    statements = load_statements(paths, LIST)
    held = {s.family for s in statements if s.held}
    assert held.isdisjoint({s.family for s in statements if not s.held})
    assert len(statements) / 10 < sum(s.held for s in statements) < len(statements) / 4
