"""A run over many files: in order, each at once, with progress, whatever happens to the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from dualens.assessment import Assessor, Journal, MadeWith, assess_paths
from dualens.documents import ReaderPool

MADE = MadeWith("0.1", "m", "e", {})


class Result:
    def __init__(self, text: str) -> None:
        self.text = text

    def as_dict(self) -> dict[str, Any]:
        return {"schema": "dualens/assessment/1", "status": "assessed", "text": self.text}


class FakeAssessor:
    """Takes the content of a file for its assessment; remembers what it was given."""

    made_with = MADE

    def __init__(self) -> None:
        self.given: list[str] = []

    def assess_files(self, sources: Iterable[Path], pool: object) -> Iterator[Result]:
        for source in sources:
            self.given.append(source.name)
            yield Result(source.read_text())


POOL = cast(ReaderPool, None)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "cab":
        (folder / name).write_text(f"this is {name}")
    return [folder / name for name in "cab"]


def run(files: list[Path], **options: Any) -> tuple[list[str], list[str]]:
    """What was assessed anew, and the assessments by file."""
    assessor = FakeAssessor()
    rows = assess_paths(files, cast(Assessor, assessor), POOL, **options)
    told = [f"{row.path.name}: {row.assessment['text']}" for row in rows]
    return assessor.given, told


WHOLE = ["c: this is c", "a: this is a", "b: this is b"]


def test_rows_come_in_the_order_given(files: list[Path]) -> None:
    assert run(files) == (["c", "a", "b"], WHOLE)


def test_each_row_comes_as_soon_as_it_is_done(files: list[Path]) -> None:
    assessor = FakeAssessor()
    next(assess_paths(files, cast(Assessor, assessor), POOL))
    assert assessor.given == ["c"]


def test_progress_tells_count_total_and_name(files: list[Path]) -> None:
    told: list[tuple[int, int, str]] = []
    run(files, progress=lambda *now: told.append(now))
    assert told == [(1, 3, "c"), (2, 3, "a"), (3, 3, "b")]


@pytest.mark.parametrize("done", [[0], [1], [2], [0, 2], [1, 2], [0, 1, 2], []])
def test_what_a_stopped_run_had_done_is_put_in_its_place(
    files: list[Path], tmp_path: Path, done: list[int]
) -> None:
    path = tmp_path / "journal"
    with suppress(KeyboardInterrupt), Journal(path, MADE, resume=False) as journal:
        run([files[n] for n in done], journal=journal)
        raise KeyboardInterrupt
    with Journal(path, MADE, resume=True) as journal:
        given, told = run(files, journal=journal)
    assert told == WHOLE
    assert given == [path.name for n, path in enumerate(files) if n not in done]


def test_a_file_that_changes_during_the_run_puts_nothing_out_of_step(
    files: list[Path], tmp_path: Path
) -> None:
    """It was done before; by the time its turn comes it is another."""
    path = tmp_path / "journal"
    with suppress(KeyboardInterrupt), Journal(path, MADE, resume=False) as journal:
        run([files[1]], journal=journal)
        raise KeyboardInterrupt

    def change(done: int, total: int, name: str) -> None:
        if done == 1:
            files[1].write_text("changed meanwhile")

    with Journal(path, MADE, resume=True) as journal:
        _, told = run(files, journal=journal, progress=change)
    assert told == WHOLE
