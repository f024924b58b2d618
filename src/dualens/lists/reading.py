"""A provision laid out for reading: what encloses it, what it says, its terms, its counterparts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dualens.errors import UnknownListError
from dualens.lists.definitions import Definition, defined_terms
from dualens.lists.model import ControlList, Exclusion, Provision, ProvisionKind
from dualens.pages import page_environment

_TEMPLATES = Path(__file__).parent / "templates"
LIST_NAMES = {"us-ccl": "US Commerce Control List", "wassenaar": "Wassenaar Arrangement"}
"""What people call the lists that entries have counterparts in."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One provision or note.

    Attributes:
        depth: How deep it stands below the entry's own paragraph.
        asked: Whether it is, or stands below, what was asked for; else it only encloses it.
        text: The official wording if the user has imported it, else our own words.
        conditions: What it demands.
        requires: "all" or "any" of them.
    """

    code: str
    kind: ProvisionKind
    depth: int
    asked: bool
    text: str
    requires: str
    conditions: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A provision with all that is needed to understand it.

    Attributes:
        official: Whether the texts are the official wording.
        crosswalk: Codes of counterparts, by the list's id.
    """

    code: str
    title: str
    reference: str
    version: str
    official: bool
    paragraphs: tuple[Paragraph, ...]
    definitions: tuple[Definition, ...]
    crosswalk: Mapping[str, tuple[str, ...]]


def reading_of(control_list: ControlList, official: ControlList | None, code: str) -> Reading:
    """The reading of a provision.

    Args:
        official: The official wording of the same edition, if it is at hand.

    Raises:
        UnknownListError: The list has no such provision.
    """
    entry, provision = control_list.entry(code), control_list.provision(code)
    if entry is None or provision is None:
        raise UnknownListError(
            f"{control_list.id}@{control_list.version} has no provision {code!r}.",
            "Codes look like 5A001 or 5A001.f.2.",
        )
    above = list(control_list.ancestors(code))
    below = list(_with_children(control_list, provision, len(above)))
    placed = [*((p, depth, False) for depth, p in enumerate(above)), *below]
    paragraphs = tuple(_paragraph(p, depth, asked, official) for p, depth, asked in placed)
    texts = [entry.title, *(t for p in paragraphs for t in (p.text, *p.conditions))]
    texts += [exclusion.text for p in paragraphs for exclusion in p.exclusions]
    return Reading(
        code=code,
        title=entry.title,
        reference=control_list.reference,
        version=control_list.version,
        official=official is not None,
        paragraphs=paragraphs,
        definitions=defined_terms(control_list.id, texts),
        crosswalk=provision.related or (entry.related if provision.code == entry.code else {}),
    )


def reading_page(reading: Reading) -> str:
    """The reading as one HTML page that loads nothing."""
    template = page_environment(_TEMPLATES).get_template("reading.html.j2")
    return template.render(reading=reading, list_names=LIST_NAMES)


def _with_children(
    control_list: ControlList, provision: Provision, depth: int
) -> Iterator[tuple[Provision, int, bool]]:
    yield provision, depth, True
    for child in control_list.children(provision.code):
        yield from _with_children(control_list, child, depth + 1)


def _paragraph(
    provision: Provision, depth: int, asked: bool, official: ControlList | None
) -> Paragraph:
    wording = official.provision(provision.code) if official else None
    return Paragraph(
        code=provision.code,
        kind=provision.kind,
        depth=depth,
        asked=asked,
        text=wording.text if wording else provision.text,
        requires=provision.requires,
        conditions=tuple(condition.text for condition in provision.conditions),
        exclusions=provision.exclusions,
    )
