"""Norway's List II, which is Annex I in English, as the ministry's PDF or as a text made of it.

Printed from a word processor: page numbers and running headers go, and so do the lines "5A004
continued", which stand wherever the page broke. In the text form the column of a line's first
letter stands for its place on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dualens.errors import ListFormatError
from dualens.lists.importers.annex import AnnexReader, Paragraph, paragraphs, whole_words
from dualens.lists.importers.assembly import finish, in_order
from dualens.lists.importers.notes import is_note
from dualens.lists.importers.numerals import mend_powers
from dualens.lists.importers.outline import MARKER
from dualens.lists.importers.pdf_lines import Line
from dualens.lists.model import ControlList

_TITLE = re.compile(r"Liste II . flerbruksvarer \((\d{4})\)")
_BEGIN = re.compile(r"CATEGORY 0\b(?!.*\.{5}).*")
_END = re.compile(r"(?:2020 UPDATE OF THE EU|SUMMARY OF CHANGES).*")
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_HEADER = re.compile(r"CATEGORY \d\b.*")
_CONTINUED = re.compile(r"(?:\d[A-E]\d{3}[\w. ]*|Note \d+ )continued")
_MARGIN = (66.0, 84.0)
_TOP = 790.0  # running headers stand above, page numbers below
_FOOT = 80.0
_FIRST_TEXT = re.compile(r"(?:\d[A-E]\d{3} (?:continued$|[\"'A-Z])|CATEGORY \d)")
_BARE_MARK = re.compile(r"^([a-z]|\d{1,2}) (?=['\"A-Z])")  # "f Mobile": its point is missing
_MARK = re.compile(r"(?:[a-z]{1,2}|\d{1,3})(?:\.\s{2,}|\s{3,})\S")
_CODE = re.compile(r"\d[A-E]\d{0,3}\s{2,}\S")
_COLUMN = 4.7  # points that a column of the text form stands for
_REMEDY = "Get List II from the Norwegian export control authority again and import that."
_YEAR = "2021"


def recognises_page(first: Iterable[Line]) -> bool:
    """Whether a PDF whose first page has these lines is of this form."""
    return any(_TITLE.search(line.text) for line in first)


def recognises_text(start: bytes) -> bool:
    """Whether a file that begins so is the text form."""
    return start.lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"CATEGORY 0")


def import_pages(first: list[Line], pages: Iterable[list[Line]], name: str) -> ControlList:
    """Reads the PDF.

    Args:
        first: The lines of its first page.
        pages: Those of the others.

    Raises:
        ListFormatError: The list is not whole in it.
    """
    title = next(found for line in first if (found := _TITLE.search(line.text)))
    kept = list(_list_pages(pages, name))
    known = whole_words(kept)
    return _built(
        (p for page in kept for p in paragraphs(page, known, _begins_line)), title[1], name
    )


def import_text(path: Path) -> ControlList:
    """Reads the text form.

    Raises:
        ListFormatError: The file is no text, or no list.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListFormatError(f"{path.name} is no text in UTF-8.", _REMEDY) from error
    mended, doubtful = mend_powers(text)  # the text has lost its superscripts
    return _built(_text_paragraphs(mended), _YEAR, path.name, doubtful)


def _built(
    found: Iterable[Paragraph], year: str, name: str, doubtful: Iterable[str] = ()
) -> ControlList:
    reader = AnnexReader(_MARGIN)
    for paragraph in found:
        if not _CONTINUED.fullmatch(paragraph.text):
            reader.take(Paragraph(paragraph.x, _BARE_MARK.sub(r"\1. ", paragraph.text)))
    reader.close()
    lost = (f"a superscript may be lost: {place}" for place in doubtful)
    entries = finish(reader.entries, name)
    ends = entries[0].code[0] + entries[-1].code[0]
    if ends != "09" or not in_order(entries):
        raise ListFormatError(f"{name}: the list is not whole, or out of order.", _REMEDY)
    return ControlList(
        id="no-list-ii",
        version=f"{year}-01-01",
        jurisdiction="NO",
        title="Norwegian dual-use list (List II)",
        reference=f"Forskrift om eksport av forsvarsmateriell mv., List II ({year})",
        language="en",
        form="official",
        entries=entries,
        unparsed=(*dict.fromkeys(reader.unparsed), *lost),
    )


def _list_pages(pages: Iterable[list[Line]], name: str) -> Iterator[list[Line]]:
    inside = False
    for page in pages:
        if any(_END.fullmatch(line.text) for line in page if line.y < _TOP) and inside:
            return
        inside = inside or any(_BEGIN.fullmatch(line.text) for line in page)
        if inside:
            yield [line for line in page if not _is_frame(line)]
    raise ListFormatError(f"{name}: the list or its end is missing.", _REMEDY)


def _is_frame(line: Line) -> bool:
    if line.y > _TOP:
        return _HEADER.fullmatch(line.text) is not None
    return line.y < _FOOT and _PAGE_NUMBER.fullmatch(line.text) is not None


def _text_paragraphs(text: str) -> Iterator[Paragraph]:
    """Joins lines until one begins something: a code, a label, a note, or further to the left."""
    x, hang, words, new_page = 0.0, 0, "", False
    for raw in text.replace("\f", "\n").splitlines():
        line = raw.expandtabs(8).rstrip()
        body = line.lstrip()
        if not body or _PAGE_NUMBER.fullmatch(body):
            new_page = new_page or bool(body)
            continue
        if new_page and _HEADER.fullmatch(body):
            continue
        new_page = False
        column, joined = len(line) - len(body), " ".join(body.split())
        if words and not _begins(body, joined) and column >= hang - 2:
            words = f"{words} {joined}"
            continue
        if words:
            yield Paragraph(x, words)
        x = _MARGIN[0] + 4 + column * _COLUMN
        words, hang = joined, column
    if words:
        yield Paragraph(x, words)


def _begins_line(text: str) -> bool:
    """Items of notes follow each other as closely as the lines of a paragraph."""
    return bool(MARKER.fullmatch(text) or _FIRST_TEXT.match(text)) or is_note(text)


def _begins(body: str, joined: str) -> bool:
    """The same of the text form, where a label is told by the gap behind it.

    Args:
        body: A line with its gaps.
        joined: The same without them.
    """
    return bool(
        _MARK.match(body)
        or _CODE.match(body)
        or _HEADER.fullmatch(body)
        or _CONTINUED.fullmatch(joined)
    ) or is_note(joined)
