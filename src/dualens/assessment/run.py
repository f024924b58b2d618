"""A run over many files: read, assess, keep a journal, report progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dualens.assessment.assessor import Assessor
from dualens.assessment.journal import Journal, key_of
from dualens.documents import ReaderPool

Progress = Callable[[int, int, str], None]
"""Called after each document with how many are done, how many there are, and its name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a run.

    Attributes:
        path: Where it was read from.
        assessment: Its assessment in the form of the interface.
    """

    path: Path
    assessment: Mapping[str, Any]

    @property
    def unreadable(self) -> bool:
        """Whether the document could not be read."""
        return bool(self.assessment["status"] == "unreadable")

    @property
    def rank(self) -> float:
        """Orders the queue: most needing review first, unreadable ones before plainly harmless.

        A document that nobody could read is not known to be harmless.
        """
        return 0.5 if self.unreadable else float(self.assessment["review"]["rank_score"])


def assess_paths(
    paths: Sequence[Path],
    assessor: Assessor,
    pool: ReaderPool,
    *,
    journal: Journal | None = None,
    progress: Progress | None = None,
) -> Iterator[Row]:
    """Assesses files in order, each as soon as it is done.

    Args:
        journal: An open journal: what it holds is taken over, what is done is added.
        progress: Told after each document.
    """
    # Once for all: a file that changes during the run must not put the results out of step.
    keys = [key_of(path) for path in paths]
    done = journal.done if journal is not None else {}
    fresh = assessor.assess_files(
        (path for path, key in zip(paths, keys, strict=True) if key not in done), pool
    )
    for count, (path, key) in enumerate(zip(paths, keys, strict=True), start=1):
        if key in done:
            assessment = done[key]
        else:
            assessment = next(fresh).as_dict()
            if journal is not None:
                journal.add(key, assessment)
        if progress is not None:
            progress(count, len(paths), path.name)
        yield Row(path, assessment)


def by_need(rows: Sequence[Row]) -> list[Row]:
    """The rows, most needing review first; ties in the order of their names."""
    return sorted(rows, key=lambda row: (-row.rank, row.path.name, str(row.path)))
