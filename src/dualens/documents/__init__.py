"""Bytes → Document → Passage, in an isolated process.

    with ReaderPool(jobs=2) as pool:
        for result in pool.read_many(collect([Path("brochures")])):
            ...  # a Document, or an Unreadable with its reason

Importing this package loads neither PDFium nor spaCy; only the workers do.
"""

from dualens.documents.evidence import Evidence, evidence_of
from dualens.documents.limits import Limits
from dualens.documents.model import Box, Document, Page, Passage, PassageKind, Word
from dualens.documents.pool import ReaderPool, ReadResult, Source, Unreadable, read
from dualens.documents.sources import collect
from dualens.documents.texts import document_of_text

__all__ = [
    "Box", "Document", "Evidence", "Limits", "Page", "Passage", "PassageKind", "ReadResult",
    "ReaderPool", "Source", "Unreadable", "Word", "collect", "document_of_text", "evidence_of",
    "read",
]  # fmt: skip
