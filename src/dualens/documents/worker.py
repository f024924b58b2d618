"""The process that touches strangers' files: one request after another on its standard input.

Started by pool.py as ``python -m dualens.documents.worker``; a process of its own (not a fork), so
that neither threads nor notebooks of the caller matter.
"""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

from dualens.documents import sandbox, wire
from dualens.documents.limits import Limits
from dualens.errors import FailureKind, UnreadableDocumentError


def limits_of(data: dict[str, Any]) -> Limits:
    """The limits that a request carries."""
    return Limits(**{field.name: data[field.name] for field in fields(Limits)})


def _load(request: dict[str, Any], body: bytes, limits: Limits) -> bytes:
    if request.get("path") is None:
        return body
    with Path(request["path"]).open("rb") as stream:
        data = stream.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise UnreadableDocumentError(FailureKind.TOO_LARGE, "The file is too large.")
    return data


def _answer(request: dict[str, Any], body: bytes, out: BinaryIO) -> None:
    limits = limits_of(request["limits"])
    data = _load(request, body, limits)
    if request["task"] == "render":
        from dualens.documents.render import draw_page

        wire.send(out, {"is": "picture"}, draw_page(data, request["page"], request["dpi"], limits))
        return
    from dualens.documents.reader import read_document

    def progress(known: dict[str, object]) -> None:
        wire.send(out, {"is": "progress", **known})

    document = read_document(data, request["name"], limits, progress)
    header, packed = wire.encode(document)
    wire.send(out, {"is": "document", **header}, packed)


def _failure(kind: FailureKind, message: str) -> dict[str, Any]:
    return {"is": "failure", "kind": kind.value, "message": message}


def serve(incoming: BinaryIO, out: BinaryIO) -> None:
    """Answers requests until the parent closes the pipe."""
    while (message := wire.receive(incoming)) is not None:
        request, body = message
        limits = limits_of(request["limits"])
        sandbox.limit_memory(limits.memory_bytes)
        sandbox.limit_seconds(limits.seconds + limits.ocr_pages * limits.ocr_seconds)
        try:
            _answer(request, body, out)
        except UnreadableDocumentError as error:
            wire.send(out, _failure(error.kind, error.message))
        except MemoryError:
            wire.send(out, _failure(FailureKind.OUT_OF_MEMORY, "Reading took too much memory."))
        except RecursionError:
            wire.send(out, _failure(FailureKind.DAMAGED, "The file is nested too deeply."))
        except OSError as error:
            reason = error.strerror or str(error)
            wire.send(out, _failure(FailureKind.DAMAGED, f"The file cannot be opened: {reason}."))
        except Exception as error:  # noqa: BLE001 - one file's fault must not cost the others their worker
            reason = f"The file could not be read ({type(error).__name__}: {error})."
            wire.send(out, _failure(FailureKind.DAMAGED, reason))


def do_without_torch() -> None:
    """Keeps torch out of this process, where a user has installed it.

    spaCy's thinc takes it along whenever it finds it. A build for graphics cards maps gigabytes,
    which the limit on memory would count against the file that happens to be read.
    """
    sys.modules["torch"] = None  # type: ignore[assignment]


def main() -> None:
    """Takes the pipes, gives up what a reader does not need, loads PDFium and serves."""
    incoming, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    do_without_torch()
    sandbox.close_network()
    sandbox.close_files()
    from dualens.documents import letters, pdf, reader, textpage

    assert pdf
    assert reader
    letters.unit_table()
    textpage.raw_functions()
    wire.send(out, {"is": "ready"})
    serve(incoming, out)


if __name__ == "__main__":
    main()
