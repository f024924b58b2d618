"""``dualens lists``: what is there, one entry, an official file in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualens.cli.amendments import affected, diff
from dualens.cli.common import check_files
from dualens.errors import UsageError

if TYPE_CHECKING:
    from dualens.lists import ControlList, Paragraph, Reading

List = Annotated[
    str | None,
    typer.Option(
        "--list", metavar="ID", help="Control list, ID or ID@VERSION.  [default: eu-annex-i]"
    ),
]


def codes_beginning(incomplete: str) -> list[str]:
    """The codes of the shipped list that begin so, for completion by the shell.

    Entries first; paragraphs only once a dot was typed.
    """
    from dualens.lists import load_list

    wanted = incomplete.upper() if "." not in incomplete else incomplete
    codes = (provision.code for _, provision in load_list().provisions())
    return [
        code
        for code in codes
        if code.startswith(wanted) and "#" not in code and ("." in wanted or "." not in code)
    ]


def register(app: typer.Typer) -> None:
    """Adds the command group to the app."""
    group = typer.Typer(
        help="Control lists: what is there, and official files in.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("show")(show)
    group.command("import")(import_file)
    group.command("update")(update)
    group.command("diff")(diff)
    group.command("affected")(affected)
    app.add_typer(group, name="lists")


def show(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE",
            help="An entry, e.g. 5A001.j; without it, the lists.",
            autocompletion=codes_beginning,
        ),
    ] = None,
    list_name: List = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page to read or print.")
    ] = None,
) -> None:
    """Show the lists at hand, or one entry: what encloses it, its notes, terms and counterparts."""
    if code is None and html is not None:
        raise UsageError("A page shows one entry.", "Name its code: dualens lists show 5A001.j")
    if code is None:
        _show_editions()
    else:
        from dualens.lists import DEFAULT_LIST

        _show_code(code, list_name or DEFAULT_LIST, html)


def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="An official file (PDF, HTML, XML, JSON, text).",
            show_default=False,
        ),
    ],
) -> None:
    """Import the official text of a control list, so that matches quote it."""
    from dualens.lists import add_to_library, import_list

    check_files([file])
    imported = import_list(file)
    _report(imported, add_to_library(imported))


def update(
    celex: Annotated[
        str | None,
        typer.Argument(
            metavar="CELEX", help="The consolidated act, without a date.  [default: 02021R0821]"
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="URL",
            help="The Publications Office, or a mirror.  [default: https://publications.europa.eu]",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="How long an answer may take.")
    ] = 60.0,
) -> None:
    """Fetch the newest official text of the EU list over the network; older ones are kept."""
    from dualens.lists import ANNEX_I, PUBLICATIONS_OFFICE, update_list

    act, office = celex or ANNEX_I, (source or PUBLICATIONS_OFFICE).rstrip("/")
    typer.echo(f"Asking {office} for the newest edition of {act} …", err=True)
    found = update_list(act, office, timeout)
    if found.imported is None or found.path is None:
        typer.echo(f"eu-annex-i {found.version} is the newest edition, and is at hand.")
    else:
        _report(found.imported, found.path)


def _report(imported: ControlList, path: Path) -> None:
    provisions = sum(1 for _ in imported.provisions())
    typer.echo(
        f"{imported.id} {imported.version}: {len(imported.entries)} entries, "
        f"{provisions} provisions, kept in {path}"
    )
    if imported.unparsed:
        typer.echo(f"{len(imported.unparsed)} fragments could not be parsed:", err=True)
        for fragment in imported.unparsed:
            typer.echo(f"  {fragment[:100]}", err=True)


def _show_editions() -> None:
    from dualens.lists import editions

    for edition in editions():
        typer.echo(f"{edition.id}@{edition.version}  {edition.form}")


def _show_code(code: str, list_name: str, html: Path | None) -> None:
    from dualens.assessment.writing import check_writable, written_aside
    from dualens.lists import load_list, official_text, reading_of, reading_page

    control_list = load_list(list_name)
    reading = reading_of(control_list, official_text(control_list), code)
    if html is None:
        _print(reading)
        return
    check_writable(html)
    with written_aside(html) as aside:
        aside.write_text(reading_page(reading), encoding="utf-8")
    typer.echo(f"Written: {html}", err=True)


def _print(reading: Reading) -> None:
    from dualens.lists import LIST_NAMES

    typer.echo(f"{reading.code}  {reading.title}")
    form = "official wording" if reading.official else "our digest, not the official wording"
    edition = "" if reading.version in reading.reference else f"{reading.version}; "
    typer.echo(f"{reading.reference} ({edition}{form})")
    for paragraph in reading.paragraphs:
        _print_paragraph(paragraph)
    if reading.definitions:
        typer.echo("\nDefined terms, in our own words:")
        for definition in reading.definitions:
            typer.echo(f"  {definition.term}: {definition.text}")
    if reading.crosswalk:
        typer.echo("\nCounterparts in other lists:")
        for list_id, codes in reading.crosswalk.items():
            typer.echo(f"  {LIST_NAMES.get(list_id, list_id)}: {', '.join(codes)}")


def _print_paragraph(paragraph: Paragraph) -> None:
    indent = "  " * paragraph.depth
    typer.echo(f"{indent}{paragraph.code}  {paragraph.text}")
    for condition in paragraph.conditions:
        typer.echo(f"{indent}    condition ({paragraph.requires}): {condition}")
    for exclusion in paragraph.exclusions:
        typer.echo(f"{indent}    releases: {exclusion.text} [{exclusion.reference}]")
