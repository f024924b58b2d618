"""Keeps imported control lists in the user's folder."""

from __future__ import annotations

from pathlib import Path

from dualens.errors import OutputError
from dualens.lists.model import ControlList
from dualens.lists.storage import save_list_file
from dualens.resources import user_folder


def add_to_library(control_list: ControlList) -> Path:
    """Saves a list where :func:`dualens.lists.load_list` finds it, replacing the same edition.

    Raises:
        OutputError: The user's folder cannot be written.
    """
    folder = user_folder() / "lists" / control_list.id
    path = folder / f"{control_list.version}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_list_file(control_list, path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror}).",
            "Free space there, or name another folder in the variable DUALENS_HOME.",
        ) from error
    return path
