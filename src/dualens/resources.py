"""Where the data that Dualens carries lies: in the wheel, or beside ``src/`` in a checkout."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def shipped(relative: str) -> Path:
    """The path of a shipped file or folder, e.g. ``models/default`` or ``corpora/lists``.

    A wheel holds them under ``dualens/_shipped``; an editable install reads the checkout.
    """
    inside = _PACKAGE / "_shipped" / relative
    return inside if inside.exists() else _CHECKOUT / relative


def user_folder() -> Path:
    """Where what the user brings is kept: imported lists, the vector cache.

    ``$DUALENS_HOME`` if set, else ``$XDG_DATA_HOME/dualens``, else ``~/.local/share/dualens``.
    """
    home = os.environ.get("DUALENS_HOME")
    if home:
        return Path(home)
    data_home = os.environ.get("XDG_DATA_HOME")
    base = Path(data_home) if data_home else Path.home() / ".local" / "share"
    return base / "dualens"
