"""Outputs appear whole or not at all: they are written aside and moved."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dualens.errors import OutputError


def check_writable(path: Path) -> None:
    """Fails early, before an hour of work, where an output could not be written.

    Raises:
        OutputError: The folder is missing or not writable, or the path is a folder or read-only.
    """
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder.", "Name a file to write to.")
        folder = path.absolute().parent
        if not folder.is_dir():
            raise OutputError(f"The folder {folder} does not exist.", "Create it first.")
        if path.exists() and not os.access(path, os.W_OK):
            raise OutputError(f"{path} is write-protected.", "Name another file to write to.")
    except OSError as error:
        raise _failure(path, error) from error
    if is_special(path):
        return
    with written_aside(path) as aside:
        aside.write_bytes(b"")
        aside.unlink()


def is_special(path: Path) -> bool:
    """Whether the path is there and is no plain file: a pipe, a terminal, ``/dev/stdout``."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; it is moved into place if the block succeeds.

    A link stays a link: the file that it leads to is replaced. What is no plain file (a pipe,
    ``/dev/null``) is never replaced: it is given the whole content at the end.

    Raises:
        OutputError: The disk is full, or the place is not writable.
    """
    aside: Path | None = None
    try:
        target = Path(os.path.realpath(path))
        special = is_special(path)
        folder = Path(tempfile.gettempdir()) if special else target.parent
        aside = folder / _name_aside(target)
        yield aside
        if not aside.exists():
            return
        if special:
            with aside.open("rb") as whole, path.open("wb") as stream:
                shutil.copyfileobj(whole, stream)
        else:
            if target.exists():
                shutil.copymode(target, aside)
            os.replace(aside, target)
    except OSError as error:
        raise _failure(path, error) from error
    finally:
        with suppress(OSError):
            if aside is not None:
                aside.unlink()


def _name_aside(target: Path) -> str:
    """Short whatever the target's name, hidden, and the process's own."""
    digest = hashlib.sha256(os.fsencode(target)).hexdigest()
    return f".dualens-{digest[:12]}.{os.getpid()}.partial"


def _failure(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} could not be written: {error.strerror or error}.",
        "Free some space or choose another place; nothing half-written was left.",
    )
