"""A text that is no file, as a document of one page."""

from __future__ import annotations

from dualens.documents.limits import Limits
from dualens.documents.model import Document


def document_of_text(text: str, limits: Limits | None = None) -> Document:
    """The document of a text: one page without boxes.

    A text is read in this process, since it cannot do to it what a hostile file can.

    Raises:
        UnreadableDocumentError: The text is empty, or larger than the limits allow.
    """
    from dualens.documents.reader import read_document

    return read_document(text.encode("utf-8", "replace"), "text.txt", limits or Limits())
