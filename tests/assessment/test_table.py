"""The table is readable on a terminal, most needing review first."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from dualens.assessment import Row, build_table, by_need, summary
from tests.assessment.results import assessed, unreadable


def printed(rows: list[Row], width: int) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width, highlight=False).print(build_table(rows))
    return stream.getvalue().splitlines()


def test_most_needing_review_comes_first_and_unreadable_before_harmless() -> None:
    rows = [assessed("low.pdf", 0.1), unreadable("bad.pdf"), assessed("high.pdf", 0.95)]
    assert [row.path.name for row in by_need(rows)] == ["high.pdf", "bad.pdf", "low.pdf"]


def test_ties_are_in_the_order_of_their_names() -> None:
    rows = [assessed(name) for name in ("b.pdf", "a.pdf", "c.pdf")]
    assert [row.path.name for row in by_need(rows)] == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_hundred_columns_are_enough() -> None:
    long = "a-very-long-name-of-a-datasheet-as-vendors-give-them-to-their-files-2024-rev-7.pdf"
    rows = [assessed(long, flags=3, pages=9), unreadable("b.pdf")]
    lines = printed(rows, 100)
    assert max(map(len, lines)) <= 100
    text = "\n".join(lines)
    for needed in ("video-surveillance-analytics 0.90", "5A001.f", "not read: damaged", "● 0.90"):
        assert needed in text
    folded = [line.split("│")[2].strip() for line in lines if line.startswith("│")]
    assert "".join(folded).startswith(long)


def test_each_capability_stands_beside_its_pages() -> None:
    lines = printed([assessed("a.pdf", flags=3, pages=2)], 100)
    flagged = [line for line in lines if " 0.90 " in line and "p. " in line]
    assert len(flagged) == 3
    assert all("p. 1, 2" in line for line in flagged)


def test_many_pages_are_cut_short() -> None:
    assert "p. 1, 2, 3, …" in "\n".join(printed([assessed("a.pdf", pages=40)], 100))


@pytest.mark.parametrize(
    "name", ["[bold]a[/bold].pdf", "[/].pdf", "a\x1b[31mb\nc.pdf", "\udce9.pdf"]
)
def test_names_are_neither_markup_nor_commands_to_the_terminal(name: str) -> None:
    for row in (assessed(name), unreadable(name)):
        text = "\n".join(printed([row], 100))
        assert "\x1b" not in text
        assert "\udce9" not in text
        if name.startswith("["):
            assert name in text


def test_the_summary_counts_and_states_the_promise() -> None:
    rows = [assessed("a.pdf", 0.9), assessed("b.pdf", 0.1), unreadable("c.pdf")]
    assert summary(rows) == (
        "2 assessed, 1 recommended for review; 1 could not be read. Threshold set to find 95% of "
        "such documents (confidence 90%); no document looks unlike those it was calibrated on."
    )
    assert summary([unreadable("c.pdf")]) == (
        "0 assessed, 0 recommended for review; 1 could not be read."
    )


def test_a_promise_that_does_not_hold_is_withdrawn() -> None:
    row = assessed("a.pdf")
    row.assessment["review"]["promise"]["holds"] = False
    assert "not promised for 1 that look unlike" in summary([row])
