"""``dualens assess``: the main job."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualens.errors import UsageError
from dualens.lists import DEFAULT_LIST

if TYPE_CHECKING:
    from dualens.assessment import Assessor, Row
    from dualens.documents import ReaderPool

Paths = Annotated[list[Path], typer.Argument(help="Files or folders.", show_default=False)]
Json = Annotated[
    Path | None,
    typer.Option("--json", help="One object a document, a line each; '-' for standard output."),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", help="A self-contained report with the evidence marked on the pages."),
]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", help="A spreadsheet.")]
Lists = Annotated[
    list[str], typer.Option("--list", help="Control list, ID or ID@VERSION; may be repeated.")
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, help="Reading processes; as many as cores by default."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")]
Model = Annotated[
    Path | None, typer.Option("--model", help="A model folder; the shipped model by default.")
]
Cache = Annotated[
    Path | None,
    typer.Option("--cache", help="An SQLite file that keeps vectors between runs."),
]


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command()(assess)


def assess(
    paths: Paths,
    json: Json = None,
    html: Html = None,
    xlsx: Xlsx = None,
    lists: Lists = [DEFAULT_LIST],  # noqa: B006 (Typer copies it)
    jobs: Jobs = None,
    resume: Resume = False,
    model: Model = None,
    cache: Cache = None,
) -> None:
    """Read files or folders and assess each document, most needing review first."""
    from dualens.assessment import Assessor, check_writable
    from dualens.documents import ReaderPool, collect

    outputs = [path for path in (json, html, xlsx) if path is not None and str(path) != "-"]
    if resume and not outputs:
        raise UsageError("--resume needs an output to go on with.", "Name one: --json OUT.")
    for path in outputs:
        check_writable(path)
    files = collect(paths)
    assessor = Assessor.load(model, lists, cache=cache)
    with ReaderPool(jobs=jobs or _cores()) as pool:
        try:
            rows = _run(files, assessor, pool, outputs, resume, to_stdout=str(json) == "-")
        except KeyboardInterrupt:
            kept = "What was done is kept; go on with --resume." if outputs else ""
            typer.echo(f"dualens: stopped. {kept}".rstrip(), err=True)
            raise typer.Exit(130) from None
        _write(rows, pool, json, html, xlsx)
    if str(json) != "-":
        _show(rows, outputs)
    raise typer.Exit(1 if any(row.unreadable for row in rows) else 0)


def _run(
    files: Sequence[Path],
    assessor: Assessor,
    pool: ReaderPool,
    outputs: Sequence[Path],
    resume: bool,
    *,
    to_stdout: bool,
) -> list[Row]:
    from dualens.assessment import assess_paths, json_line
    from dualens.cli.progress import progress

    journal = outputs[0].with_name(f".{outputs[0].name}.journal") if outputs else None
    rows = []
    with progress("Assessing") as report:
        for row in assess_paths(
            files, assessor, pool, journal=journal, resume=resume, progress=report
        ):
            rows.append(row)
            if to_stdout:
                sys.stdout.write(json_line(row))
                sys.stdout.flush()
    return rows


def _write(
    rows: Sequence[Row],
    pool: ReaderPool,
    json: Path | None,
    html: Path | None,
    xlsx: Path | None,
) -> None:
    from dualens.assessment import write_html, write_json, write_xlsx

    if json is not None and str(json) != "-":
        write_json(rows, json)
    if xlsx is not None:
        write_xlsx(rows, xlsx)
    if html is not None:
        write_html(rows, html, pool)


def _show(rows: Sequence[Row], outputs: Sequence[Path]) -> None:
    from rich.console import Console

    from dualens.assessment import build_table, summary

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    console.print(build_table(rows))
    console.print(summary(rows))
    for row in rows:
        if row.unreadable:
            console.print(f"Not read: {row.path}: {row.assessment['error']['message']}")
    for path in outputs:
        console.print(f"Written: {path}")


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
