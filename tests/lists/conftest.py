"""Official files, where the shared folder is there, and small ones of the same structure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dualens.lists import ControlList, import_list
from tests.lists.samples import (
    ANNEX_JSON,
    ENTRY_LINES,
    PDF_2015,
    PDF_JANUARY,
    PDF_MAY,
    official,
)


@pytest.fixture(scope="session")
def annex_2025() -> ControlList:
    return import_list(official(ANNEX_JSON))


@pytest.fixture(scope="session")
def january_2022() -> ControlList:
    return import_list(official(PDF_JANUARY))


@pytest.fixture(scope="session")
def may_2022() -> ControlList:
    return import_list(official(PDF_MAY))


@pytest.fixture(scope="session")
def annex_2015() -> ControlList:
    return import_list(official(PDF_2015))


@pytest.fixture
def small_data() -> dict[str, Any]:
    return {
        "celex": "02021R0821",
        "valid_from": "2030-01-31",
        "entry_count": len(ENTRY_LINES),
        "entries": [
            {"entry_code": code, "verbatim_text": "\n".join(lines)}
            for code, lines in ENTRY_LINES.items()
        ],
        "docs": [
            {"doc_type": "general_notes", "title": "GENERAL", "verbatim_text": "Old and new."},
            {"doc_type": "article_5", "title": "Article 5", "verbatim_text": "No list."},
        ],
    }


@pytest.fixture
def import_data(tmp_path: Path) -> Callable[[object], ControlList]:
    def write_and_import(data: object) -> ControlList:
        path = tmp_path / "some.dat"
        path.write_text(json.dumps(data), encoding="utf-8")
        return import_list(path)

    return write_and_import
