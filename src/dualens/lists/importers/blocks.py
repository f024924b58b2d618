"""Annex I from a marked-up text: labelled blocks within each other become entries.

EUR-Lex publishes the same law as HTML and as Formex (XML). Both nest: a label ("5A001", "a.",
"Note:") beside what belongs to it. Their readers give blocks; here these become entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dualens.errors import ListFormatError
from dualens.lists.importers.assembly import CodedLine, annex_i, entry_of, finish, in_order
from dualens.lists.importers.notes import is_note
from dualens.lists.importers.outline import MARKER
from dualens.lists.model import ControlList, Entry

_ENTRY = re.compile(r"(\d[A-E]\d{3})\.?(?:\s+(.*))?", re.S)
_LABEL = re.compile(r"\(?([a-z]{1,2}|\d{1,3})[.)]")
_SECTION = re.compile(r"(?:\d[A-E]\d?|CATEGORY \d|Category \d|PART [IVX\d]+|Part \d)\b.*", re.S)
_BEGIN = re.compile(r"ANNEX I\b(?! ?[A-Z])")
_END = re.compile(r"ANNEX II[a-zA-Z]?\b(?! ?I)")
_ARROW = re.compile(r"►(?:B|[MCA]\d+)\s?|\s?◄|▼(?:B|[MCA]\d+)")
_REMEDY = "Get the consolidated text in English from EUR-Lex again and import that."


@dataclass(slots=True)
class Block:
    """A paragraph with its label, and what is nested in it.

    Attributes:
        label: "5A001", "a.", "Note:", or nothing.
    """

    label: str
    text: str = ""
    inner: list[Block] = field(default_factory=list)


def paragraph(text: str) -> Iterator[Block]:
    """A block of running text; none if it is blank."""
    if text := clean(text):
        yield Block("", text)


def labelled(label: str, inner: list[Block]) -> Block:
    """A block of a label and what stands beside it; running text before the rest is its own."""
    own = inner.pop(0).text if inner and not inner[0].label and not inner[0].inner else ""
    return Block(clean(label), own, inner)


def list_of(blocks: Iterable[Block], celex: str, version: str, name: str) -> ControlList:
    """The control list that the blocks of a consolidated act hold in its Annex I.

    Raises:
        ListFormatError: Annex I or its end is missing, or entries are out of order.
    """
    reader = _Reader()
    for block in _annex(_unwrapped(blocks), name):
        reader.take(block, "")
    reader.close()
    entries = finish(reader.entries, name)
    if not in_order(entries):
        raise ListFormatError(f"{name}: its entries are out of order.", _REMEDY)
    return annex_i(celex, version, entries, dict.fromkeys(reader.unparsed))


def _unwrapped(blocks: Iterable[Block]) -> Iterator[Block]:
    """Without blocks that only hold others."""
    for block in blocks:
        if block.label or block.text:
            yield block
        else:
            yield from _unwrapped(block.inner)


def _annex(blocks: Iterable[Block], name: str) -> Iterator[Block]:
    inside = False
    for block in blocks:
        text = clean(f"{block.label} {block.text}")
        if inside and _END.match(text):
            return
        if inside:
            yield block
        inside = inside or _BEGIN.fullmatch(text) is not None
    raise ListFormatError(f"{name}: Annex I or its end is missing.", _REMEDY)


def clean(text: str) -> str:
    """On one line, without the arrows that mark amendments."""
    return " ".join(_ARROW.sub("", text).split())


def _flat(block: Block) -> str:
    """A block and all in it as running text."""
    parts = [block.label, block.text, *(_flat(inner) for inner in block.inner)]
    return clean(" ".join(parts))


@dataclass(slots=True)
class _Reader:
    """Takes blocks in order and gives entries."""

    entries: list[Entry] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    _lines: list[CodedLine] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, block: Block, code: str) -> None:
        """Takes a block that stands below a code, or below none."""
        label, text = clean(block.label), clean(block.text)
        opened = _ENTRY.fullmatch(label) or (_ENTRY.fullmatch(text) if not label else None)
        numbered = _LABEL.fullmatch(label)
        loose = MARKER.fullmatch(text) if not label else None
        if opened and opened[1] not in self._seen:
            title = text if label else ""
            self._open(opened[1], " ".join(part for part in (opened[2], title) if part))
            self._take_inner(block, opened[1])
        elif is_note(label) or is_note(text):
            self._take_note(block, code or self._code)
        elif numbered and (code or self._lines):
            self._add_paragraph(f"{code or self._code}.{numbered[1]}", text, block)
        elif loose and code:
            self._add_paragraph(f"{code}.{loose[1]}", loose[2], block)
        elif not label and not code and _SECTION.fullmatch(text):
            self.close()
            self._take_inner(block, "")
        elif code and self._lines:
            last = self._lines[-1]
            self._lines[-1] = CodedLine(last.code, f"{last.body} {_flat(block)}", last.whole)
        else:
            self.unparsed.append(_flat(block))

    def close(self) -> None:
        """Finishes the open entry."""
        if not self._lines:
            return
        entry, unparsed = entry_of(self._lines[0].code, self._lines)
        self.entries.append(entry)
        self.unparsed += unparsed
        self._lines = []

    @property
    def _code(self) -> str:
        return self._lines[0].code if self._lines else ""

    def _open(self, code: str, text: str) -> None:
        self.close()
        self._seen.add(code)
        self._lines = [CodedLine(code, text)]

    def _add_paragraph(self, code: str, text: str, block: Block) -> None:
        self._lines.append(CodedLine(code, text))
        self._take_inner(block, code)

    def _take_note(self, block: Block, code: str) -> None:
        if code:
            self._lines.append(CodedLine(code, _flat(block), whole=True))
        else:
            self.unparsed.append(_flat(block))

    def _take_inner(self, block: Block, code: str) -> None:
        for inner in _unwrapped(block.inner):
            self.take(inner, code)
