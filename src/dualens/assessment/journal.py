"""What a run has done so far, so that a stopped run goes on where it was.

One line a document, appended and flushed as soon as it is assessed. The first line says what the
run was made with: another model, list or version starts anew, since its results could differ.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from dualens.assessment.model import SCHEMA, MadeWith
from dualens.errors import OutputError


class Journal:
    """The journal of one run; a context manager over its reading, assessing and writing.

    It is removed where the block succeeds, and kept where the run was stopped or failed.

    Args:
        path: Where it is kept: beside the run's first output.
        made_with: What this run is made with.
        resume: Whether to keep what an earlier run of the same make has done.

    Attributes:
        path: Where it is kept.
        done: The assessments of the earlier run, by key.
        note: Why an earlier journal was not used, as a sentence; else empty.
    """

    def __init__(self, path: Path, made_with: MadeWith, *, resume: bool) -> None:
        self.path = path
        self.note = ""
        self._header = {"made_with": made_with.as_dict()}
        self.done: dict[str, dict[str, Any]] = self._earlier() if resume else {}
        self._file: IO[str] | None = None

    def __enter__(self) -> Journal:
        # Written aside: a stop at this moment must not cost what the earlier run had done.
        aside = self.path.with_name(self.path.name + ".partial")
        try:
            with aside.open("w", encoding="ascii") as file:
                file.write(_line(self._header))
                file.writelines(
                    _line({"key": key, "assessment": assessment})
                    for key, assessment in self.done.items()
                )
            os.replace(aside, self.path)
            self._file = self.path.open("a", encoding="ascii")
        except OSError as error:
            raise self._failure(error) from error
        finally:
            aside.unlink(missing_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._file is not None:
                self._file.close()
        except OSError as failure:
            raise self._failure(failure) from error
        if kind is None:
            self.path.unlink(missing_ok=True)

    def add(self, key: str, assessment: Mapping[str, Any]) -> None:
        """Keeps one document's assessment under its key (path, size and time of the file).

        Raises:
            OutputError: The disk is full.
        """
        assert self._file is not None
        try:
            self._file.write(_line({"key": key, "assessment": dict(assessment)}))
            self._file.flush()
        except OSError as error:
            raise self._failure(error) from error

    def _earlier(self) -> dict[str, dict[str, Any]]:
        try:
            records = _records(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._failure(error) from error
        header = next(records, None)
        if header is None:
            self.note = f"{self.path} is damaged; all is assessed anew."
        elif header != self._header:
            self.note = "The stopped run had another model, list or version; all is assessed anew."
        else:
            return {record["key"]: record["assessment"] for record in records if _is_entry(record)}
        return {}

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"The run's journal {self.path} could not be written: {error.strerror or error}.",
            "Free some space and go on with --resume.",
        )


def key_of(path: Path) -> str:
    """Names a file and its state: a changed file is assessed again."""
    try:
        status = path.stat()
    except OSError:  # it has gone since it was found; reading it will say so
        return f"{path.absolute()}|gone"
    return f"{path.absolute()}|{status.st_size}|{status.st_mtime_ns}"


def _line(record: Mapping[str, Any]) -> str:
    """Pure ASCII: neither odd file names nor Unicode's line ends can break a line."""
    return json.dumps(record) + "\n"


def _records(data: bytes) -> Iterator[dict[str, Any]]:
    """The whole lines up to the first broken one, which was being written at the stop."""
    for line in data.split(b"\n"):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not isinstance(record, dict):
            return
        yield record


def _is_entry(record: Mapping[str, Any]) -> bool:
    assessment = record.get("assessment")
    return (
        isinstance(record.get("key"), str)
        and isinstance(assessment, dict)
        and assessment.get("schema") == SCHEMA
    )
