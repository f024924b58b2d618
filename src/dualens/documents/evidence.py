"""A passage as evidence: the exact words, the page, and a box around each line of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dualens.documents.model import Box, Document, Passage

MOST_PIECES = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a page that support a finding.

    Attributes:
        page: 1-based.
        quote: The words as they stand on the page, white space folded.
        boxes: One a line, PDF points, origin top left; empty for plain text.
        probability: Of the finding, judged from these words alone; None where not judged so.
    """

    page: int
    quote: str
    boxes: tuple[Box, ...]
    probability: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        data: dict[str, Any] = {
            "page": self.page,
            "quote": self.quote,
            "boxes": [list(box) for box in self.boxes],
        }
        if self.probability is not None:
            data["probability"] = self.probability
        return data


def evidence_of(
    document: Document, passage: Passage, probability: float | None = None
) -> tuple[Evidence, ...]:
    """The evidence that a passage of a document gives, in reading order.

    It is one quote, but where the file itself holds the passage in several pieces (the cells of a
    table that was written column by column): then the longest pieces, each for itself, since only
    so every quote stands on the page word for word.
    """
    page = document.pages[passage.page - 1]
    runs = page.runs(passage.start, passage.end)
    longest = sorted(runs, key=lambda run: -len(page.quote(*run)))[:MOST_PIECES]
    return tuple(
        Evidence(passage.page, page.quote(*run), tuple(page.line_boxes(*run)), probability)
        for run in sorted(longest)
    )
