"""The Commerce Control List as XML of the eCFR: 15 CFR part 774, Supplement No. 1.

Each entry has a bold heading, licence requirements, and the "List of Items Controlled". Only the
heading and that list say what is controlled, so the rest, which says where a licence is needed, is
left out on purpose. A paragraph carries its whole path ("b.2.a. Text"); a note stands in a ``NOTE``
element behind the paragraph that it belongs to, or names the one it belongs to.

Structure as the versioner API of ecfr.gov gives it (its guide: "eCFR XML User Guide", GPO).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

from dualens.errors import ListFormatError
from dualens.lists.importers.assembly import CodedLine, entry_of, finish
from dualens.lists.importers.notes import CODE, is_note, note_of, successor
from dualens.lists.importers.numerals import raised
from dualens.lists.importers.xml_file import read_xml
from dualens.lists.model import ControlList, Entry

UNDATED = "undated"
"""The edition of a file that does not say its date, as one taken before the date is filled in."""

_HEADING = re.compile(r"(\d[A-E]\d{3})\.?\s+(.*)", re.S)
_GENERAL = re.compile(r"EAR99\b")
_PARAGRAPH = re.compile(
    r"(?:\d[A-E]\d{3}\.)?([a-z]{1,2}(?:\.(?:[a-z]{1,2}|\d{1,3}))*)(?:\.{1,2}|:)?\s+(.+)", re.S
)
_LISTED = re.compile(r"List of Items Controlled", re.I)
_LICENCE = re.compile(r"Licen[sc]e Requirements?\b|Reporting Requirements", re.I)
_RELATED = re.compile(r"(Related (?:Controls?|Definitions?)|ECCN Controls?):?\s*(.*)", re.S)
_EMPTY = re.compile(r"(?:N/?A|None)?\.?")
_NOTE = re.compile(
    r"(Technical Notes?|Heading Notes?|Notes?|N\.\s?B\.)\s*(\d+)?[.:]?"
    r"(?:\s+(?:to|for)\s+(?:ECCN |paragraphs? )?(.+?))?\s*[.:]?",
    re.I,
)
_PLACE = re.compile(
    r"(?:(\d[A-E]\d{3})\b)?\.?((?:[a-z]{1,2}|\d{1,3})(?:\.(?:[a-z]{1,2}|\d{1,3}))*)?"
)
_ITEM = re.compile(r"(?:(?<=[;:] )|(?<= or )|(?<= and )|^)([a-z]|\d{1,2})\. ")
_DATE = re.compile(r"/on/(\d{4}-\d{2}-\d{2})/")
_IN_HEADING = "The list of items controlled is contained in the ECCN heading"
_REMEDY = "Get supplement No. 1 to part 774 of title 15 as XML from ecfr.gov again and import that."
_MARK = "\x00"  # stands on both sides of what is raised; no XML holds it
_RAISED = re.compile(rf"(\S?)\s*{_MARK}\s*([^{_MARK}]*?)\s*{_MARK}")
_APART = {"TD": " | ", "TH": " | ", "P": " ", "TR": " ", "br": " ", "HED": " ", "FP": " "}


def recognises(start: bytes) -> bool:
    """Whether a file that begins so may be of this form."""
    return b"<DIV9" in start and b"774" in start


def import_xml(path: Path) -> ControlList:
    """Reads the XML.

    Raises:
        ListFormatError: The file is not of this form, damaged, or out of order.
    """
    root = read_xml(path, _REMEDY)
    reader = _Reader()
    for element in root:
        reader.take(element)
    reader.close()
    entries = finish(reader.entries, path.name)
    _check_order(entries, path.name)
    date = _DATE.search(root.get("hierarchy_metadata", ""))
    version = date[1] if date else UNDATED
    return ControlList(
        id="us-ccl",
        version=version,
        jurisdiction="US",
        title="US Commerce Control List",
        reference=f"15 CFR Part 774, Supplement No. 1 ({version})",
        language="en",
        form="official",
        entries=entries,
        unparsed=tuple(reader.unparsed),
    )


def _check_order(entries: tuple[Entry, ...], name: str) -> None:
    """Entries stand by category; within one, Part 1 and Part 2 each go from A to E.

    Raises:
        ListFormatError: They do not, so paragraphs may have come under a wrong entry.
    """
    codes = [entry.code for entry in entries]
    for before, code in pairwise(codes):
        second_part = before[:2] == "5E" and code[:2] == "5A"
        if code[:2] < before[:2] and not second_part:
            raise ListFormatError(f"{name}: {code} stands behind {before}.", _REMEDY)


@dataclass(slots=True)
class _Reader:
    """Goes through the elements in order and fills one entry after the other."""

    entries: list[Entry] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    _code: str = ""
    _lines: list[CodedLine] = field(default_factory=list)
    _listing: bool = False
    _seen: set[str] = field(default_factory=set)

    def take(self, element: Element) -> None:
        """Takes the next element straight below the root."""
        text = _text(element)
        if element.find("B") is not None and self._open(text):  # once in an FP-1
            return
        if element.tag in {"HEAD", "CITA", "EDNOTE"} or not text:
            return
        if element.tag.startswith("HD") and not _LISTED.match(text):
            self._between(element, text)
        elif not self._lines:  # no entry is open
            self.unparsed.append(text)
        elif _LISTED.match(text):
            self._listing = True
        elif self._listing:
            self._listed(element, text)

    def close(self) -> None:
        """Finishes the open entry."""
        if not self._lines:
            return
        entry, unparsed = entry_of(self._lines[0].code, self._lines)
        self.entries.append(entry)
        self.unparsed += unparsed
        self._lines = []

    def _open(self, text: str) -> bool:
        found = _HEADING.fullmatch(text)
        if found is None:
            if _GENERAL.match(text):
                self.close()
                return True
            return False
        self.close()
        if found[1] in self._seen:
            self.unparsed.append(f"{text}: the entry stands twice; the first is kept.")
            return True
        self._seen.add(found[1])
        self._code, self._listing = found[1], False
        self._lines = [CodedLine(found[1], found[2])]
        return True

    def _between(self, element: Element, text: str) -> None:
        """A heading of a category or group ends the entry; one within an entry does not."""
        if element.tag == "HD1" and not _LICENCE.match(text) and "License" not in text:
            self.close()

    def _listed(self, element: Element, text: str) -> None:
        text = text.removeprefix("Items:").strip()
        related = _RELATED.fullmatch(text)
        if not text or text.startswith(_IN_HEADING):
            return
        if related:
            if not _EMPTY.fullmatch(related[2].strip()):
                self._note(self._code, "N.B.:", f"{related[1]}: {related[2]}")
        elif element.tag == "NOTE":
            self._take_note(element)
        elif self._continues_note(text):
            self._go_on(text)
        elif (found := _PARAGRAPH.fullmatch(text)) and self._fits(found[1]):
            self._code = f"{self._entry}.{found[1]}"
            self._lines.append(CodedLine(self._code, found[2]))
        elif is_note(text):
            self._note(self._home(None, note_of(text).text), "", text)
        else:
            self._go_on(text)

    @property
    def _entry(self) -> str:
        return self._code[:5]

    def _fits(self, path: str) -> bool:
        """Whether a label can be a paragraph here and is no word ("as follows")."""
        head = path.partition(".")[0]
        if len(head) == 1 or "." in path:
            return True
        return any(line.code == f"{self._entry}.{_before(head)}" for line in self._lines)

    def _continues_note(self, text: str) -> bool:
        """Whether a paragraph is an item of a note that stands outside a ``NOTE`` element."""
        label = _ITEM.match(text)
        last = self._lines[-1]
        if label is None or not last.whole or last.body.endswith("."):  # the list has ended
            return False
        items = [found[1] for found in _ITEM.finditer(last.body)]
        return label[1] == successor(items[-1]) if items else last.body.endswith(":")

    def _go_on(self, text: str) -> None:
        """A paragraph without a label, or a table: it belongs to the text before it."""
        last = self._lines[-1]
        self._lines[-1] = CodedLine(last.code, f"{last.body} {text}", last.whole)

    def _take_note(self, element: Element) -> None:
        head = element.find("HED")
        label = _text(head) if head is not None else ""
        body = " ".join(_text(part) for part in element if part is not head).strip()
        if _LICENCE.match(label):
            return
        found = _NOTE.fullmatch(label)
        if found is not None:
            number = f" {found[2]}" if found[2] else ""
            self._note(self._home(found[3], body), f"{_kind(found[1])}{number}:", body)
        elif is_note(whole := f"{label} {body}".strip()):
            self._note(self._home(None, note_of(whole).text), "", whole)
        elif label:
            self.unparsed.append(f"{self._entry}: {label} {body}")
        else:
            self._go_on(body)

    def _note(self, code: str, label: str, body: str) -> None:
        self._lines.append(CodedLine(code, f"{label} {body}".strip(), whole=True))

    def _home(self, named: str | None, body: str) -> str:
        """The paragraph that a note belongs to.

        The one that its heading names, or else the innermost that holds both where it stands and
        what it speaks of.
        """
        if named:
            place = _PLACE.match(named.strip())
            if place and (place[1] in {None, self._entry}) and (place[1] or place[2]):
                return ".".join(part for part in (self._entry, place[2]) if part)
        about = CODE.match(body)
        if about is None or about[0][:5] != self._entry:
            return self._code
        return _shared(self._code, about[0])


def _kind(label: str) -> str:
    """The kind of a note as the assembly names it."""
    if label.lower().startswith("technical"):
        return "Technical Note"
    return "N.B." if "B" in label else "Note"


def _before(label: str) -> str:
    """The label that stands before one of two letters: z before aa, aa before bb."""
    return "z" if label == "aa" else chr(ord(label[0]) - 1) * 2


def _shared(one: str, other: str) -> str:
    """The innermost paragraph that encloses two, either of which may be it."""
    common = []
    for a, b in zip(one.split("."), other.split("."), strict=False):
        if a != b:
            break
        common.append(a)
    return ".".join(common)


def _text(element: Element) -> str:
    """All words of an element on one line; table cells parted by bars, powers as 10^9 and m²."""
    words = _RAISED.sub(lambda m: raised(m[1], m[2]), "".join(_inside(element)))
    return re.sub(r"\s+", " ", words).strip(" |")


def _inside(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        mark = _MARK if child.tag.upper() in {"SU", "SUP"} else ""
        yield mark or _APART.get(child.tag, "")
        yield from _inside(child)
        yield mark
        yield child.tail or ""
