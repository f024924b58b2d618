"""Names and quotes of strangers on a terminal: one line each, nothing that steers the screen."""

from __future__ import annotations

import unicodedata


def one_line(text: object) -> str:
    r"""Text on one line: what is not printed is spelled out, as in ``"a\nb"`` or ``"\x1b[2J"``.

    Control characters could steer the terminal, direction marks turn a name around, and half of a
    surrogate pair (a file name that is no UTF-8) cannot be written at all.
    """
    return "".join(c if c.isprintable() else _spelled(c) for c in str(text))


def _spelled(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")
