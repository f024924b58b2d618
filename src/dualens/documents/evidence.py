"""A passage as evidence: the exact words, the page, and a box around each line of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dualens.documents.model import Box, Document, Passage


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


def evidence_of(document: Document, passage: Passage, probability: float | None = None) -> Evidence:
    """The evidence that a passage of a document gives."""
    page = document.pages[passage.page - 1]
    boxes = page.line_boxes(passage.start, passage.end)
    return Evidence(passage.page, passage.text, tuple(boxes), probability)
