"""Words of pages that are pictures."""

from __future__ import annotations

from collections.abc import Callable

from dualens.documents.limits import Limits
from dualens.documents.pdf import PdfFile, RawPage


def recognise(
    pdf: PdfFile,
    pages: list[RawPage],
    limits: Limits,
    progress: Callable[[dict[str, object]], None],
) -> list[str]:
    """Fills in the words of pages that have none in the file; returns notes."""
    return []
