"""``dualens match`` and ``dualens classify``: texts instead of documents."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualens.errors import UsageError
from dualens.lists import DEFAULT_LIST

if TYPE_CHECKING:
    from dualens.assessment import Assessment

Jsonl = Annotated[
    tuple[Path, Path] | None,
    typer.Option("--jsonl", help="IN and OUT: objects with id and text, a line each."),
]
Lists = Annotated[
    list[str], typer.Option("--list", help="Control list, ID or ID@VERSION; may be repeated.")
]
Model = Annotated[
    Path | None, typer.Option("--model", help="A model folder; the shipped model by default.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(match)
    app.command()(classify)


def match(
    text: Annotated[str | None, typer.Argument(help="A product text.", show_default=False)] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A document instead.")] = None,
    top: Annotated[int, typer.Option("--top", min=1, help="How many entries.")] = 10,
    lists: Lists = [DEFAULT_LIST],  # noqa: B006 (Typer copies it)
    json: Annotated[bool, typer.Option("--json", help="The matches as JSON.")] = False,
    jsonl: Jsonl = None,
    model: Model = None,
) -> None:
    """Show the entries that a text comes near to, with their conditions and exclusions."""
    from dualens import documents
    from dualens.assessment import Assessor

    if sum(given is not None for given in (text, file, jsonl)) != 1:
        raise UsageError("Give one of: a text, --file or --jsonl.", "See dualens match --help.")
    if file is not None and not file.exists():
        raise UsageError(f"{file} does not exist.", "Check the path.")
    assessor = Assessor.load(model, lists)
    if jsonl is not None:
        _each(jsonl, lambda t: {"matches": _ranked(assessor.assess_text(t, top=top))}, "Matching")
        return
    if file is not None:
        assessment = assessor.assess(documents.read(file), top=top)
    else:
        assessment = assessor.assess_text(text or "", top=top)
    if json:
        typer.echo(jsonlib.dumps(_ranked(assessment), ensure_ascii=False))
    else:
        _show(assessment)


def classify(
    jsonl: Annotated[
        tuple[Path, Path],
        typer.Option("--jsonl", help="IN and OUT: objects with id and text, a line each."),
    ],
    model: Model = None,
) -> None:
    """Give capability probabilities for many texts."""
    from dualens.assessment import Assessor

    assessor = Assessor.load(model, ())

    def classified(text: str) -> dict[str, Any]:
        whole = assessor.assess_text(text).as_dict()
        return {key: whole[key] for key in ("review", "flags", "article_2_20")}

    _each(jsonl, classified, "Classifying")


def _each(jsonl: tuple[Path, Path], make: Callable[[str], Mapping[str, Any]], what: str) -> None:
    from dualens.assessment import check_writable, written_aside
    from dualens.cli.progress import progress

    source, target = jsonl
    items = list(_items(source))
    check_writable(target)
    with (
        written_aside(target) as aside,
        aside.open("w", encoding="utf-8") as out,
        progress(what) as report,
    ):
        for count, (name, text) in enumerate(items, start=1):
            line = jsonlib.dumps({"id": name, **make(text)}, ensure_ascii=False)
            out.write(line + "\n")
            report(count, len(items), str(name))


def _items(path: Path) -> Iterator[tuple[Any, str]]:
    """The id and text of each line.

    Raises:
        UsageError: The file is missing, or a line is not such an object.
    """
    if not path.is_file():
        raise UsageError(f"{path} does not exist.", "Check the path.")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = jsonlib.loads(line)
            yield item["id"], str(item["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{path}, line {number} is not an object with id and text.",
                'Each line looks like {"id": "1", "text": "…"}.',
            ) from error


def _ranked(assessment: Assessment) -> list[dict[str, Any]]:
    return [{"rank": rank, **m.as_dict()} for rank, m in enumerate(assessment.matches, start=1)]


def _show(assessment: Assessment) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for rank, m in enumerate(assessment.matches, start=1):
        console.print(f"{rank:>2}  [bold]{m.entry}[/]  {m.score:.2f}  {m.status}  {m.title}")
        for condition in m.conditions:
            console.print(f"      condition  {condition.state}: {condition.text}", markup=False)
        for exclusion in m.exclusions:
            console.print(f"      exclusion  {exclusion.state}: {exclusion.text}", markup=False)
