"""The app and its edge: errors become one line on standard error and an exit status."""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import typer

from dualens.cli import assess, lists, match, model, read
from dualens.errors import DualensError
from dualens.showing import one_line
from dualens.version import __version__

app = typer.Typer(
    name="dualens",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help without loading rich: within 0.3 s
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with:  dualens assess FOLDER --html report.html",
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
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter costs no result
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app(prog_name="dualens")
    except DualensError as error:
        _fail(str(error), error.exit_status)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        _drop_output()
        _fail(f"{named}{error.strerror or error}.", 2)


def _fail(message: str, status: int) -> NoReturn:
    typer.echo(f"dualens: {one_line(message)}", err=True)
    sys.exit(status)


def _terminate(number: int, _: FrameType | None) -> None:
    """Ends in order, as after Ctrl-C: nothing half-written is left, the journal is kept."""
    sys.exit(128 + number)


def _drop_output() -> None:
    """Standard output may be what failed (a full disk); flushing it at exit must not fail again."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
