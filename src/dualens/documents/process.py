"""One worker process as its caller sees it: started, asked under a clock, killed, buried."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dualens.documents import wire
from dualens.errors import FailureKind

_START_SECONDS = 120.0  # a loaded machine may take long to start Python; it is not the file's fault
_CHUNK = 1 << 20


class WorkerDiedError(Exception):
    """The worker ended or was killed while it held a file."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


def _environment() -> dict[str, str]:
    package_root = str(Path(__file__).parents[2])
    paths = [package_root, *(path for path in sys.path if path)]
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT")
    return {
        **os.environ,
        **dict.fromkeys(threads, "1"),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }


class WorkerProcess:
    """A warm worker. Not thread-safe: one request at a time."""

    def __init__(self) -> None:
        self.files = 0
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dualens.documents.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # so that what it starts (Tesseract) can be killed with it
        )

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Returns once the worker has loaded its libraries.

        Raises:
            RuntimeError: it does not start; the installation is broken.
        """
        if self._ready:
            return
        try:
            header, _ = self._receive(time.monotonic() + _START_SECONDS)
        except WorkerDiedError as error:
            raise RuntimeError("The reader's worker process does not start.") from error
        self._ready = header.get("is") == "ready"

    def ask(
        self, request: dict[str, Any], body: bytes, seconds: float, ocr: tuple[int, float] = (0, 0)
    ) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Sends one request and hands out the messages that answer it, the answer itself last.

        Args:
            request: What to do, with which limits.
            body: The bytes of the file, where they are not read from its path.
            seconds: Wall clock from now on until the answer.
            ocr: How many pages may be recognised, and what each adds to the clock.

        Raises:
            WorkerDiedError: the worker ended, or was killed because its time was over.
        """
        self.wait_until_ready()
        self.files += 1
        deadline, (pages, allowance) = time.monotonic() + seconds, ocr
        try:
            assert self._process.stdin is not None
            wire.send(self._process.stdin, request, body)  # type: ignore[arg-type]
        except OSError:
            raise self._cause_of_death() from None
        while True:
            header, data = self._receive(deadline)
            if header.get("is") == "progress" and header.get("ocr_page") and pages > 0:
                pages, deadline = pages - 1, deadline + allowance
            yield header, data
            if header.get("is") != "progress":
                return

    def _receive(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        try:
            head, body = wire.unpack_lengths(self._read(wire.PREFIX, deadline))
            header = json.loads(self._read(head, deadline))
            return header, self._read(body, deadline)
        except (wire.WireError, ValueError) as error:
            self.kill()
            raise WorkerDiedError(FailureKind.DAMAGED, f"The reader failed ({error}).") from error

    def _read(self, count: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        held = bytearray()
        while len(held) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                self.kill()
                raise WorkerDiedError(FailureKind.TIMED_OUT, "Reading took too long.")
            chunk = os.read(descriptor, min(count - len(held), _CHUNK))
            if not chunk:
                raise self._cause_of_death()
            held += chunk
        return bytes(held)

    def _cause_of_death(self) -> WorkerDiedError:
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
            return WorkerDiedError(FailureKind.DAMAGED, "The reader stopped answering.")
        # PDFium ends the process by SIGABRT when it gets no memory; SIGKILL that is not ours is
        # the system's out-of-memory killer.
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            return WorkerDiedError(FailureKind.OUT_OF_MEMORY, "Reading took too much memory.")
        if status == -signal.SIGXCPU:
            return WorkerDiedError(FailureKind.TIMED_OUT, "Reading took too long.")
        return WorkerDiedError(FailureKind.DAMAGED, "The file made the reader crash.")

    @property
    def alive(self) -> bool:
        """Whether the process can take another request."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the process at once and collects it."""
        if self.alive:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Lets the process end, and collects it."""
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
