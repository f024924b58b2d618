"""The training manifest: which corpus, which recipe, which promise (TOML)."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from dualens.classification.training.recipe import Recipe
from dualens.errors import UsageError


@dataclass(frozen=True, slots=True)
class Manifest:
    """A training manifest.

    Attributes:
        passages: Files of labelled documents.
        products: Files of product texts with their entries.
        statements: Files of product texts with the facts that they state.
        background: Installed packages whose documentation is read as ordinary prose.
        control_list: By name, ``id@version``.
        recall, confidence: What the review threshold shall promise.
        strangeness_limit: The quantile of calibration distances beyond which it is withdrawn.
    """

    passages: tuple[Path, ...]
    products: tuple[Path, ...]
    statements: tuple[Path, ...]
    background: tuple[str, ...]
    control_list: str
    recipe: Recipe
    recall: float
    confidence: float
    strangeness_limit: float

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each data file, by name."""
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (*self.passages, *self.products, *self.statements)
        }


def read_manifest_file(path: Path) -> Manifest:
    """The manifest of a file; its patterns are relative to it.

    Raises:
        UsageError: The file is missing or damaged, or a pattern finds nothing.
    """
    if not path.is_file():
        raise UsageError(f"{path} does not exist.", "Name a manifest such as corpora/train.toml.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        corpus, promise = data["corpus"], data["promise"]
        known = {field.name for field in fields(Recipe)}
        unknown = set(data["recipe"]) - known
        if unknown:
            raise ValueError(f"unknown recipe settings {sorted(unknown)}")
        return Manifest(
            passages=_found(path.parent, corpus["passages"]),
            products=_found(path.parent, corpus["products"]),
            statements=_found(path.parent, corpus["statements"]),
            background=tuple(corpus.get("background", ())),
            control_list=corpus["list"],
            recipe=Recipe(**data["recipe"]),
            recall=float(promise["recall"]),
            confidence=float(promise["confidence"]),
            strangeness_limit=float(promise["strangeness_limit"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{path} is not a training manifest: {error}.") from error


def _found(folder: Path, pattern: str) -> tuple[Path, ...]:
    found = tuple(sorted(folder.glob(pattern)))
    if not found:
        raise ValueError(f"{pattern!r} finds no file in {folder}")
    return found
