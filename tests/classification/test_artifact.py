"""A model folder is what it says, or it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dualens.classification import model_hash, read_manifest, write_manifest
from dualens.errors import ModelIntegrityError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "weights").write_bytes(b"weights")
    (tmp_path / "inner" / "words").write_bytes(b"words")
    write_manifest(tmp_path, {"flag": 0.5}, ["weights", "inner/words"])
    return tmp_path


def test_settings_come_back(folder: Path) -> None:
    assert read_manifest(folder) == {"flag": 0.5}


def test_the_hash_covers_every_file_and_setting(folder: Path) -> None:
    first = model_hash(folder)
    assert write_manifest(folder, {"flag": 0.5}, ["inner/words", "weights"]) == first
    assert write_manifest(folder, {"flag": 0.6}, ["weights", "inner/words"]) != first
    (folder / "weights").write_bytes(b"other")
    assert write_manifest(folder, {"flag": 0.5}, ["weights", "inner/words"]) != first


@pytest.mark.parametrize("name", ["weights", "inner/words"])
def test_a_changed_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"changed")
    with pytest.raises(ModelIntegrityError, match=name) as error:
        read_manifest(folder)
    assert "SHA-256" in error.value.message


@pytest.mark.parametrize("name", ["weights", "inner/words", "model.json"])
def test_a_missing_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelIntegrityError, match=name) as error:
        read_manifest(folder)
    assert "dualens train" in error.value.remedy


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '"text"', json.dumps({"files": []}), "\u0000"]
)
def test_a_damaged_manifest_is_refused(folder: Path, content: str) -> None:
    (folder / "model.json").write_text(content)
    with pytest.raises(ModelIntegrityError, match=r"model\.json"):
        read_manifest(folder)


def test_a_manifest_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "model.json").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ModelIntegrityError, match=r"model\.json"):
        read_manifest(folder)


@pytest.mark.parametrize("files", [[], "weights", 3])
def test_a_manifest_whose_files_are_no_table_is_refused(folder: Path, files: object) -> None:
    (folder / "model.json").write_text(json.dumps({"settings": {}, "files": files}))
    with pytest.raises(ModelIntegrityError, match=r"model\.json"):
        read_manifest(folder)
