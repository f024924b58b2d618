"""What several commands share: their options, checks of what was named, JSON on standard output."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualens.errors import UsageError
from dualens.showing import one_line

if TYPE_CHECKING:
    from dualens.assessment import Assessor

STDOUT = Path("-")
"""Standard output, where an output may be that."""


def known_editions() -> list[str]:
    """For the completion of a shell."""
    from dualens.lists import editions

    return sorted({name for e in editions() for name in (e.id, f"{e.id}@{e.version}")})


# The default is not written into the signature: importing the lists costs --help its speed.
Lists = Annotated[
    list[str] | None,
    typer.Option(
        "--list",
        metavar="ID",
        help="Control list, ID or ID@VERSION; may be repeated.  [default: eu-annex-i]",
        autocompletion=known_editions,
    ),
]
Model = Annotated[
    Path | None,
    typer.Option("--model", metavar="FOLDER", help="A model folder; the shipped model by default."),
]


def load_assessor(
    model: Path | None, lists: Sequence[str] | None, cache: Path | None = None
) -> Assessor:
    """The assessor that the options name; None for ``lists`` is the default list."""
    with _busy("Loading the model and the control lists"):
        from dualens.assessment import Assessor
        from dualens.lists import DEFAULT_LIST

        chosen = (DEFAULT_LIST,) if lists is None else lists
        return Assessor.load(model, chosen, cache=cache)


@contextmanager
def _busy(what: str) -> Iterator[None]:
    """Says on a terminal what takes a moment."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def check_files(files: Iterable[Path]) -> None:
    """Refuses what is no file: reading a pipe or a device could wait for ever.

    Raises:
        UsageError: One is missing, a folder, a pipe or a device.
    """
    for path in files:
        try:
            mode = path.stat().st_mode
        except FileNotFoundError as error:
            raise UsageError(f"{path} does not exist.", "Check the path.") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"{path} cannot be opened: {reason}.", "Check the path.") from error
        if stat.S_ISDIR(mode):
            raise UsageError(f"{path} is a folder.", "Name a file.")
        if not stat.S_ISREG(mode):
            raise UsageError(
                f"{path} is a pipe or a device, not a file.", "Save its content to a file first."
            )


def check_outputs(outputs: Sequence[Path], inputs: Iterable[Path]) -> None:
    """Refuses, before any work, outputs that could not be written or would destroy an input.

    Raises:
        UsageError: An output is named twice, or is an input.
        OutputError: One cannot be written.
    """
    from dualens.assessment import check_writable

    taken = {_identity(path): path for path in inputs}
    seen: set[object] = set()
    for path in outputs:
        identity = _identity(path)
        if identity in taken:
            raise UsageError(
                f"{path} is one of the documents to be read; it would be overwritten.",
                "Name another file to write to.",
            )
        if identity in seen:
            raise UsageError(f"{path} is named for two outputs.", "Name a file for each.")
        seen.add(identity)
        check_writable(path)


def _identity(path: Path) -> object:
    try:
        status = path.stat()
    except OSError:
        return str(path.absolute())
    return status.st_dev, status.st_ino


def print_json(value: Any) -> None:
    """One line of JSON on standard output, in UTF-8 whatever the terminal's encoding."""
    from dualens.assessment import as_json

    print_bytes(as_json(value) + "\n")


def print_bytes(text: str) -> None:
    """Text on standard output in UTF-8, flushed."""
    typer.echo(text.encode("utf-8"), nl=False)


def say(text: str) -> None:
    """A line of Dualens's own on standard error; names in it may hold anything."""
    typer.echo(f"dualens: {one_line(text)}", err=True)
