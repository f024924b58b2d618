"""``dualens lists``: what is there, one entry, an official file in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualens.cli.amendments import affected, diff
from dualens.cli.common import check_files

if TYPE_CHECKING:
    from dualens.lists import ControlList, Provision

List = Annotated[
    str | None,
    typer.Option(
        "--list", metavar="ID", help="Control list, ID or ID@VERSION.  [default: eu-annex-i]"
    ),
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
        typer.Argument(metavar="CODE", help="An entry, e.g. 5A001.j; without it, the lists."),
    ] = None,
    list_name: List = None,
) -> None:
    """Show the lists at hand, or one entry with what stands above and below it."""
    if code is None:
        _show_editions()
    else:
        from dualens.lists import DEFAULT_LIST

        _show_code(code, list_name or DEFAULT_LIST)


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


def _show_code(code: str, list_name: str) -> None:
    from dualens.errors import UnknownListError
    from dualens.lists import load_list, official_text

    control_list = load_list(list_name)
    entry, provision = control_list.entry(code), control_list.provision(code)
    if entry is None or provision is None:
        raise UnknownListError(
            f"{control_list.id}@{control_list.version} has no provision {code!r}.",
            "Codes look like 5A001 or 5A001.f.2.",
        )
    official = official_text(control_list)
    typer.echo(f"{entry.code}  {entry.title}")
    form = "official wording" if official else "our digest, not the official wording"
    typer.echo(f"{control_list.reference} ({control_list.version}; {form})")
    for above in control_list.ancestors(code):
        _print(above, control_list, official, 0)
    _print_tree(provision, control_list, official, 1)


def _print_tree(
    provision: Provision, control_list: ControlList, official: ControlList | None, depth: int
) -> None:
    _print(provision, control_list, official, depth)
    for child in control_list.children(provision.code):
        _print_tree(child, control_list, official, depth + 1)


def _print(
    provision: Provision, control_list: ControlList, official: ControlList | None, depth: int
) -> None:
    wording = official.provision(provision.code) if official else None
    indent = "  " * depth
    typer.echo(f"{indent}{provision.code}  {wording.text if wording else provision.text}")
    for condition in provision.conditions:
        typer.echo(f"{indent}    condition ({provision.requires}): {condition.text}")
    for exclusion in provision.exclusions:
        typer.echo(f"{indent}    releases: {exclusion.text} [{exclusion.reference}]")
