"""From coded lines to entries: the part that is the same for every form of Annex I.

An importer brings each entry as lines "5A001.f.1" + text, notes among them ("5A001.f" +
"Note: …"); here they become provisions with parents, and released uses become exclusions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from dualens.errors import ListFormatError
from dualens.lists.importers.notes import (
    CODE,
    NotePiece,
    Release,
    exclusion_texts,
    is_note,
    items_of,
    note_of,
    pieces,
    released,
    successor,
)
from dualens.lists.model import ControlList, Entry, Exclusion, Provision, ProvisionKind

_PARAGRAPH = re.compile(r"([a-z]{1,2}|\d{1,3})\. (.*)", re.S)
PART_TWO = frozenset({"002", "003", "004"})
"""How the codes of the second part of Category 5 end in Annex I."""

_FIRST_ITEM = re.compile(r"[a1]\. .*", re.S)


@dataclass(frozen=True, slots=True)
class CodedLine:
    """A paragraph of the official file with the code it stands under.

    Attributes:
        whole: Whether a note in it is known to be one; else it may be several, glued together.
    """

    code: str
    body: str
    whole: bool = False


@dataclass(slots=True)
class _Draft:
    code: str
    parent: str | None
    kind: ProvisionKind
    text: str
    exclusions: list[Exclusion] = field(default_factory=list)

    def finished(self) -> Provision:
        return Provision(
            self.code, self.parent, self.kind, self.text, exclusions=tuple(self.exclusions)
        )


@dataclass(slots=True)
class EntryBuilder:
    """Takes the lines of one entry, in the order of the law.

    Attributes:
        unparsed: What found no place.
    """

    code: str
    unparsed: list[str] = field(default_factory=list)
    _drafts: dict[str, _Draft] = field(default_factory=dict)
    _last: _Draft | None = None
    _list_of: str = ""  # the note whose items the following coded lines are
    _owner: str = ""  # and the code that the file gives to that note
    _pending: list[tuple[NotePiece, str]] = field(default_factory=list)

    def add(self, line: CodedLine) -> None:
        """Takes a line; one that does not belong to the entry is reported."""
        if CODE.fullmatch(line.code) is None or line.code[:5] != self.code:
            self.unparsed.append(f"{line.code} {line.body}".strip())
        elif is_note(line.body):
            self._add_notes(line)
        elif not self._add_item(line):
            self._list_of = ""
            self._add_provision(line)

    def build(self) -> Entry:
        """The entry; its title is its opening paragraph, or else the first that has a text."""
        self._ensure_root()
        self._release_all()
        title = next((d.text for d in self._drafts.values() if d.text), "")
        return Entry(self.code, title, tuple(d.finished() for d in self._drafts.values()))

    def _add_provision(self, line: CodedLine) -> None:
        if line.code in self._drafts:
            self._continue(line)
            return
        if line.code != self.code:
            self._ensure_root()
        parent = self._nearest(line.code.rpartition(".")[0]) if line.code != self.code else None
        if parent is not None and parent != line.code.rpartition(".")[0]:
            self.unparsed.append(f"{line.code}: the paragraph above it is not in the file.")
        body, listed = line.body, []
        if _FIRST_ITEM.fullmatch(body):  # "3A201.a.1" + "a. Voltage …; b. Energy …"
            listed, body = list(items_of(body)), ""
        self._keep(_Draft(line.code, parent, ProvisionKind.PROVISION, body))
        for label, text, _ in listed:
            self._add_provision(CodedLine(f"{line.code}.{label}", text))

    def _continue(self, line: CodedLine) -> None:
        """A code given twice: a row of a table, the body of a note, or the end of a sentence."""
        row = _PARAGRAPH.fullmatch(line.body)
        if row and f"{line.code}.{row[1]}" not in self._drafts:
            self._add_provision(CodedLine(f"{line.code}.{row[1]}", row[2]))
            return
        draft, last = self._drafts[line.code], self._last
        if last is not None and "#" in last.code and last.parent == line.code:
            draft = last
        draft.text = f"{draft.text} {line.body}".strip()

    def _ensure_root(self) -> None:
        if self.code not in self._drafts:
            self.unparsed.append(f"{self.code}: its opening paragraph is not in the file.")
            self._keep(_Draft(self.code, None, ProvisionKind.PROVISION, ""))

    def _keep(self, draft: _Draft) -> None:
        self._drafts[draft.code] = draft
        self._last = draft

    def _nearest(self, code: str) -> str:
        while code and code not in self._drafts:
            code = code.rpartition(".")[0]
        return code or self.code

    def _add_notes(self, line: CodedLine) -> None:
        self._ensure_root()
        for piece in [note_of(line.body)] if line.whole else pieces(line.body):
            owner = self._nearest(_owner(piece, line.code))
            code = self._free(f"{owner}#{piece.slug}", piece.number)
            self._keep(_Draft(code, owner, piece.kind, f"{piece.label} {piece.text}".strip()))
            self._pending.append((piece, code))
        last = self._last
        lists = last is not None and last.text.endswith(":") and not last.text.endswith("Note:")
        self._list_of = last.code if last is not None and lists else ""
        self._owner = line.code

    def _free(self, stem: str, number: int | None) -> str:
        wanted = number or 1
        while f"{stem}{wanted}" in self._drafts:
            wanted += 1
        return f"{stem}{wanted}"

    def _add_item(self, line: CodedLine) -> bool:
        """Takes a coded line as an item of the note before it.

        A note that ends in a colon owns the lines that follow; the file gives them codes as if
        they were provisions (5A004.b.2.a to .d are released uses).
        """
        if not self._list_of:
            return False
        owner, _, label = line.code.rpartition(".")
        taken = [c for c in self._drafts if c.startswith(self._list_of + ".")]
        expected = {"a", "1"} if not taken else {successor(taken[-1].rpartition(".")[2])}
        if owner != self._owner or label not in expected:
            return False
        note = self._drafts[self._list_of]
        self._drafts[f"{note.code}.{label}"] = _Draft(
            f"{note.code}.{label}", note.code, note.kind, line.body
        )
        return True

    def _release_all(self) -> None:
        for piece, code in self._pending:
            note = self._drafts[code]
            whole = NotePiece(piece.label, note.text.removeprefix(piece.label).strip())
            release = released(whole)
            if release is None:
                continue
            items = [d for c, d in self._drafts.items() if c.startswith(code + ".")]
            if items:
                listed = tuple((d.code.rpartition(".")[2], d.text) for d in items)
                release = Release(release.codes, release.lead, listed)
            elif release.items:
                note.text = note.text[: len(note.text) - len(whole.text)] + _head(whole, release)
                items = self._insert_items(note, release)
            for item in items:
                item.kind = ProvisionKind.EXCLUSION
            self._attach(note, whole, release)

    def _insert_items(self, note: _Draft, release: Release) -> list[_Draft]:
        """Puts the items of a note behind it, in order."""
        items = [
            _Draft(f"{note.code}.{label}", note.code, ProvisionKind.EXCLUSION, text)
            for label, text in release.items
        ]
        after: dict[str, _Draft] = {}
        for code, draft in self._drafts.items():
            after[code] = draft
            if code == note.code:
                after.update((item.code, item) for item in items)
        self._drafts = after
        return items

    def _attach(self, note: _Draft, piece: NotePiece, release: Release) -> None:
        named = [c for c in release.codes if c in self._drafts]
        label = piece.label.rstrip(":. ")
        for code in named or [note.parent or self.code]:
            target = self._drafts[code]
            for text in exclusion_texts(release):
                number = len(target.exclusions) + 1
                reference = f"{label} to {note.parent}"
                target.exclusions.append(Exclusion(f"x{number}", text, reference))


def _head(piece: NotePiece, release: Release) -> str:
    """The text of a note up to its first listed item."""
    verb_to_lead = piece.text.find(release.lead) if release.lead else -1
    if verb_to_lead >= 0:
        return piece.text[: verb_to_lead + len(release.lead)]
    first = f"{release.items[0][0]}. {release.items[0][1]}"
    return piece.text[: max(piece.text.find(first), 0)].strip()


def _owner(piece: NotePiece, code: str) -> str:
    """The provision a note belongs to: the one it names, where that encloses where it stands."""
    if piece.kind is ProvisionKind.TECHNICAL_NOTE:
        return code
    named = CODE.match(piece.text)
    if named and (code + ".").startswith(named[0] + "."):
        return named[0]
    return code


def finish(entries: Iterable[Entry], source: str) -> tuple[Entry, ...]:
    """The entries as a tuple.

    Raises:
        ListFormatError: There is none, so the file is no control list.
    """
    kept = tuple(entries)
    if not kept:
        raise ListFormatError(
            f"{source}: no entry of a control list was found in it.",
            "Get the whole file from its publisher again and import that.",
        )
    return kept


def entry_of(code: str, lines: Iterable[CodedLine]) -> tuple[Entry, list[str]]:
    """The entry that coded lines make up, and what of them found no place in it."""
    builder = EntryBuilder(code)
    for line in lines:
        builder.add(line)
    return builder.build(), builder.unparsed


def place(code: str, part_two: Collection[str] = PART_TWO) -> tuple[str, bool, str]:
    """Where an entry stands in a list: Category 5 has two parts, which go from A to E each.

    Args:
        part_two: How the codes of the second part end.
    """
    return code[0], code[0] == "5" and code[2:] in part_two, code


def in_order(entries: Sequence[Entry], part_two: Collection[str] = PART_TWO) -> bool:
    """Whether entries stand as the law has them; else paragraphs may be under wrong ones."""
    places = [place(entry.code, part_two) for entry in entries]
    return places == sorted(places)


def annex_i(
    celex: str, version: str, entries: tuple[Entry, ...], unparsed: Iterable[str]
) -> ControlList:
    """The EU's list, from the consolidated text of an act.

    Args:
        celex: Number of the act, without the date of the edition.
        version: That date.
    """
    act = "Regulation (EU) 2021/821" if celex[1:5] >= "2021" else "Regulation (EC) No 428/2009"
    return ControlList(
        id="eu-annex-i",
        version=version,
        jurisdiction="EU",
        title="EU dual-use list (Annex I)",
        reference=f"{act}, Annex I, CELEX {celex}-{version.replace('-', '')}",
        language="en",
        form="official",
        entries=entries,
        unparsed=tuple(unparsed),
    )


def missing_codes(control_list: ControlList, expected: Collection[str]) -> list[str]:
    """The expected entry codes that a list lacks, in order."""
    have = {entry.code for entry in control_list.entries}
    return sorted(set(expected) - have)
