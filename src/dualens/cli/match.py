"""``dualens match`` and ``dualens classify``: texts instead of documents."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualens.cli.common import (
    STDOUT,
    Lists,
    Model,
    check_files,
    check_outputs,
    load_assessor,
    print_bytes,
    print_json,
    say,
)
from dualens.errors import UnreadableDocumentError, UsageError

if TYPE_CHECKING:
    from dualens.assessment import Assessment

_JSONL = typer.Option(
    "--jsonl",
    metavar="IN OUT",
    help="Files of objects with id and text, a line each; '-' for standard input or output.",
)

_MATCH_EPILOG = """\b
Examples:
  dualens match "Passive IMSI catcher for GSM, UMTS and LTE networks"
  dualens match --file brochure.pdf --top 5 --json
  dualens match --jsonl products.jsonl matches.jsonl
"""
_CLASSIFY_EPILOG = """\b
Example:
  dualens classify --jsonl products.jsonl classified.jsonl

Each line of IN looks like {"id": "1", "text": "…"}. A text that could not be read has its line in
OUT as well, with an error; the exit status is then 1.
"""


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command(epilog=_MATCH_EPILOG)(match)
    app.command(epilog=_CLASSIFY_EPILOG)(classify)


def match(
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="A product text.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="A document instead.")
    ] = None,
    top: Annotated[int, typer.Option("--top", metavar="K", min=1, help="How many entries.")] = 10,
    lists: Lists = None,
    json: Annotated[bool, typer.Option("--json", help="The matches as JSON.")] = False,
    jsonl: Annotated[tuple[Path, Path] | None, _JSONL] = None,
    model: Model = None,
) -> None:
    """Show the entries that a text comes near to, with their conditions and exclusions."""
    if sum(given is not None for given in (text, file, jsonl)) != 1:
        raise UsageError("Give one of: a text, --file or --jsonl.", "See dualens match --help.")
    if jsonl is not None:
        items = _prepare(jsonl)
        assessor = load_assessor(model, lists)
        _each(
            items,
            jsonl[1],
            lambda t: {"matches": _ranked(assessor.assess_text(t, top=top))},
            {"matches": []},
            "Matching",
        )
        return
    assessment = _assess_one(text, file, top, lists, model)
    if json:
        print_json(_ranked(assessment))
    else:
        _show(assessment)


def classify(
    jsonl: Annotated[tuple[Path, Path], _JSONL],
    model: Model = None,
) -> None:
    """Give capability probabilities for many texts."""
    items = _prepare(jsonl)
    assessor = load_assessor(model, ())

    def classified(text: str) -> dict[str, Any]:
        whole = assessor.assess_text(text).as_dict()
        return {key: whole[key] for key in ("review", "flags", "article_2_20")}

    nothing: dict[str, Any] = {"review": None, "flags": [], "article_2_20": None}
    _each(items, jsonl[1], classified, nothing, "Classifying")


def _assess_one(
    text: str | None, file: Path | None, top: int, lists: list[str] | None, model: Path | None
) -> Assessment:
    from dualens import documents

    if file is not None:
        check_files([file])
        return load_assessor(model, lists).assess(documents.read(file), top=top)
    text = text or ""
    if not text.strip():
        raise UsageError("The text is empty.", "Give a product text, or a document with --file.")
    with suppress(OSError, ValueError):
        if Path(text).is_file():
            say(f"taking {text!r} as the text itself; to match what the file holds, use --file.")
    return load_assessor(model, lists).assess_text(text, top=top)


def _prepare(jsonl: tuple[Path, Path]) -> list[tuple[Any, str]]:
    """The items, after it was checked that the output can be written."""
    source, target = jsonl
    inputs = [] if source == STDOUT else [source]
    check_files(inputs)
    if target != STDOUT:
        check_outputs([target], inputs)
    return list(_items(source))


def _each(
    items: list[tuple[Any, str]],
    target: Path,
    make: Callable[[str], Mapping[str, Any]],
    nothing: Mapping[str, Any],
    what: str,
) -> None:
    """Writes a line for each item; one that cannot be read is a line too, with its error."""
    from dualens.assessment import as_json
    from dualens.cli.progress import progress

    failed = 0
    with ExitStack() as stack:
        write = print_bytes if target == STDOUT else _writer(stack, target)
        report = stack.enter_context(progress(what))
        for count, (name, text) in enumerate(items, start=1):
            try:
                made = make(text)
            except UnreadableDocumentError as error:
                failed += 1
                made = {**nothing, "error": {"kind": str(error.kind), "message": error.message}}
            write(as_json({"id": name, **made}) + "\n")
            report(count, len(items), str(name))
    if failed:
        say(f"{failed} of {len(items)} texts could not be read; their lines say why.")
        raise typer.Exit(1)


def _writer(stack: ExitStack, target: Path) -> Callable[[str], object]:
    from dualens.assessment import written_aside

    aside = stack.enter_context(written_aside(target))
    return stack.enter_context(aside.open("w", encoding="utf-8", newline="\n")).write


def _items(path: Path) -> Iterator[tuple[Any, str]]:
    """The id and text of each line.

    Raises:
        UsageError: A line is not such an object, or the file holds none.
    """
    data = sys.stdin.buffer.read() if path == STDOUT else path.read_bytes()
    name = "Standard input" if path == STDOUT else str(path)
    count = 0
    # Lines end at line feeds only: a text may hold Unicode's other line ends.
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            item = jsonlib.loads(line.decode("utf-8"))
            identifier, text = item["id"], item["text"]
            if not isinstance(text, str):
                raise TypeError("text is not a string")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UsageError(
                f"{name}, line {number} is not an object with id and text.",
                'Each line looks like {"id": "1", "text": "…"}.',
            ) from error
        count += 1
        yield identifier, text
    if not count:
        raise UsageError(
            f"{name} holds no texts.", 'Each line looks like {"id": "1", "text": "…"}.'
        )


def _ranked(assessment: Assessment) -> list[dict[str, Any]]:
    return [{"rank": rank, **m.as_dict()} for rank, m in enumerate(assessment.matches, start=1)]


def _show(assessment: Assessment) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    if not assessment.matches:
        console.print("No entry comes near.")
    for rank, m in enumerate(assessment.matches, start=1):
        line = Text.assemble(
            f"{rank:>2}  ", (m.entry, "bold"), f"  {m.score:.2f}  {m.status}  {m.title}"
        )
        console.print(line, soft_wrap=True)
        for condition in m.conditions:
            console.print(f"      condition  {condition.state}: {condition.text}", soft_wrap=True)
        for exclusion in m.exclusions:
            console.print(f"      exclusion  {exclusion.state}: {exclusion.text}", soft_wrap=True)
