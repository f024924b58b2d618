"""How a document travels from the worker to its caller.

The worker has held a stranger's file, so its words are taken as data only: a JSON header and raw
arrays, never a pickle, which could run code in the caller.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

import numpy as np

from dualens.documents.model import Document, Page, Passage, PassageKind

_LENGTHS = struct.Struct("<II")
_MOST_BYTES = 2**31
_ARRAYS = (
    ("boxes", np.dtype("<f4")),
    ("box_word", np.dtype("<i4")),
    ("line", np.dtype("<i4")),
    ("block", np.dtype("<i4")),
    ("glue", np.dtype("?")),
    ("follows", np.dtype("?")),
)
_KINDS = tuple(PassageKind)


class WireError(Exception):
    """The other side stopped, or sent what it should not."""


def send(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Writes one message."""
    head = json.dumps(header, separators=(",", ":")).encode()
    stream.write(_LENGTHS.pack(len(head), len(body)) + head)
    stream.write(body)
    stream.flush()


def unpack_lengths(raw: bytes) -> tuple[int, int]:
    """The lengths of header and body that the first eight bytes of a message announce."""
    head, body = _LENGTHS.unpack(raw)
    if head + body > _MOST_BYTES:
        raise WireError("message too long")
    return head, body


PREFIX = _LENGTHS.size


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Reads one message; None at the end of the stream."""
    prefix = stream.read(PREFIX)
    if len(prefix) < PREFIX:
        return None
    head, body = unpack_lengths(prefix)
    header = json.loads(stream.read(head))
    return header, stream.read(body)


def encode(document: Document) -> tuple[dict[str, Any], bytes]:
    """A document as header and body."""
    chunks: list[bytes] = []
    pages = []
    for page in document.pages:
        words = "\n".join(page.words).encode()
        chunks.append(words)
        for name, kind in _ARRAYS:
            chunks.append(np.ascontiguousarray(getattr(page, name), kind).tobytes())
        pages.append([page.width, page.height, len(words), len(page.words), len(page.boxes),
                      page.ocr, page.note])  # fmt: skip
    headings = sorted({text for p in document.passages for text in (p.heading, p.header)})
    place = {text: at for at, text in enumerate(headings)}
    cut = [
        [p.page, p.start, p.end, _KINDS.index(p.kind), place[p.heading], place[p.header]]
        for p in document.passages
    ]
    header = {
        "name": document.name,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "language": document.language,
        "notes": document.notes,
        "pages": pages,
        "strings": headings,
        "passages": cut,
    }
    return header, b"".join(chunks)


def decode(header: dict[str, Any], body: bytes) -> Document:
    """The document that ``encode`` took apart.

    Raises:
        WireError: where header and body do not fit.
    """
    try:
        pages = _decode_pages(header["pages"], body)
        strings = [str(text) for text in header["strings"]]
        passages = tuple(
            Passage(page, start, end, pages[page - 1].quote(start, end), strings[heading],
                    strings[head], _KINDS[kind])
            for page, start, end, kind, heading, head in header["passages"]
        )  # fmt: skip
        return Document(
            name=str(header["name"]),
            sha256=str(header["sha256"]),
            media_type=str(header["media_type"]),
            pages=pages,
            passages=passages,
            language=str(header["language"]),
            ocr=any(page.ocr for page in pages),
            notes=tuple(str(note) for note in header["notes"]),
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise WireError(str(error)) from error


def _decode_pages(rows: list[list[Any]], body: bytes) -> tuple[Page, ...]:
    pages, at = [], 0
    for number, (width, height, size, words, pieces, ocr, note) in enumerate(rows, 1):
        text = body[at : at + size].decode()
        at += size
        lengths = (pieces * 4, pieces, words, words, words, words)
        arrays: dict[str, Any] = {}
        for (name, kind), length in zip(_ARRAYS, lengths, strict=True):
            arrays[name] = np.frombuffer(body, kind, length, at)
            at += length * kind.itemsize
        arrays["boxes"] = arrays["boxes"].reshape(-1, 4)
        split = tuple(text.split("\n")) if words else ()
        if len(split) != words:
            raise ValueError("words and their count differ")
        pages.append(
            Page(number=number, width=float(width), height=float(height), words=split,
                 ocr=bool(ocr), note=str(note), **arrays)
        )  # fmt: skip
    return tuple(pages)
