"""``dualens lists diff`` and ``affected``: what an amendment changed, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dualens.cli.common import (
    STDOUT,
    Model,
    check_files,
    check_outputs,
    known_editions,
    load_assessor,
    print_json,
)
from dualens.showing import one_line

if TYPE_CHECKING:
    from dualens.assessment import Affected
    from dualens.lists import Comparison, ControlList, EntryChange, Piece, ProvisionChange

Before = Annotated[
    str,
    typer.Argument(
        metavar="BEFORE",
        help="The earlier edition, ID@VERSION.",
        show_default=False,
        autocompletion=known_editions,
    ),
]
After = Annotated[
    str,
    typer.Argument(
        metavar="AFTER",
        help="The later edition, ID@VERSION.",
        show_default=False,
        autocompletion=known_editions,
    ),
]
Json = Annotated[
    Path | None,
    typer.Option("--json", metavar="OUT", help="The result as JSON; '-' for standard output."),
]
Assessments = Annotated[
    Path,
    typer.Option(
        "--assessments",
        metavar="FILE",
        help="Earlier assessments, as 'dualens assess --json' wrote them.",
        show_default=False,
    ),
]

AROUND = 12
"""Unchanged words shown before and after a change."""


def diff(before: Before, after: After, json: Json = None) -> None:
    """Compare two editions of a list: what was added, removed and changed, word for word."""
    from dualens.lists import compare, load_pair

    _check(json, [])
    compared = compare(*load_pair(before, after))
    if not _written(compared.as_dict(), json):
        for line in comparison_lines(compared):
            typer.echo(line)


def affected(
    before: Before,
    after: After,
    assessments: Assessments,
    json: Json = None,
    model: Model = None,
) -> None:
    """Name the earlier assessments to be looked at again after an amendment, and why."""
    from dualens.assessment import affected as find
    from dualens.assessment import nearest_in, read_assessments
    from dualens.lists import compare, load_pair

    check_files([assessments])
    _check(json, [assessments])
    rows = read_assessments(assessments)
    pair = load_pair(before, after)
    compared = compare(*pair)
    codes = {entry.code for entry in compared.entries}
    index = load_assessor(model, ()).index(_only(pair[1], codes))
    found = list(find(rows, compared, nearest_in(index, compared.codes())))
    if _written([row.as_dict() for row in found], json):
        return
    typer.echo(f"{compared.before} → {compared.after}")
    typer.echo(f"{len(found)} of {len(rows)} assessments should be looked at again.")
    for row in found:
        for line in _affected_lines(row):
            typer.echo(line)


def _check(json: Path | None, inputs: Sequence[Path]) -> None:
    if json is not None and json != STDOUT:
        check_outputs([json], inputs)


def _written(value: Any, json: Path | None) -> bool:
    """Whether the result went out as JSON."""
    from dualens.assessment import as_json, written_aside

    if json is None:
        return False
    if json == STDOUT:
        print_json(value)
        return True
    with written_aside(json) as aside:
        aside.write_text(as_json(value) + "\n", encoding="utf-8")
    return False


def _only(control_list: ControlList, codes: set[str]) -> ControlList:
    """A list with some entries: the others need no vectors."""
    from dataclasses import replace

    return replace(control_list, entries=tuple(e for e in control_list.entries if e.code in codes))


def _affected_lines(row: Affected) -> Iterator[str]:
    yield ""
    yield one_line(row.name)
    for touched in row.touched:
        yield f"  {touched.entry:<14}{touched.score:.2f}  {touched.reason}: " + (
            f"“{one_line(touched.quote)}”" if touched.quote else ", ".join(touched.changed[:6])
        )


def comparison_lines(compared: Comparison) -> Iterator[str]:
    """A summary first, then each entry: gone words as [-these-], new ones as {+these+}."""
    yield f"{compared.before} → {compared.after}"
    yield _summary(compared)
    for entry in (*compared.of_kind("added"), *compared.of_kind("removed")):
        yield f"{entry.kind:<8}{entry.code}  {entry.title}"
    for entry in compared.of_kind("changed"):
        yield ""
        yield f"changed {entry.code}  {entry.title}"
        yield from (f"  {_provision(provision)}" for provision in entry.provisions)


def _summary(compared: Comparison) -> str:
    if not compared.entries:
        return "No entry was added, removed or changed."
    added, removed, changed = (
        compared.of_kind("added"), compared.of_kind("removed"), compared.of_kind("changed"),
    )  # fmt: skip
    provisions = sum(len(entry.provisions) for entry in changed)
    return (
        f"{_entries(added)} added, {len(removed) or 'none'} removed, "
        f"{len(changed) or 'none'} changed"
        + (f" in {provisions} provision{'s' * (provisions > 1)}." if changed else ".")
    )


def _entries(entries: Sequence[EntryChange]) -> str:
    count = len(entries)
    return f"{count or 'No'} entr{'y' if count == 1 else 'ies'}"


def _provision(provision: ProvisionChange) -> str:
    words = " ".join(
        _shown(piece, first=at == 0, last=at == len(provision.words) - 1)
        for at, piece in enumerate(provision.words)
    )
    return f"{provision.kind:<8}{provision.code}: {words}"


def _shown(piece: Piece, *, first: bool, last: bool) -> str:
    if piece.kind == "gone":
        return typer.style(f"[-{piece.text}-]", fg="red")
    if piece.kind == "new":
        return typer.style(f"{{+{piece.text}+}}", fg="green")
    return _shortened(piece.text.split(), first=first, last=last)


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    """Only what stands next to a change."""
    if (first and last) or len(words) <= 2 * AROUND:
        return " ".join(words)
    before = [] if first else words[:AROUND]
    after = [] if last else words[-AROUND:]
    return " ".join([*before, "…", *after])
