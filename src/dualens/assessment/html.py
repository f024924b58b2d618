"""The HTML report: one file, nothing loaded from outside, the evidence marked on the pages.

``html_view`` says what is shown, ``html_pictures`` draws the pages, the templates say how it
looks. It is written as it is made, so that the pictures of one document at a time are in memory.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualens.assessment.html_view import (
    PAGES_A_DOCUMENT,
    PAGES_A_REPORT,
    DocumentView,
    plan,
    with_pictures,
)
from dualens.assessment.run import Row, by_need
from dualens.assessment.writing import written_aside
from dualens.documents import ReaderPool
from dualens.errors import UnknownListError
from dualens.lists import ControlList, load_list, official_text
from dualens.pages import page_environment
from dualens.taxonomy import Capability, capabilities

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_CHUNKS = 50  # pieces of the template that are written together

_UNSHOWABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "\ufffd")
_REORDERING = {code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def write_html(
    rows: Sequence[Row], path: Path, pool: ReaderPool, *, control_lists: Sequence[str] = ()
) -> None:
    """Writes the report, most needing review first.

    Args:
        rows: In any order.
        path: Where to.
        pool: Draws the pages; it must be open.
        control_lists: By name, where the paragraphs that enclose a matched one are taken from;
            by default the lists that the assessments were made with.

    Raises:
        OutputError: The file could not be written; nothing half-written is left.
    """
    views = plan(by_need(rows))
    first = next((view for view in views if not view.row.unreadable), None)
    template = _environment(_lists(control_lists, views)).get_template("report.html.j2")
    stream = template.stream(
        overview=views,
        documents=with_pictures(views, pool),
        read=[view for view in views if not view.row.unreadable],
        recommended=[view for view in views if view.recommended],
        withdrawn=[view for view in views if view.withdrawn],
        promise=first.a["review"]["promise"] if first else None,
        made_with=views[0].a["made_with"] if views else None,
        pages_a_document=PAGES_A_DOCUMENT,
        pages_a_report=PAGES_A_REPORT,
    )
    stream.enable_buffering(_CHUNKS)
    with written_aside(path) as aside, aside.open("w", encoding="utf-8", errors="replace") as file:
        file.writelines(stream)


def percent(probability: float) -> str:
    """A probability for people; never a certainty that rounding makes up."""
    if probability < 0.005:
        return "under 1 %"
    return "over 99 %" if probability > 0.995 else f"{probability:.0%}".replace("%", " %")


def showable(text: object) -> str:
    """Text of a stranger with what no page can show replaced."""
    return str(text).translate(_UNSHOWABLE)


def plain_name(text: object) -> str:
    """A name of a stranger, with characters that would reorder it on the screen spelled out."""
    return showable(text).translate(_REORDERING)


def _environment(lists: Mapping[tuple[str, str], ControlList]) -> Environment:
    environment = page_environment(_TEMPLATES)
    css, js = (_TEMPLATES.joinpath(name).read_text("utf-8") for name in ("report.css", "report.js"))
    known = {capability.id: capability for capability in capabilities()}
    environment.filters.update(percent=percent, showable=showable, plain_name=plain_name)
    environment.globals.update(
        css=css,
        js=js,
        policy=_policy(css, js),
        capability=_lookup(known),
        enclosing=_enclosing(lists),
        lists=list(lists.values()),
    )
    return environment


def _policy(css: str, js: str) -> str:
    """A content security policy under which nothing but this very script and style can run."""
    style, script = (
        b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (css, js)
    )
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style}'; "
        f"script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )


def _lookup(known: Mapping[str, Capability]) -> Callable[[str], Capability]:
    def capability(identifier: str) -> Capability:
        """The capability, or for one that the taxonomy does not know its bare id."""
        return known.get(identifier) or Capability(identifier, identifier, "", (), ())

    return capability


def _lists(
    names: Sequence[str], views: Sequence[DocumentView]
) -> dict[tuple[str, str], ControlList]:
    """The lists of the run by id and version; one that is no longer at hand is left out."""
    used = {
        f"{name}@{version}"
        for view in views
        for name, version in view.a["made_with"]["lists"].items()
    }
    found = {}
    for name in names or sorted(used):
        try:
            control_list = load_list(name)
        except UnknownListError:
            continue
        found[control_list.id, control_list.version] = control_list
    return found


def _enclosing(
    lists: Mapping[tuple[str, str], ControlList],
) -> Callable[[Mapping[str, Any]], list[tuple[str, str]]]:
    @cache
    def above(key: tuple[str, str], code: str, official: bool) -> list[tuple[str, str]]:
        control_list = lists.get(key)
        if control_list is not None and official:
            control_list = official_text(control_list)
        if control_list is None:
            return []
        return [(provision.code, provision.text) for provision in control_list.ancestors(code)]

    def enclosing(match: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Code and words of the paragraphs that enclose a matched one, outermost first."""
        key = match["list"], match["version"]
        return above(key, match["entry"], bool(match.get("wording_is_official")))

    return enclosing
