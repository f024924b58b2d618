"""Reads files in warm worker processes: what a file does to its worker costs that file only."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from dualens.documents import wire
from dualens.documents.limits import Limits
from dualens.documents.model import Document
from dualens.documents.process import WorkerDiedError, WorkerProcess
from dualens.errors import FailureKind, UnreadableDocumentError

Source = Path | tuple[str, bytes]
"""A file by its path, or a name and the bytes."""

_FILES_A_WORKER = 200  # then a fresh one: leaks of the C++ library must not add up
_AHEAD = 3  # files read ahead of the consumer, for each worker
_DRAW_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read.

    Attributes:
        name: File name as given (no folder).
        sha256: Of its bytes, hex; empty where they could not be had.
        media_type: As far as known, else empty.
        kind: Why it could not be read.
        message: The same as a sentence.
        pages: Number of pages as far as known, else 0.
    """

    name: str
    sha256: str
    media_type: str
    kind: FailureKind
    message: str
    pages: int = 0


ReadResult = Document | Unreadable


class ReaderPool:
    """Warm worker processes that read documents and draw pages.

    Use as a context manager. Safe to use from several threads.

    Args:
        jobs: Number of workers, each a process of about 70 MB.
        limits: On each file.
    """

    def __init__(self, jobs: int = 1, limits: Limits | None = None) -> None:
        self.jobs = max(jobs, 1)
        self.limits = limits or Limits()
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._lock = Lock()
        self._closed = False
        self._threads = ThreadPoolExecutor(self.jobs, thread_name_prefix="dualens-reader")

    def __enter__(self) -> ReaderPool:
        # Started now, so that they load their libraries side by side while the caller goes on.
        self._idle.extend(WorkerProcess() for _ in range(self.jobs))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kills all workers; what they were reading is given up."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def read_many(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        """One result a source, in their order; a few are read ahead of the consumer."""
        waiting: deque[Future[ReadResult]] = deque()
        try:
            for source in sources:
                waiting.append(self._threads.submit(self.read, source))
                if len(waiting) > _AHEAD * self.jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def read(self, source: Source) -> ReadResult:
        """Reads one file; never raises for what is the file's fault."""
        name = source.name if isinstance(source, Path) else source[0]
        known: dict[str, Any] = {}
        try:
            header, body = self._ask("read", source, known, self.limits.seconds)
            return wire.decode(header, body)
        except UnreadableDocumentError as error:
            return Unreadable(
                name=name,
                sha256=str(known.get("sha256", "")) or _digest(source, self.limits),
                media_type=str(known.get("media_type", "")),
                kind=error.kind,
                message=error.message,
                pages=int(known.get("pages", 0)),
            )

    def render(self, source: Source, page: int, dpi: float = 100.0) -> bytes:
        """A page (1-based) as JPEG, with the geometry of its words' boxes.

        Raises:
            UnreadableDocumentError: the page cannot be drawn.
        """
        _, picture = self._ask("render", source, {}, _DRAW_SECONDS, page=page, dpi=dpi)
        return picture

    def _ask(
        self, task: str, source: Source, known: dict[str, Any], seconds: float, **more: float
    ) -> tuple[dict[str, Any], bytes]:
        path, name, body = _address(source, self.limits)
        request = {"task": task, "name": name, "path": path, "limits": asdict(self.limits), **more}
        allowance = (self.limits.ocr_pages, self.limits.ocr_seconds)
        header: dict[str, Any] = {}
        data = b""
        with self._worker() as worker:
            try:
                for answer in worker.ask(request, body, seconds, allowance):
                    header, data = answer
                    if header.get("is") == "progress":
                        known.update(header)
            except WorkerDiedError as error:
                raise UnreadableDocumentError(error.kind, error.message) from None
        if header.get("is") == "failure":
            kind = header.get("kind")
            kinds = tuple(FailureKind)
            found = FailureKind(kind) if kind in kinds else FailureKind.DAMAGED
            raise UnreadableDocumentError(found, str(header.get("message", "")))
        return header, data

    @contextmanager
    def _worker(self) -> Iterator[WorkerProcess]:
        """Lends a live worker; takes it back where it lives on and has not grown old."""
        with self._lock:
            if self._closed:
                raise RuntimeError("The reader pool is closed.")
            worker = self._idle.pop() if self._idle else WorkerProcess()
            self._busy.add(worker)
        whole = False
        try:
            yield worker
            whole = True
        finally:
            with self._lock:
                self._busy.discard(worker)
                keep = whole and worker.files < _FILES_A_WORKER and worker.alive
                keep = keep and not self._closed
                if keep:
                    self._idle.append(worker)
            if not keep:
                worker.kill()


def _address(source: Source, limits: Limits) -> tuple[str | None, str, bytes]:
    """Path, name and bytes of a source; checks its size before anything is read."""
    if isinstance(source, Path):
        try:
            size = source.stat().st_size
        except OSError as error:
            message = f"The file cannot be opened: {error.strerror}."
            raise UnreadableDocumentError(FailureKind.DAMAGED, message) from error
        path, name, body = str(source.absolute()), source.name, b""
    else:
        name, body = source
        size, path = len(body), None
    if size > limits.file_bytes:
        message = f"The file has {size:,} bytes; the limit is {limits.file_bytes:,}."
        raise UnreadableDocumentError(FailureKind.TOO_LARGE, message)
    return path, name, body


def _digest(source: Source, limits: Limits) -> str:
    """Hash of a file that never reached a worker, or whose worker died before it told."""
    if not isinstance(source, Path):
        return hashlib.sha256(source[1]).hexdigest()
    try:
        with source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def read(path: Path | str, limits: Limits | None = None) -> Document:
    """Reads one file in a worker process of its own.

    For many files a ``ReaderPool`` is many times faster: it keeps its workers warm.

    Raises:
        UnreadableDocumentError: with the kind of failure.
    """
    with ReaderPool(1, limits) as pool:
        result = pool.read(Path(path))
    if isinstance(result, Unreadable):
        raise UnreadableDocumentError(result.kind, f"{result.name}: {result.message}")
    return result
