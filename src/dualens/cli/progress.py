"""Progress on standard error: a bar on a terminal, a line every few files elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dualens.showing import one_line

Report = Callable[[int, int, str], None]

QUIET_SECONDS = 10.0
"""Between two lines where standard error is no terminal."""


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """A function that is told how many are done, how many there are, and the last one's name."""
    if sys.stderr.isatty():
        with _bar(what) as report:
            yield report
    else:
        yield _Lines(what)


@contextmanager
def _bar(what: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", style="dim", markup=False),  # a name is not markup
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, name="")

        def report(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, name=one_line(name)[:48])

        yield report


class _Lines:
    """Lines for a log: the first file, then one every few seconds, then the last."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._last = -QUIET_SECONDS

    def __call__(self, done: int, total: int, name: str) -> None:
        now = time.monotonic()
        if done == total or now - self._last >= QUIET_SECONDS:
            self._last = now
            line = f"{self._what} {done} of {total}: {one_line(name)}"
            print(line, file=sys.stderr, flush=True)  # noqa: T201
