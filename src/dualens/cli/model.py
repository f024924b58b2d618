"""``dualens train``, ``dualens evaluate``, ``dualens model``: the model's making and its card."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(train)
    app.command()(model)


def train(
    manifest: Annotated[
        Path,
        typer.Argument(metavar="MANIFEST", help="A training manifest (TOML).", show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", help="Where the model folder goes.")] = Path(
        "out/model"
    ),
    tracking: Annotated[
        str, typer.Option("--tracking", help="MLflow tracking address.")
    ] = "sqlite:///mlruns.db",
) -> None:
    """Train a model from a manifest and log the run to MLflow."""
    from dualens.classification.training import train_from
    from dualens.cli.progress import progress

    with progress("Training") as report:
        folder = train_from(manifest, out, tracking, report)
    typer.echo(f"Written: {folder}")


def model(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A model folder; the shipped model by default."),
    ] = None,
) -> None:
    """Show the model card, after checking the model's hashes."""
    from dualens.classification import read_manifest
    from dualens.errors import ModelIntegrityError
    from dualens.resources import shipped

    place = folder or shipped("models/default")
    card = place / "MODEL_CARD.md"
    try:
        read_manifest(place)
        text = card.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ModelIntegrityError(
            f"{card} cannot be read ({error}).", "Name a model folder, or install Dualens again."
        ) from error
    typer.echo(text)
