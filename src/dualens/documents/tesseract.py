"""Tesseract, where it is installed: for scripts that the bundled recogniser cannot read."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from dualens.documents.ocr import Recognised

_SECONDS = 60.0
_WORD_LEVEL = "5"


@cache
def languages() -> tuple[str, ...]:
    """The installed languages; empty where Tesseract is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    try:
        done = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    lines = done.stdout.decode("utf-8", "replace").splitlines()[1:]
    return tuple(line.strip() for line in lines if line.strip() not in ("", "osd", "snum", "equ"))


def read_picture(pixels: NDArray[np.uint8]) -> Recognised | None:
    """The words of an RGB picture, or None where Tesseract is not installed or fails."""
    known = languages()
    if not known:
        return None
    height, width = pixels.shape[:2]
    picture = b"P6 %d %d 255\n" % (width, height) + pixels.tobytes()
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(known[:12]), "tsv"]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_table(done.stdout.decode("utf-8", "replace"))


def parse_table(table: str) -> Recognised:
    """Tesseract's TSV output as words; confidence is the mean over letters, 0 to 1."""
    from dualens.documents.ocr import Recognised

    found = Recognised([], [], [], [], 0.0)
    sure = 0.0
    lines: dict[tuple[str, ...], int] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        left, top, width, height = map(float, cells[6:10])
        found.texts.append(cells[11].strip())
        found.boxes.append((left, top, left + width, top + height))
        found.lines.append(lines.setdefault(tuple(cells[1:5]), len(lines)))
        found.glue.append(False)
        sure += len(cells[11].strip()) * float(cells[10]) / 100
    found.confidence = sure / max(sum(map(len, found.texts)), 1)
    return found
