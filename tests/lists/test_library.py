from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dualens.errors import OutputError
from dualens.lists import ControlList, add_to_library, load_list, load_list_file, official_text
from dualens.lists.catalog import editions


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUALENS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_imported_list_is_found(
    home: Path, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
) -> None:
    made = import_data(small_data)
    path = add_to_library(made)
    assert path == home / "lists" / "eu-annex-i" / "2030-01-31.json"
    assert load_list_file(path) == made
    assert load_list("eu-annex-i@2030-01-31") == made
    assert official_text(made) == made
    assert ("2030-01-31", "official") in {(e.version, e.form) for e in editions()}
    assert [p.name for p in path.parent.iterdir()] == ["2030-01-31.json"]


def test_again_replaces(
    small_data: dict[str, Any], import_data: Callable[[object], ControlList]
) -> None:
    made = import_data(small_data)
    assert add_to_library(made) == add_to_library(made)


def test_unwritable_folder(
    home: Path, small_data: dict[str, Any], import_data: Callable[[object], ControlList]
) -> None:
    home.write_text("a file stands where the folder should be")
    with pytest.raises(OutputError) as error:
        add_to_library(import_data(small_data))
    assert "DUALENS_HOME" in error.value.remedy
