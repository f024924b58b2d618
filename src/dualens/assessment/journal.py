"""What a run has done so far, so that a stopped run goes on where it was.

One line a document, appended and flushed as soon as it is assessed. The first line says what the
run was made with: another model, list or version starts anew, since its results could differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from dualens.assessment.model import MadeWith
from dualens.errors import OutputError


class Journal:
    """The journal of one run; a context manager.

    Args:
        path: Where it is kept: beside the run's first output.
        made_with: What this run is made with.
        resume: Whether to keep what an earlier run of the same make has done.
    """

    def __init__(self, path: Path, made_with: MadeWith, *, resume: bool) -> None:
        self.path = path
        self._header = {"made_with": made_with.as_dict()}
        self.done: dict[str, dict[str, Any]] = self._earlier() if resume else {}
        self._file: IO[str] | None = None

    def __enter__(self) -> Journal:
        try:
            self._file = self.path.open("w", encoding="utf-8")
            self._append(self._header)
            for key, assessment in self.done.items():
                self._append({"key": key, "assessment": assessment})
        except OSError as error:
            raise self._failure(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
        if kind is None:
            self.path.unlink(missing_ok=True)

    def add(self, key: str, assessment: Mapping[str, Any]) -> None:
        """Keeps one document's assessment under its key (path, size and time of the file).

        Raises:
            OutputError: The disk is full.
        """
        try:
            self._append({"key": key, "assessment": dict(assessment)})
        except OSError as error:
            raise self._failure(error) from error

    def _append(self, record: Mapping[str, Any]) -> None:
        assert self._file is not None
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._file.flush()

    def _earlier(self) -> dict[str, dict[str, Any]]:
        if not self.path.is_file():
            return {}
        lines = self.path.read_text(encoding="utf-8").splitlines()
        if not lines or json.loads(lines[0]) != self._header:
            return {}
        done: dict[str, dict[str, Any]] = {}
        for line in lines[1:]:
            try:
                record = json.loads(line)
            except ValueError:
                break  # the line that was being written when the run was stopped
            done[record["key"]] = record["assessment"]
        return done

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"The run's journal {self.path} could not be written: {error.strerror or error}.",
            "Free some space and go on with --resume.",
        )


def key_of(path: Path) -> str:
    """Names a file and its state: a changed file is assessed again."""
    status = path.stat()
    return f"{path.absolute()}|{status.st_size}|{status.st_mtime_ns}"
