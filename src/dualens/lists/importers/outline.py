"""The nesting of the paragraphs of an entry, from how far each is indented.

Letters alone do not tell it: "1." may be the next paragraph, the first item of a note, or a remark
of a technical note at the same indentation. A paragraph belongs to the innermost open one that
stands further left and whose numbering it continues.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dualens.lists.importers.assembly import CodedLine, entry_of
from dualens.lists.importers.notes import NOTE_LABEL, is_note, is_technical, successor
from dualens.lists.model import Entry

MARKER = re.compile(r"([a-z]{1,2}|\d{1,3})\.\s+(.*)", re.S)
_ANNOUNCES = re.compile(r"(?::|\bfollowing[;.,]?)$")
_STEP = 6.0  # points; the file indents by 10.6
_NOTE_STEP = 14.0  # items of a note stand under its text, behind its label
_ENTRY_STEP = 30.0
_FIRST = 51.0  # from an entry's code to its first paragraphs
_DEEPER = 10.6
_LEVEL = 3.0


@dataclass(slots=True)
class _Open:
    """A paragraph that later ones may belong to.

    Attributes:
        note: The note it is or is part of.
        last: The label of its latest item.
        flush: Whether its items stand at its own indentation.
    """

    code: str
    x: float
    step: float
    line: int
    note: bool = False
    last: str = ""
    flush: bool = False
    plural: bool = False


@dataclass(slots=True)
class Outline:
    """Takes the paragraphs of one entry and gives coded lines.

    Attributes:
        unplaced: Numbered paragraphs whose number continues nothing.
    """

    code: str
    x: float
    opening: str
    unplaced: list[str] = field(default_factory=list)
    _lines: list[CodedLine] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        direct = MARKER.fullmatch(self.opening)  # "4E001 a. …" has no paragraph of its own
        self._lines.append(CodedLine(self.code, "" if direct else self.opening))
        self._open.append(_Open(self.code, self.x, _ENTRY_STEP, 0))
        if direct:
            self._add_item(self.x + _FIRST, direct[1], direct[2])

    def lines(self) -> list[CodedLine]:
        """What was taken, in order."""
        return self._lines

    def entry(self) -> tuple[Entry, list[str]]:
        """The entry, and what found no place in it."""
        entry, unparsed = entry_of(self.code, self._lines)
        return entry, [*unparsed, *self.unplaced]

    def add(self, x: float, text: str) -> None:
        """Takes the next paragraph, whose first letter stands at ``x``."""
        marker = MARKER.fullmatch(text)
        if is_note(text):
            self._add_note(x, text)
        elif marker is None:
            self._add_text(x, text)
        elif not self._add_item(x, marker[1], marker[2]):
            self._add_text(x, text)
            self.unplaced.append(f"{self.code}: {text}")

    def enter(self, labels: Sequence[str], body: str, edges: Sequence[float]) -> None:
        """Takes a paragraph that names its whole path below the entry.

        Args:
            labels: From the outermost; at least one.
            edges: Where the labels of each depth stand, for what follows by indentation alone.
        """
        del self._open[1:]
        for depth, label in enumerate(labels):
            node = self._open[-1]
            node.last = label
            x = edges[min(depth, len(edges) - 1)]
            code = f"{node.code}.{label}"
            last = depth == len(labels) - 1
            known = next((n for n, line in enumerate(self._lines) if line.code == code), None)
            if last or known is None:
                self._open_item(node, x, label, body if last else "")
            else:
                self._open.append(_Open(code, x, _STEP, known, last=self._last_below(code)))

    def _last_below(self, code: str) -> str:
        """The label of the latest paragraph straight below a code."""
        below = [
            line.code.removeprefix(f"{code}.")
            for line in self._lines
            if line.code.startswith(f"{code}.") and not line.whole
        ]
        return next((label for label in reversed(below) if "." not in label), "")

    def _add_item(self, x: float, label: str, body: str) -> bool:
        depth = self._place(x, label)
        if depth is None:
            return False
        node = self._open[depth]
        node.flush = node.flush or (node.note and x < node.x + _STEP)
        node.last = label
        del self._open[depth + 1 :]
        self._open_item(node, x, label, body)
        return True

    def _place(self, x: float, label: str) -> int | None:
        """The depth of the open paragraph that a numbered one belongs to."""
        inwards = [(d, self._open[d]) for d in range(len(self._open) - 1, -1, -1)]
        for strict in (True, False):
            for depth, node in inwards:
                if self._stands_below(node, x) and _continues(node.last, label, strict):
                    return depth
        for depth, node in inwards:  # printed with a wrong indentation, as 7E004.b.7.b.3 of 2015
            if node.last and _continues(node.last, label, True):
                return depth
        for depth, node in inwards:  # a second list within a note
            if node.note and label in {"a", "1"} and self._announces(node):
                return depth
        return None

    def _announces(self, node: _Open) -> bool:
        return _ANNOUNCES.search(self._lines[node.line].body) is not None

    def _open_item(self, node: _Open, x: float, label: str, body: str) -> None:
        if node.note:  # what stands in a note stays part of its text
            self._append(node.line, f"{label}. {body}")
            self._open.append(_Open(node.code, x, _STEP, node.line, note=True))
            return
        code = f"{node.code}.{label}"
        inner = MARKER.fullmatch(body)  # "1. a. Voltage rating": two levels begin on one line
        nested = inner is not None and inner[1] in {"a", "1"}
        self._lines.append(CodedLine(code, "" if nested else body))
        self._open.append(_Open(code, x, _STEP, len(self._lines) - 1))
        if inner is not None and nested:
            self._add_item(x + _DEEPER, inner[1], inner[2])

    def _stands_below(self, node: _Open, x: float) -> bool:
        if node.step != _NOTE_STEP:
            return x >= node.x + node.step
        # A note that lists items announces them; else those below it are its neighbour's.
        lists = node.plural or bool(node.last) or self._announces(node)
        if x >= node.x + node.step:
            return lists
        return x >= node.x - _LEVEL and lists and (node.flush or not node.last)

    def _add_note(self, x: float, text: str) -> None:
        depth = len(self._open) - 1
        while depth > 0 and not self._may_hold(self._open[depth], x, text):
            depth -= 1
        node = self._open[depth]
        self._close_before_note(depth, x, text)
        label = NOTE_LABEL.match(text)
        plural = label is not None and "Notes" in label[0]
        if node.note:
            self._append(node.line, text)
            self._open.append(_Open(node.code, x, _NOTE_STEP, node.line, note=True, plural=plural))
        else:
            self._lines.append(CodedLine(node.code, text, whole=True))
            line = len(self._lines) - 1
            self._open.append(_Open(node.code, x, _NOTE_STEP, line, note=True, plural=plural))
        first = re.search(r"Notes?(?: \d+)?:\s*(1|a)\. ", text)
        if first and plural:
            self._open[-1].last = first[1]

    def _close_before_note(self, depth: int, x: float, text: str) -> None:
        """Closes what a note ends.

        "N.B. See also …" may stand between a paragraph and its items, at the paragraph's number.
        """
        most = x + _LEVEL if text.startswith("N") and "B" in text[:4] else 0.0
        while len(self._open) > depth + 1 and self._open[-1].x > most:
            self._open.pop()

    def _may_hold(self, node: _Open, x: float, text: str) -> bool:
        """Whether a note belongs to an open paragraph; a technical note holds none that rules."""
        if x < node.x + node.step - 1:
            return False
        technical = node.note and is_technical(self._lines[node.line].body)
        return not (technical and text.startswith(("Note", "Anmerkung")))

    def _add_text(self, x: float, text: str) -> None:
        """An unnumbered paragraph goes on with the innermost one that it is not left of."""
        if x < self.x + _ENTRY_STEP:  # footnotes stand at the margin
            self.unplaced.append(f"{self.code}: {text}")
            return
        depth = len(self._open) - 1
        while depth > 0 and not self._goes_on(self._open[depth], x):
            depth -= 1
        del self._open[depth + 1 :]
        self._append(self._open[depth].line, text)

    def _goes_on(self, node: _Open, x: float) -> bool:
        if node.step == _NOTE_STEP:
            return x >= node.x - _LEVEL
        return x >= node.x + node.step

    def _append(self, line: int, text: str) -> None:
        before = self._lines[line]
        self._lines[line] = replace(before, body=f"{before.body} {text}".strip())


def _continues(last: str, label: str, strict: bool) -> bool:
    if not last:
        return label in {"a", "1"} if strict else len(label) <= 2
    if strict:
        return label == successor(last)
    if label.isdigit() != last.isdigit():
        return False
    if label.isdigit():
        return int(label) > int(last)
    return (len(label), label) > (len(last), last)
