"""A model folder: ``model.json`` names every file with its hash; nothing in it can run code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dualens.errors import ModelIntegrityError

SCHEMA = "dualens/model/1"
MANIFEST = "model.json"


def write_manifest(folder: Path, settings: Mapping[str, Any], files: Iterable[str]) -> str:
    """Writes ``model.json`` with the settings and the hash of each file; gives the model's hash."""
    manifest = {
        "schema": SCHEMA,
        "settings": dict(settings),
        "files": {name: _sha256(folder / name) for name in sorted(files)},
    }
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return model_hash(folder)


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """The settings of a model folder, after every file's hash was found to fit.

    Raises:
        ModelIntegrityError: The folder is no model, a file is missing, or a hash differs.
    """
    remedy = "Install Dualens again, or train anew with: dualens train"
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files: Mapping[str, str] = dict(manifest["files"].items())
        settings: Mapping[str, Any] = dict(manifest["settings"].items())
    except FileNotFoundError as error:
        raise ModelIntegrityError(f"{folder} holds no {MANIFEST}.", remedy) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelIntegrityError(f"{path} is damaged ({error!r}).", remedy) from error
    for name, expected in files.items():
        if not (folder / name).is_file():
            raise ModelIntegrityError(f"The model file {name} is missing from {folder}.", remedy)
        if _sha256(folder / name) != expected:
            raise ModelIntegrityError(
                f"The model file {name} is not the one that {MANIFEST} describes "
                "(its SHA-256 differs).",
                remedy,
            )
    return settings


def model_hash(folder: Path) -> str:
    """The SHA-256 of ``model.json``, which covers every file of the model."""
    return _sha256(folder / MANIFEST)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
