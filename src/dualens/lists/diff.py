"""Two editions of a control list compared: entries and provisions added, removed, changed.

Words are compared, not characters, since an officer reads words; how two files break lines, write
quotation marks or put blanks is no change of the law.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from dualens.errors import UsageError
from dualens.lists.model import ControlList, Provision

Kind = Literal["added", "removed", "changed"]

_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_WORD = re.compile(r"\d+(?:[ \u2009]\d{3}(?!\d))*|[^\W\d_]+|[^\w\s^]|_")
"""A number with its blanks between thousands, a word, or a sign; "6 m" and "6m" are two words each.
The caret stands for a superscript, which some files lose."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both editions have, or only one: ``same``, ``gone`` or ``new``."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """A provision that is in one edition only, or says something else.

    Attributes:
        words: The text with what is gone and what is new; of an added or removed provision all.
    """

    code: str
    kind: Kind
    words: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry with its changed provisions, in the order of the law."""

    code: str
    title: str
    kind: Kind
    provisions: tuple[ProvisionChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one edition to another.

    Attributes:
        before, after: "eu-annex-i@2022-01-07".
        entries: Only those with a change, in order of their codes.
    """

    before: str
    after: str
    entries: tuple[EntryChange, ...]

    def of_kind(self, kind: Kind) -> tuple[EntryChange, ...]:
        """The entries that were added, removed or changed."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def codes(self) -> frozenset[str]:
        """Of all provisions with a change."""
        return frozenset(p.code for entry in self.entries for p in entry.provisions)

    def as_dict(self) -> dict[str, Any]:
        """A form for other programs."""
        return {
            "before": self.before,
            "after": self.after,
            **{
                kind: [_entry_dict(entry) for entry in self.of_kind(kind)]
                for kind in ("added", "removed", "changed")
            },
        }


def compare(before: ControlList, after: ControlList) -> Comparison:
    """What changed from one edition of a list to another of the same form.

    Raises:
        UsageError: One is official wording, the other our digest: every word would differ.
    """
    if before.form != after.form:
        raise UsageError(
            f"{_name(before)} is there as {before.form}, {_name(after)} as {after.form}.",
            "Import the official text of both with: dualens lists import FILE",
        )
    old = {entry.code: entry for entry in before.entries}
    new = {entry.code: entry for entry in after.entries}
    changes = []
    for code in sorted(old.keys() | new.keys()):
        kind: Kind = "changed" if code in old and code in new else "added"
        if code not in new:
            kind = "removed"
        provisions = _provision_changes(
            {p.code: p for p in old[code].provisions} if code in old else {},
            {p.code: p for p in new[code].provisions} if code in new else {},
        )
        if provisions or kind != "changed":
            title = (new.get(code) or old[code]).title
            changes.append(EntryChange(code, title, kind, provisions))
    return Comparison(_name(before), _name(after), tuple(changes))


def _provision_changes(
    before: Mapping[str, Provision], after: Mapping[str, Provision]
) -> tuple[ProvisionChange, ...]:
    changes = []
    for code in dict.fromkeys([*after, *before]):
        old = _words(before[code].text) if code in before else []
        new = _words(after[code].text) if code in after else []
        if code not in before:
            changes.append(ProvisionChange(code, "added", _pieces([], new)))
        elif code not in after:
            changes.append(ProvisionChange(code, "removed", _pieces(old, [])))
        elif [word for word, _ in old] != [word for word, _ in new]:
            changes.append(ProvisionChange(code, "changed", _pieces(old, new)))
    return tuple(changes)


Word = tuple[str, str]
"""A word to compare by, and the same with the blanks that follow it in the text."""


def _words(text: str) -> list[Word]:
    plain = text.translate(_SAME)
    found = list(_WORD.finditer(plain))
    ends = [*(match.start() for match in found[1:]), len(plain)][: len(found)]
    return [
        (match.group().replace(" ", ""), match.group() + (" " if end > match.end() else ""))
        for match, end in zip(found, ends, strict=True)
    ]


def _pieces(before: list[Word], after: list[Word]) -> tuple[Piece, ...]:
    matcher = SequenceMatcher(
        None, [word for word, _ in before], [word for word, _ in after], autojunk=False
    )
    pieces = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", _joined(after[c:d])))
            continue
        if b > a:
            pieces.append(Piece("gone", _joined(before[a:b])))
        if d > c:
            pieces.append(Piece("new", _joined(after[c:d])))
    return tuple(pieces)


def _joined(words: list[Word]) -> str:
    return "".join(text for _, text in words).strip()


def _name(control_list: ControlList) -> str:
    return f"{control_list.id}@{control_list.version}"


def _entry_dict(entry: EntryChange) -> dict[str, Any]:
    return {
        "code": entry.code,
        "title": entry.title,
        "provisions": [
            {
                "code": p.code,
                "change": p.kind,
                "words": [{"kind": piece.kind, "text": piece.text} for piece in p.words],
            }
            for p in entry.provisions
        ],
    }
