"""Bytes → Document. Runs inside the isolated worker, never in the caller's process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from dualens.documents import language, ocr, passages, plain
from dualens.documents.blocks import Block
from dualens.documents.layout import arrange, body_height
from dualens.documents.limits import Limits
from dualens.documents.model import Document, Page
from dualens.documents.pdf import PdfFile, RawPage
from dualens.errors import FailureKind, UnreadableDocumentError

Progress = Callable[[dict[str, object]], None]
"""Told of what is known so far: hash and media type, page count, a page that takes longer."""

PDF, TEXT = "application/pdf", "text/plain"
_MAGIC_WITHIN = 1024  # bytes of rubbish that PDF readers allow before the header


def media_type_of(name: str, data: bytes) -> str:
    """The media type by the file's first bytes, and for plain text by its name; else empty."""
    if b"%PDF" in data[:_MAGIC_WITHIN]:
        return PDF
    if name.lower().endswith((".txt", ".text")):
        return TEXT
    return ""


def read_document(
    data: bytes, name: str, limits: Limits, progress: Progress = lambda _: None
) -> Document:
    """Reads one file.

    Args:
        data: The whole file.
        name: Its name without the folder; tells plain text from unsupported files.
        limits: What the file may cost; memory and time are enforced around this process.
        progress: Called with what is known so far.

    Raises:
        UnreadableDocumentError: with the kind of failure.
    """
    digest = hashlib.sha256(data).hexdigest()
    media_type = media_type_of(name, data)
    progress({"sha256": digest, "media_type": media_type})
    if media_type == PDF:
        laid, notes = _read_pdf(data, limits, progress)
    elif media_type == TEXT:
        laid, notes = plain.read_text(data, limits), []
    else:
        raise UnreadableDocumentError(*_unsupported(name, data))
    pages = tuple(page for page, _ in laid)
    if not any(page.words for page in pages):
        reason = f" ({'; '.join(notes)})" if notes else ""
        raise UnreadableDocumentError(FailureKind.NO_TEXT, f"No text was found{reason}.")
    spoken = language.detect(pages)
    return Document(
        name=name,
        sha256=digest,
        media_type=media_type,
        pages=pages,
        passages=tuple(passages.cut_passages(laid, spoken)),
        language=spoken,
        ocr=any(page.ocr for page in pages),
        notes=tuple(notes),
    )


def _unsupported(name: str, data: bytes) -> tuple[FailureKind, str]:
    if not data:
        return FailureKind.DAMAGED, "The file is empty."
    if name.lower().endswith(".pdf"):
        return FailureKind.DAMAGED, "The file is named .pdf but is not a PDF."
    return FailureKind.UNSUPPORTED, "Only PDF and plain text files can be read."


def _read_pdf(
    data: bytes, limits: Limits, progress: Progress
) -> tuple[list[tuple[Page, list[Block]]], list[str]]:
    with PdfFile(data, limits) as pdf:
        progress({"pages": pdf.page_count})
        raw_pages: list[RawPage] = []
        characters = 0
        for number in range(1, pdf.page_count + 1):
            page = pdf.read_page(number)
            raw_pages.append(page)
            characters += sum(map(len, page.words.texts))
            if characters > limits.characters:
                raise UnreadableDocumentError(
                    FailureKind.TOO_LARGE,
                    f"The file has more than {limits.characters:,} characters.",
                )
        notes = ocr.recognise(pdf, raw_pages, limits, progress)
    if all("page could not be loaded" in page.notes for page in raw_pages):
        raise UnreadableDocumentError(FailureKind.DAMAGED, "No page of the file can be loaded.")
    body = body_height(raw_pages)
    return [arrange(page, body) for page in raw_pages], notes
