"""Assessments as JSON Lines, one object a document, deterministic to the byte."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from dualens.assessment.run import Row
from dualens.assessment.writing import written_aside


def json_line(row: Row) -> str:
    """One document as a line of JSON with its line end."""
    return json.dumps(row.assessment, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def write_json(rows: Sequence[Row], path: Path) -> None:
    """Writes the documents in the order in which they were given.

    Raises:
        OutputError: The file could not be written; nothing half-written is left.
    """
    with written_aside(path) as aside, aside.open("w", encoding="utf-8") as file:
        file.writelines(json_line(row) for row in rows)
