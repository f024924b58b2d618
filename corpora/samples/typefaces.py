"""Finds and registers the free fonts that the samples embed as subsets."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FAMILIES = {
    "LiberationSans": ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    "LiberationSerif": ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    "LiberationMono": ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
    "DejaVuSans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "NotoSans": ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    "NotoSerif": ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf"),
    "MicroHei": ("wqy-microhei.ttc", "wqy-microhei.ttc"),
}
DEBIAN = "fonts-liberation2 fonts-dejavu-core fonts-noto-core fonts-wqy-microhei"


class FontsMissingError(Exception):
    """One or more font files were not found."""


def find(folder: Path) -> dict[str, Path]:
    """Returns the path of each font file below the folder.

    Raises:
        FontsMissingError: where a file is absent; the message names it and says what to install.
    """
    wanted = {name for pair in FAMILIES.values() for name in pair}
    found = {path.name: path for path in sorted(folder.rglob("*.tt[cf]")) if path.name in wanted}
    missing = sorted(wanted - set(found))
    if missing:
        raise FontsMissingError(
            f"fonts not found below {folder}: {', '.join(missing)}. "
            f"On Debian: apt-get install {DEBIAN}; elsewhere give their folder with --fonts."
        )
    return found


def digests(found: dict[str, Path]) -> dict[str, str]:
    """Returns the SHA-256 of each font file, by file name."""
    return {n: hashlib.sha256(found[n].read_bytes()).hexdigest() for n in sorted(found)}


def register(found: dict[str, Path]) -> None:
    """Registers every family with reportlab, regular and bold."""
    for family, (regular, bold) in FAMILIES.items():
        pdfmetrics.registerFont(TTFont(family, str(found[regular])))
        pdfmetrics.registerFont(TTFont(f"{family}-Bold", str(found[bold])))
        for italic in (0, 1):
            addMapping(family, 0, italic, family)
            addMapping(family, 1, italic, f"{family}-Bold")
