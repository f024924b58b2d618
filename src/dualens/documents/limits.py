"""How much one file may cost before it is given up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one file; the defaults are far above any real product document.

    Attributes:
        file_bytes: Size of the file on disk.
        memory_bytes: What a worker may map beyond what it had mapped before the file.
        seconds: Wall clock for one file, without text recognition.
        pages: Pages of one document.
        characters: Characters of one document.
        page_characters: Characters of one page.
        pixels: Of one page picture; larger pages are drawn at a smaller scale.
        ocr_pages: Pages of one document whose words may be recognised from their picture.
        ocr_seconds: What each such page adds to the clock.
    """

    file_bytes: int = 200_000_000
    memory_bytes: int = 2 * 1024**3
    seconds: float = 60.0
    pages: int = 5_000
    characters: int = 20_000_000
    page_characters: int = 1_000_000
    pixels: float = 40e6
    ocr_pages: int = 40
    ocr_seconds: float = 45.0
