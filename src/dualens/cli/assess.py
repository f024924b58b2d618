"""``dualens assess``: the main job."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualens.cli.common import (
    STDOUT,
    Lists,
    Model,
    check_files,
    check_outputs,
    load_assessor,
    print_bytes,
    say,
)
from dualens.errors import UsageError
from dualens.showing import one_line

if TYPE_CHECKING:
    from dualens.assessment import Assessor, Journal, Row
    from dualens.documents import ReaderPool

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Files (PDF or plain text), or folders that are searched for them.",
        show_default=False,
    ),
]
Json = Annotated[
    Path | None,
    typer.Option(
        "--json", metavar="OUT", help="One object a document, a line each; '-' for standard output."
    ),
]
Html = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="OUT",
        help="A self-contained report with the evidence marked on the pages.",
    ),
]
Xlsx = Annotated[
    Path | None,
    typer.Option(
        "--xlsx", metavar="OUT", help="A spreadsheet: documents, flags and matches, a sheet each."
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        metavar="N",
        min=1,
        max=256,
        help="Reading processes; as many as cores by default.",
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on with a run that was stopped; name the same outputs again."
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option("--cache", metavar="FILE", help="An SQLite file that keeps vectors between runs."),
]

_EPILOG = """\b
Examples:
  dualens assess brochure.pdf
  dualens assess brochures/ --html report.html
  dualens assess brochures/ --json out.jsonl --xlsx out.xlsx
  dualens assess brochures/ --json out.jsonl --resume
  dualens assess brochure.pdf --json - | jq .review

The table lists what a person should look at first: ● before the probability says that review is
recommended. Whether a licence is needed is never decided.

Exit status: 0 all read and assessed, 1 some documents could not be read (each is in the output
with its reason), 2 the command itself was wrong, 130 stopped with Ctrl-C.
"""


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command(epilog=_EPILOG)(assess)


@dataclass(frozen=True)
class _Outputs:
    """Where the results go."""

    json: Path | None
    html: Path | None
    xlsx: Path | None

    @property
    def files(self) -> list[Path]:
        named = (self.json, self.html, self.xlsx)
        return [path for path in named if path is not None and path != STDOUT]

    @property
    def to_stdout(self) -> bool:
        return self.json == STDOUT

    @property
    def journal(self) -> Path | None:
        """Beside the first output that is a plain file."""
        from dualens.assessment import is_special

        first = next((path for path in self.files if not is_special(path)), None)
        return first and first.with_name(f".{first.name[:60]}.journal")

    def check(self, inputs: Sequence[Path]) -> None:
        if STDOUT in (self.html, self.xlsx):
            raise UsageError("Only --json can go to standard output.", "Name a file.")
        check_outputs(self.files, inputs)

    def write(self, rows: Sequence[Row], pool: ReaderPool) -> None:
        from dualens.assessment import write_html, write_json, write_xlsx

        if self.json is not None and not self.to_stdout:
            write_json(rows, self.json)
        if self.xlsx is not None:
            write_xlsx(rows, self.xlsx)
        if self.html is not None:
            write_html(rows, self.html, pool)


def assess(
    paths: Paths,
    json: Json = None,
    html: Html = None,
    xlsx: Xlsx = None,
    lists: Lists = None,
    jobs: Jobs = None,
    resume: Resume = False,
    model: Model = None,
    cache: Cache = None,
) -> None:
    """Read files or folders and assess each document, most needing review first."""
    from dualens.documents import ReaderPool, collect

    outputs = _Outputs(json, html, xlsx)
    if resume and not outputs.files:
        raise UsageError("--resume needs an output to go on with.", "Name one: --json OUT.")
    files = collect(paths)
    check_files(files)
    outputs.check(files)
    try:
        assessor = load_assessor(model, lists, cache)
        with (
            ReaderPool(jobs=min(jobs or _cores(), len(files))) as pool,
            _journal(outputs, assessor, files, resume) as journal,
        ):
            rows = _run(files, assessor, pool, journal, to_stdout=outputs.to_stdout)
            outputs.write(rows, pool)
    except KeyboardInterrupt:
        kept = outputs.journal is not None and outputs.journal.exists()
        say("stopped." + " What was done is kept; go on with --resume." * kept)
        raise typer.Exit(130) from None
    _show(rows, outputs)
    raise typer.Exit(1 if any(row.unreadable for row in rows) else 0)


def _journal(
    outputs: _Outputs, assessor: Assessor, files: Sequence[Path], resume: bool
) -> AbstractContextManager[Journal | None]:
    from dualens.assessment import Journal, key_of

    path = outputs.journal
    if path is None:
        return nullcontext()
    journal = Journal(path, assessor.made_with, resume=resume)
    if resume:
        done = sum(1 for file in files if key_of(file) in journal.done)
        say(journal.note or f"{done} of {len(files)} documents were done before.")
    return journal


def _run(
    files: Sequence[Path],
    assessor: Assessor,
    pool: ReaderPool,
    journal: Journal | None,
    *,
    to_stdout: bool,
) -> list[Row]:
    from dualens.assessment import assess_paths, json_line
    from dualens.cli.progress import progress

    rows = []
    with progress("Assessing") as report:
        for row in assess_paths(files, assessor, pool, journal=journal, progress=report):
            rows.append(row)
            if to_stdout:
                print_bytes(json_line(row))
    return rows


def _show(rows: Sequence[Row], outputs: _Outputs) -> None:
    """The table and what else is to be said; beside JSON on standard output only the latter."""
    from rich.console import Console

    from dualens.assessment import build_table, summary

    stream = sys.stderr if outputs.to_stdout else sys.stdout
    width = None if stream.isatty() else 160
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    if not outputs.to_stdout:
        console.print(build_table(rows))
    console.print(summary(rows), soft_wrap=True)
    for row in rows:
        if row.unreadable:
            reason = row.assessment["error"]["message"]
            console.print(f"Not read: {one_line(row.path)}: {one_line(reason)}", soft_wrap=True)
    for path in outputs.files:
        console.print(f"Written: {one_line(path)}", soft_wrap=True)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
