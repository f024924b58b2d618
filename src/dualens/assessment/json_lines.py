"""Assessments as JSON Lines, one object a document, deterministic to the byte."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dualens.assessment.run import Row
from dualens.assessment.writing import written_aside

_SURROGATE = re.compile("[\ud800-\udfff]")


def as_json(value: Any) -> str:
    """JSON on one line that UTF-8 can always hold.

    A file name that is no UTF-8 comes with halves of surrogate pairs; they are written as escapes.
    """
    text = json.dumps(value, ensure_ascii=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def json_line(row: Row) -> str:
    """One document as a line of JSON with its line end."""
    return as_json(row.assessment) + "\n"


def write_json(rows: Sequence[Row], path: Path) -> None:
    """Writes the documents in the order in which they were given.

    Raises:
        OutputError: The file could not be written; nothing half-written is left.
    """
    with written_aside(path) as aside, aside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json_line(row) for row in rows)
