"""A control list as data: entries, their provisions, and what each demands or releases.

A :class:`ControlList` is one dated edition of one jurisdiction's list. Two *forms* exist: the
``digest`` (our own restatement, shipped with Dualens) and the ``official`` wording (imported by
the user with ``dualens lists import``). Both have the same shape, so every consumer reads one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

Form = Literal["digest", "official"]
Operator = Literal["<", "<=", ">", ">=", "=="]
Requires = Literal["all", "any"]


class ProvisionKind(StrEnum):
    """What role a numbered paragraph or note plays."""

    PROVISION = "provision"
    NOTE = "note"
    TECHNICAL_NOTE = "technical-note"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a condition compares: ``name op value unit``, e.g. frequency > 30 MHz."""

    name: str
    op: Operator
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One atomic fact that must hold for a provision to control an item.

    Attributes:
        id: Unique within its provision.
        text: The fact, as a phrase.
        capability: The capability of the taxonomy that this fact essentially is, if any.
        parameter: The numeric comparison, if the fact is one.
    """

    id: str
    text: str
    capability: str | None = None
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A fact that releases an item although the conditions hold.

    Attributes:
        reference: Where the law says so ("Note to 5A001.f").
        parameter: The numeric comparison, if the fact is one.
    """

    id: str
    text: str
    reference: str = ""
    capability: str | None = None
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """One numbered paragraph of an entry, or a note.

    Attributes:
        code: Unique in the list ("5A001.f.2", "5A001.f#note1").
        parent: Code of the enclosing provision; None for the entry's own paragraph.
        requires: How ``conditions`` combine.
        related: Codes in other lists, by list id.
    """

    code: str
    parent: str | None
    kind: ProvisionKind
    text: str
    requires: Requires = "all"
    conditions: tuple[Condition, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the list ("5A001") with its provisions, in the order of the law."""

    code: str
    title: str
    provisions: tuple[Provision, ...]
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ControlList:
    """One dated edition of a control list.

    Attributes:
        id: "eu-annex-i".
        version: Date of the edition, ISO 8601.
        reference: The legal act, for display.
        form: Our digest or the imported official wording.
        unparsed: Fragments of the official file that no provision could be made of; they are
            reported, never dropped.
    """

    id: str
    version: str
    jurisdiction: str
    title: str
    reference: str
    language: str
    form: Form
    entries: tuple[Entry, ...]
    unparsed: tuple[str, ...] = ()

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def _provisions(self) -> dict[str, Provision]:
        return {p.code: p for entry in self.entries for p in entry.provisions}

    def provisions(self) -> Iterator[tuple[Entry, Provision]]:
        """Every provision with its entry, in order."""
        for entry in self.entries:
            for provision in entry.provisions:
                yield entry, provision

    def entry(self, code: str) -> Entry | None:
        """The entry that a code belongs to ("5A001.f.2" → 5A001), or None."""
        return self._entries.get(code[:5])

    def provision(self, code: str) -> Provision | None:
        """The provision of exactly this code, or None."""
        return self._provisions.get(code)

    def ancestors(self, code: str) -> list[Provision]:
        """The provisions that enclose a code, outermost first, without itself."""
        chain: list[Provision] = []
        provision = self.provision(code)
        while provision is not None and provision.parent is not None:
            provision = self.provision(provision.parent)
            if provision is None or provision in chain:
                break
            chain.append(provision)
        return chain[::-1]

    def children(self, code: str) -> list[Provision]:
        """The provisions directly below a code, in order."""
        entry = self.entry(code)
        return [p for p in entry.provisions if p.parent == code] if entry else []
