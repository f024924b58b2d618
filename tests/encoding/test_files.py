"""Hashes of model files, and the files around a model's weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from dualens.encoding.files import (
    check_sha256,
    checked_fingerprint,
    sha256_of,
    write_json,
    write_model_files,
)
from dualens.errors import ModelIntegrityError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
    digests = {name: sha256_of(tmp_path / name) for name in ("a", "b")}
    write_json(tmp_path / "encoder.json", {"sha256": digests})
    return tmp_path


def test_a_hash_is_that_of_the_bytes(folder: Path) -> None:
    assert sha256_of(folder / "a") == hashlib.sha256(b"a").hexdigest()
    check_sha256(folder / "a", hashlib.sha256(b"a").hexdigest())


def test_another_file_is_refused_with_both_hashes(folder: Path) -> None:
    wanted = hashlib.sha256(b"a").hexdigest()
    with pytest.raises(ModelIntegrityError) as error:
        check_sha256(folder / "b", wanted)
    assert wanted in error.value.message
    assert sha256_of(folder / "b") in error.value.message


@pytest.mark.parametrize("name", ["missing", "."])
def test_what_cannot_be_read_is_named(folder: Path, name: str) -> None:
    with pytest.raises(ModelIntegrityError, match="cannot be read"):
        sha256_of(folder / name)


def test_the_fingerprint_follows_the_files(folder: Path) -> None:
    first = checked_fingerprint(folder, ("a", "b"))
    assert checked_fingerprint(folder, ("a", "b")) == first
    assert checked_fingerprint(folder, ("a",)) != first


def test_a_changed_file_has_no_fingerprint(folder: Path) -> None:
    (folder / "b").write_bytes(b"changed")
    with pytest.raises(ModelIntegrityError, match="sha256"):
        checked_fingerprint(folder, ("a", "b"))


def test_a_file_that_the_description_leaves_out_is_refused(folder: Path) -> None:
    with pytest.raises(ModelIntegrityError, match=r"encoder\.json"):
        checked_fingerprint(folder, ("a", "c"))


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    write_json(tmp_path / "one", {"name": "Prüfer", "n": 1})
    write_json(tmp_path / "two", {"name": "Prüfer", "n": 1})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert "Prüfer" in (tmp_path / "one").read_text(encoding="utf-8")


def test_a_model_folder_names_its_modules_and_prompts(tmp_path: Path) -> None:
    write_model_files(tmp_path, {"hidden_size": 8}, {"version": "1.0"})
    modules = json.loads((tmp_path / "modules.json").read_text())
    assert [m["type"].rsplit(".", 1)[1] for m in modules] == ["Transformer", "Pooling", "Normalize"]
    assert all((tmp_path / module["path"]).is_dir() for module in modules)
    prompts = json.loads((tmp_path / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: "}
    pooling = json.loads((tmp_path / "1_Pooling" / "config.json").read_text())
    assert pooling["word_embedding_dimension"] == 8
