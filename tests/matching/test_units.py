"""Units by the names that datasheets give them."""

from __future__ import annotations

import re

import pytest

from dualens.matching.units import UNITS, unit, unit_pattern


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Megahertz", "MHz"), ("мегагерц", "MHz"), ("兆赫", "MHz"), ("МГц", "MHz"),
        ("Stunden", "h"), ("часов", "h"), ("小时", "h"), ("nanomètres", "nm"), ("纳米", "nm"),
        ("милливатт", "mW"), ("мВт", "mW"), ("МВт", "MW"), ("nœuds", "kn"),
    ],
)  # fmt: skip
def test_a_word_and_a_sign_are_the_same_unit(name: str, same: str) -> None:
    found, expected = unit(name), unit(same)
    assert found is not None
    assert expected is not None
    assert found.dimension == expected.dimension
    assert found.factor == pytest.approx(expected.factor)


@pytest.mark.parametrize("name", ["mw", "antenna", "с", "в", "K9"])
def test_what_may_be_several_units_or_none_is_none(name: str) -> None:
    assert unit(name) is None


def test_degrees_have_their_own_zero() -> None:
    celsius, fahrenheit = unit("°C"), unit("°F")
    assert celsius is not None
    assert fahrenheit is not None
    assert celsius.scaled(100) == pytest.approx(373.15)
    assert fahrenheit.scaled(212) == pytest.approx(373.15)


def test_the_pattern_reads_each_name_whole() -> None:
    pattern = re.compile(f"(?:{unit_pattern()})", re.IGNORECASE)
    whole = [name for name in UNITS if name != "K" and pattern.fullmatch(name)]
    assert len(whole) == len(UNITS) - 1
