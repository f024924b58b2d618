"""Outputs appear whole or not at all: they are written aside and moved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dualens.errors import OutputError


def check_writable(path: Path) -> None:
    """Fails early, before an hour of work, where an output could not be written.

    Raises:
        OutputError: The folder is missing or not writable, or the path is a folder.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder.", "Name a file to write to.")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise OutputError(f"The folder {folder} does not exist.", "Create it first.")
    with written_aside(path) as aside:
        aside.write_bytes(b"")
        aside.unlink()


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; it is moved into place if the block succeeds.

    Raises:
        OutputError: The disk is full, or the place is not writable.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield aside
        if aside.exists():
            os.replace(aside, path)
    except OSError as error:
        raise OutputError(
            f"{path} could not be written: {error.strerror or error}.",
            "Free some space or choose another place; nothing half-written was left.",
        ) from error
    finally:
        with suppress(OSError):
            aside.unlink()
