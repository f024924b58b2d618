"""The suite is as broad as it says, and a ranking is scored as it should be."""

from __future__ import annotations

import pytest

from dualens.lists import load_list
from evaluation.retrieval import Item, _line, load


def test_the_suite_has_the_texts_it_claims() -> None:
    items = load()
    wanted = [item for item in items if item.entries]
    assert len(wanted) >= 400
    assert sum(item.language != "en" for item in wanted) >= 100
    assert {min(item.entries)[0] for item in wanted} == set("0123456789")
    assert len(items) - len(wanted) >= 100
    assert len({item.text for item in items}) == len(items)


def test_every_entry_is_one_of_the_list() -> None:
    control_list = load_list()
    for item in load():
        assert all(control_list.entry(code) for code in item.entries), item.id


def test_a_ranking_is_scored_by_where_the_wanted_headings_stand() -> None:
    item = Item("1", "en", "text", frozenset({"5A001"}))
    first = _line([item], [["5A001", "5A002"]])
    assert (first.first, first.five, first.ndcg) == (1.0, 1.0, 1.0)
    third = _line([item], [["5A002", "5A003", "5A001"]])
    assert (third.first, third.five) == (0.0, 1.0)
    assert third.ndcg == pytest.approx(0.5)
    missed = _line([item], [["5A002"] * 10])
    assert (missed.first, missed.five, missed.ndcg) == (0.0, 0.0, 0.0)


def test_of_two_wanted_headings_one_found_counts_half() -> None:
    item = Item("1", "en", "text", frozenset({"5A001", "5A004"}))
    line = _line([item], [["5A001", "1A001", "1A002", "1A003", "1A004", "5A004"]])
    assert (line.first, line.five) == (1.0, 0.5)
