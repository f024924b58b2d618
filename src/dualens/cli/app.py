"""The app and its edge: errors become one line on standard error and an exit status."""

from __future__ import annotations

import sys

import typer

from dualens.cli import assess, lists, match, model, read
from dualens.errors import DualensError
from dualens.version import __version__

app = typer.Typer(
    name="dualens",
    help="Read product documents, match them against export-control lists and flag likely "
    "cyber-surveillance capabilities for human review. It never decides.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
assess.register(app)
read.register(app)
match.register(app)
lists.register(app)
model.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dualens {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    """Read product documents, match them against export-control lists and flag likely cyber-surveillance capabilities for human review. It never decides."""  # noqa: E501


def main() -> None:
    """The entry point of the ``dualens`` program."""
    try:
        app()
    except DualensError as error:
        typer.echo(f"dualens: {error}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output (head, less) has gone; nothing to say
        sys.exit(0)
