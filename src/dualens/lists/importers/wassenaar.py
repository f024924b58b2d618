"""The Wassenaar Arrangement's dual-use list, as the Secretariat's PDF.

Each paragraph that opens a page or follows a note carries its whole path at the left margin
("5. D. 1. e. 2. Mapping …"); others are indented by their depth. Codes are written as the EU writes
them, 5.D.1.e as 5D001.e, so that the lists can be laid side by side: the EU numbers what it takes
over from Wassenaar by the same numbers (Annex I, note on the numbering).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dualens.errors import ListFormatError
from dualens.lists.importers.annex import paragraphs, whole_words
from dualens.lists.importers.assembly import finish, in_order
from dualens.lists.importers.notes import is_note
from dualens.lists.importers.outline import MARKER, Outline
from dualens.lists.importers.pdf_lines import Line
from dualens.lists.model import ControlList, Entry

_TITLE = re.compile(r"List of Dual-Use Goods and Technologies")
_DATE = re.compile(r"(?:- \d+ - )?(\d{2})-(\d{2})-(\d{4})(?: - \d+ -)?")
_CATEGORY = re.compile(r"DUAL-USE LIST . CATEGORY \d\b.*")
_FRAME = re.compile(r"_{10,}|WA-LIST \(\d+\).*")
_PATH = re.compile(
    r"(\d)\. ?([A-E])\. ?(\d{1,2})\.(?: ?((?:(?:[a-z]{1,2}|\d{1,2})\. ?)*))?\s*(.*)", re.S
)
_GROUP = re.compile(r"(\d)\. ?([A-E])\.(?: Part \d\.?)? [A-Z]{4}.*")
_HEADING = re.compile(r"\d\. [A-Z]{4}.*")
_ANNEX = re.compile(r"ANNEX|Part \d - .*|LIST . .EXPLOSIVES.*")
_CODE = re.compile(r"\b(\d)\.([A-E])\.(\d{1,2})(?=\.|\b)")
_PART_TWO = frozenset(f"{number:03d}" for number in range(100)) - {"001"}
_MARGIN = 100.0
_NUMBER = (118.0, 130.0)  # an entry may give its number only: "2. …" below "1. D. 1. …"
_FOOT = 60.0
_HEAD = 755.0
_ENTRY_X = 89.9
_DEPTHS = (148.8, 169.0, 192.9, 216.9, 240.9, 264.9)  # left edges of the labels of each depth
_REMEDY = "Get the list of dual-use goods as PDF from wassenaar.org again and import that."


def recognises_page(first: Iterable[Line]) -> bool:
    """Whether a PDF whose first page has these lines is of this form."""
    texts = [line.text for line in first]
    return "Wassenaar Arrangement" in texts and any(_TITLE.match(text) for text in texts)


def import_pages(pages: Iterable[list[Line]], name: str) -> ControlList:
    """Reads the PDF.

    Args:
        pages: The lines of the pages after the first.

    Raises:
        ListFormatError: The list is not whole in it, or out of order.
    """
    kept, date = _list_pages(pages, name)
    known = whole_words(kept)
    reader = _Reader()
    for page in kept:
        for paragraph in paragraphs(page, known, _begins):
            reader.take(paragraph.x, _coded(paragraph.text))
    reader.close()
    entries = finish(reader.entries, name)
    if not in_order(entries, _PART_TWO):
        raise ListFormatError(f"{name}: its entries are out of order.", _REMEDY)
    return ControlList(
        id="wassenaar",
        version=date,
        jurisdiction="Wassenaar",
        title="Wassenaar list of dual-use goods and technologies",
        reference=f"WA-LIST, Volume II, {date}",
        language="en",
        form="official",
        entries=entries,
        unparsed=tuple(dict.fromkeys(reader.unparsed)),
    )


def _list_pages(pages: Iterable[list[Line]], name: str) -> tuple[list[list[Line]], str]:
    """The pages of the categories without their frames, and the date of the edition."""
    kept: list[list[Line]] = []
    numbers: set[str] = set()
    date = ""
    for page in pages:
        heads = [line.text for line in page if line.y > _HEAD and _CATEGORY.fullmatch(line.text)]
        if not heads:
            continue
        numbers.add(heads[0].partition("CATEGORY ")[2][:1])
        for line in page:
            if line.y < _FOOT and (found := _DATE.fullmatch(line.text)):
                date = f"{found[3]}-{found[2]}-{found[1]}"
        kept.append([line for line in page if not _is_frame(line)])
    if numbers != set("123456789") or not date:
        raise ListFormatError(f"{name}: not all nine categories are in it.", _REMEDY)
    return kept, date


def _is_frame(line: Line) -> bool:
    return line.y > _HEAD or line.y < _FOOT or _FRAME.fullmatch(line.text) is not None


def _begins(text: str) -> bool:
    """Paragraphs follow each other as closely as their lines do."""
    return bool(_PATH.match(text) or _GROUP.match(text) or MARKER.fullmatch(text)) or is_note(
        _coded(text)
    )


def _coded(text: str) -> str:
    """References as codes: 5.D.1.e. as 5D001.e."""
    return _CODE.sub(lambda m: f"{m[1]}{m[2]}{int(m[3]):03d}", text)


@dataclass(slots=True)
class _Reader:
    """Sorts paragraphs into entries."""

    entries: list[Entry] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    _outline: Outline | None = None
    _seen: set[str] = field(default_factory=set)
    _group: str = ""
    _fresh: bool = False

    def take(self, x: float, text: str) -> None:
        """Takes the next paragraph."""
        group = _GROUP.fullmatch(text) if x < _MARGIN else None
        path = _PATH.fullmatch(text) if x < _MARGIN else None
        number = MARKER.fullmatch(text) if _NUMBER[0] < x < _NUMBER[1] else None
        fresh, self._fresh = self._fresh, False
        if group is not None:
            self.close()
            self._group, self._fresh = group[1] + group[2], True
        elif path is not None:
            self._take_path(path)
        elif number is not None and self._numbers_entry(number[1], fresh):
            self._open(f"{self._group}{int(number[1]):03d}", number[2])
        elif _ANNEX.fullmatch(text) or (x < _MARGIN and _HEADING.fullmatch(text)):
            self.close()
        elif self._outline is not None:
            self._outline.add(x, text)
        else:
            self.unparsed.append(text)

    def _numbers_entry(self, label: str, fresh: bool) -> bool:
        """Whether a number alone is that of an entry, not of a remark at the same place.

        It is the first below the heading of its group, or follows an entry without notes.
        """
        if not label.isdigit():
            return False
        if self._outline is None:
            return fresh and label == "1"
        follows = int(label) == int(self._outline.code[2:]) + 1
        return follows and not any(line.whole for line in self._outline.lines())

    def close(self) -> None:
        """Finishes the open entry."""
        if self._outline is None:
            return
        entry, unparsed = self._outline.entry()
        self.entries.append(entry)
        self.unparsed += unparsed
        self._outline = None

    def _take_path(self, found: re.Match[str]) -> None:
        code = f"{found[1]}{found[2]}{int(found[3]):03d}"
        labels = [label for label in re.split(r"\. ?", found[4] or "") if label]
        self._group = code[:2]
        if self._outline is None or self._outline.code != code:
            self._open(code, "" if labels else found[5])
        elif not labels:
            self._outline.add(_DEPTHS[0], found[5])
        if labels and self._outline is not None:
            self._outline.enter(labels, found[5], _DEPTHS)

    def _open(self, code: str, title: str) -> None:
        self.close()
        if code in self._seen:
            self.unparsed.append(f"{code} {title}: the entry was closed already.")
            return
        self._seen.add(code)
        self._outline = Outline(code, _ENTRY_X, title)
