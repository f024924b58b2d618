"""Annex I from a marked-up text: labelled blocks within each other become entries.

EUR-Lex publishes the same law as HTML and as Formex (XML). Both nest: a label ("5A001", "a.",
"Note:") beside what belongs to it. Their readers give blocks; here these become entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dualens.errors import ListFormatError
from dualens.lists.importers.assembly import CodedLine, EntryBuilder, finish
from dualens.lists.importers.notes import is_note
from dualens.lists.model import ControlList, Entry

_ENTRY = re.compile(r"(\d[A-E]\d{3})\.?(?:\s+(.*))?", re.S)
_LABEL = re.compile(r"\(?([a-z]{1,2}|\d{1,3})[.)]")
_PARAGRAPH = re.compile(r"([a-z]{1,2}|\d{1,3})\.\s+(.*)", re.S)
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


def list_of(blocks: Sequence[Block], celex: str, version: str, name: str) -> ControlList:
    """The control list that the blocks of a consolidated act hold in its Annex I.

    Raises:
        ListFormatError: Annex I or its end is missing, or entries are out of order.
    """
    reader = _Reader()
    for block in _annex(list(_unwrapped(blocks)), name):
        reader.take(block, "")
    reader.close()
    entries = finish(reader.entries, name)
    codes = [entry.code for entry in entries]
    if codes != sorted(codes, key=_place):
        raise ListFormatError(f"{name}: its entries are out of order.", _REMEDY)
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
        unparsed=tuple(dict.fromkeys(reader.unparsed)),
    )


def _place(code: str) -> tuple[str, bool, str]:
    """Where an entry stands: the second part of Category 5 has the numbers 2 to 4."""
    return code[0], code[0] == "5" and code[2:] in {"002", "003", "004"}, code


def _unwrapped(blocks: Iterable[Block]) -> Iterator[Block]:
    """Without blocks that only hold others."""
    for block in blocks:
        if block.label or block.text:
            yield block
        else:
            yield from _unwrapped(block.inner)


def _annex(blocks: Sequence[Block], name: str) -> Iterator[Block]:
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
    _builder: EntryBuilder | None = None
    _lines: list[CodedLine] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, block: Block, code: str) -> None:
        """Takes a block that stands below a code, or below none."""
        label, text = clean(block.label), clean(block.text)
        opened = _ENTRY.fullmatch(label) or (_ENTRY.fullmatch(text) if not label else None)
        numbered = _LABEL.fullmatch(label)
        loose = _PARAGRAPH.fullmatch(text) if not label else None
        if opened and opened[1] not in self._seen:
            title = text if label else ""
            self._open(opened[1], " ".join(part for part in (opened[2], title) if part))
            self._take_inner(block, opened[1])
        elif is_note(label) or is_note(text):
            self._add(CodedLine(code or self._code, _flat(block), whole=True), block)
        elif numbered and (code or self._builder):
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
        if self._builder is None:
            return
        for line in self._lines:
            self._builder.add(line)
        self.entries.append(self._builder.build())
        self.unparsed += self._builder.unparsed
        self._builder, self._lines = None, []

    @property
    def _code(self) -> str:
        return self._builder.code if self._builder is not None else ""

    def _open(self, code: str, text: str) -> None:
        self.close()
        self._seen.add(code)
        self._builder = EntryBuilder(code)
        self._lines = [CodedLine(code, text)]

    def _add_paragraph(self, code: str, text: str, block: Block) -> None:
        self._lines.append(CodedLine(code, text))
        self._take_inner(block, code)

    def _add(self, line: CodedLine, block: Block) -> None:
        if self._builder is None:
            self.unparsed.append(_flat(block))
        else:
            self._lines.append(line)

    def _take_inner(self, block: Block, code: str) -> None:
        for inner in _unwrapped(block.inner):
            self.take(inner, code)
