"""One object a line, whatever the names and quotes hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dualens.assessment import as_json, json_line, write_json
from tests.assessment.results import assessed, unreadable

ODD = ["a\nb", "\u2028\u2029\x85", "\udce9", "设备 🛰", '"\\', "\x00\x1b", ""]


@pytest.mark.parametrize("text", ODD)
def test_a_line_is_utf8_and_reads_back_as_it_was(text: str) -> None:
    line = as_json({"quote": text})
    assert b"\n" not in line.encode("utf-8")
    assert json.loads(line) == {"quote": text}


def test_text_of_any_script_is_left_readable() -> None:
    assert as_json("设备 🛰 é") == '"设备 🛰 é"'


def test_objects_are_written_in_the_order_given(tmp_path: Path) -> None:
    rows = [assessed("b.pdf", 0.1), unreadable("c.pdf"), assessed("a.pdf", 0.9)]
    write_json(rows, tmp_path / "out")
    lines = (tmp_path / "out").read_bytes().decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [row.assessment for row in rows]


def test_the_keys_come_in_the_order_of_the_interface() -> None:
    assert list(json.loads(json_line(assessed("a.pdf")))) == [
        "schema", "document", "status", "error", "review", "flags", "matches", "article_2_20",
        "made_with",
    ]  # fmt: skip
