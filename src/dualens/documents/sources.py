"""Which files the paths of a command mean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dualens.errors import UsageError

SUFFIXES = (".pdf", ".txt", ".text")


def collect(paths: Iterable[Path]) -> list[Path]:
    """The files to read: each named file, and in each named folder all that can be read.

    A named file is taken whatever its name; reading it tells whether it is supported. Folders are
    searched in depth, in sorted order, without hidden files; each file is taken once.

    Raises:
        UsageError: a path does not exist, or no document was found.
    """
    found: dict[Path, None] = {}
    for path in paths:
        path = Path(path)
        if path.is_dir():
            found.update(dict.fromkeys(_in_folder(path)))
        elif path.exists():
            found[path] = None
        else:
            raise UsageError(
                f"{path} does not exist.", "Check the path; names with blanks need quotes."
            )
    if not found:
        raise UsageError(
            "No documents found.",
            f"Name files, or folders that hold files ending in {', '.join(SUFFIXES)}.",
        )
    return list(found)


def _in_folder(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )
