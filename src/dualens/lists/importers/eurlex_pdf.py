"""Annex I from the consolidated PDFs of EUR-Lex, in English.

Written for the editions of 2015-12-24 (Regulation (EC) No 428/2009 as amended by 2015/2420) and
of 2022 (Regulation (EU) 2021/821). Page headers, amendment arrows and "(continued)" lines go;
general notes, definitions and the deposition table are handed on in ``unparsed``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from dualens.errors import ListFormatError
from dualens.lists.importers.assembly import EntryBuilder, finish
from dualens.lists.importers.outline import Outline
from dualens.lists.importers.pdf_lines import Line, read_lines
from dualens.lists.model import ControlList, Entry

_HEADER = re.compile(r"(\d{4,5}R\d{4}) — EN — (\d{2})\.(\d{2})\.(\d{4}) — [\d.]+ — (\d+)")
_ARROW_LINE = re.compile(r"[►▼](?:B|[MCA]\d+)$")
_ARROW = re.compile(r"►(?:B|[MCA]\d+)\s?|\s?◄")
_BEGIN = re.compile(r"[“‘\"']?ANNEX I")
_END = re.compile(r"[“‘\"']?ANNEX II[a-z]?")
_ENTRY = re.compile(r"(\d[A-E]\d{3})(?:\s+(.*))?", re.S)
_CONTINUED = re.compile(r"([I\d][A-E]\d{3})\b.*\(continued\)")  # "IE002" on a page of 2015
_SECTION = re.compile(r"\d[A-E]\d?\s+[A-Z].*")
_HEADING = re.compile(
    r"PART [IVX\d]+\b|Part \d\b|Category \d$|CATEGORY \d|TECHNICAL NOTE ON|Table$|TABLE\b"
    r"|DEPOSITION TECHNIQUES|Deposition techniques"
)
_WORD = re.compile(r"[^\W_]+(?:[-,][^\W_]+)*")
_SPACED = re.compile(r"(?:\b\w ){3,}\w\b")
_MARGIN = (98.0, 113.0)  # where codes and section headings begin
_PITCH = 13.0  # lines of a paragraph are 9.6 points apart, paragraphs 16 and more
_NONE = "None."  # all that stands under a heading without entries
_REMEDY = "Get the consolidated PDF in English from EUR-Lex again and import that."


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Lines that belong together.

    Attributes:
        margin: Whether it begins where codes do.
    """

    x: float
    text: str

    @property
    def margin(self) -> bool:
        return _MARGIN[0] <= self.x <= _MARGIN[1]


@dataclass(slots=True)
class _Reader:
    """Sorts paragraphs into entries and what lies between them."""

    entries: list[Entry] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    _outline: Outline | None = None
    _headings: list[str] = field(default_factory=list)
    _between: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, paragraph: _Paragraph) -> None:
        text = paragraph.text
        found = _ENTRY.fullmatch(text) if paragraph.margin else None
        continued = _CONTINUED.fullmatch(text) if paragraph.margin else None
        if continued:
            self._go_on(continued[1].replace("I", "1"))
        elif found and found[1] not in self._seen:
            self._close()
            self._headings = []
            self._seen.add(found[1])
            self._outline = Outline(found[1], paragraph.x, (found[2] or "").strip())
        elif _HEADING.match(text) or (paragraph.margin and _SECTION.fullmatch(text)):
            self._close()
            self._headings.append(text)
        elif self._outline is not None and not (found and paragraph.margin):
            self._outline.add(paragraph.x, text)
        else:
            self._between.append(text)

    def finish(self) -> None:
        self._close()

    def _go_on(self, code: str) -> None:
        """A page says which entry it goes on with; in 2015 one says 7B005 within 7B002."""
        current = self._outline.code if self._outline is not None else "no entry"
        if code != current:
            self.unparsed.append(
                f"{code} (continued): such an entry was not open; read on as {current}."
            )

    def _close(self) -> None:
        if self._between and self._between not in ([_NONE], [_NONE[:-1]]):
            self.unparsed.append(" / ".join([*self._headings, " ".join(self._between)]))
        if self._between or self._outline is not None:
            self._headings, self._between = [], []
        if self._outline is None:
            return
        builder = EntryBuilder(self._outline.code)
        for line in self._outline.lines():
            builder.add(line)
        self.entries.append(builder.build())
        self.unparsed += [*builder.unparsed, *self._outline.unplaced]
        self._outline = None


def recognises(start: bytes) -> bool:
    """Whether a file that begins so may be of this form."""
    return b"%PDF-" in start


def import_pdf(path: Path) -> ControlList:
    """Reads a consolidated PDF.

    Raises:
        ListFormatError: It is not one, or Annex I is not whole in it.
    """
    pages = read_lines(path)
    celex, version = _edition(next(pages, []), path.name)
    reader = _Reader()
    annex = list(_annex(_complete(pages, path.name), path.name))
    known = _whole_words(annex)
    for page in annex:
        for paragraph in _paragraphs(page, known):
            reader.take(paragraph)
    reader.finish()
    entries = finish(reader.entries, path.name)
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
        unparsed=tuple(reader.unparsed),
    )


def _edition(first: Iterable[Line], name: str) -> tuple[str, str]:
    for line in first:
        found = _HEADER.fullmatch(line.text)
        if found:
            celex = found[1] if found[1].startswith("0") else f"0{found[1]}"
            return celex, f"{found[4]}-{found[3]}-{found[2]}"
    raise ListFormatError(f"{name} is no consolidated PDF of EUR-Lex in English.", _REMEDY)


def _complete(pages: Iterable[list[Line]], name: str) -> Iterator[list[Line]]:
    """The pages after the first, each without its header, which must carry the next number.

    PDFium opens a cut-off file as far as it can; entries would be missing without a word.
    """
    for number, page in enumerate(pages, 2):
        headers = [found for line in page if (found := _HEADER.fullmatch(line.text))]
        if len(headers) != 1 or int(headers[0][5]) != number:
            raise ListFormatError(f"{name}: page {number} is not whole, or out of order.", _REMEDY)
        yield [line for line in page if not _HEADER.fullmatch(line.text)]


def _annex(pages: Iterable[list[Line]], name: str) -> Iterator[list[Line]]:
    """The lines of Annex I, page by page, up to where the next annex begins."""
    inside = False
    for page in pages:
        kept: list[Line] = []
        for line in page:
            if inside and _END.fullmatch(line.text):
                yield kept
                return
            inside = inside or _BEGIN.fullmatch(line.text) is not None
            if inside and not _ARROW_LINE.fullmatch(line.text):
                kept.append(line)
        if kept:
            yield kept
    raise ListFormatError(f"{name}: Annex I or its end is missing.", _REMEDY)


def _whole_words(pages: Iterable[list[Line]]) -> Set[str]:
    """The words that no line breaks; PDFium gives hyphens of words and of lines alike."""
    known: set[str] = set()
    for page in pages:
        for line in page:
            words = _WORD.findall(line.text)
            known.update(words[1:-1])  # the first and the last may be halves
    return known


def _rejoined(text: str, words: str, known: Set[str]) -> str:
    """Joins a broken word; its hyphen stays where only "N,N-dialkyl" is a word of the file."""
    head, tail = _WORD.findall(text)[-1:], _WORD.findall(words)[:1]
    if head and tail and text.endswith(head[0]):
        joined, hyphened = head[0] + tail[0], f"{head[0]}-{tail[0]}"
        if hyphened in known and joined not in known:
            return f"{text}-{words}"
    return text + words


def _paragraphs(page: list[Line], known: Set[str] = frozenset()) -> Iterator[_Paragraph]:
    """Joins the lines of a page; a page's first line begins a paragraph."""
    x, text, broken, above = 0.0, "", False, 0.0
    for line in page:
        words = _unspaced(_ARROW.sub("", line.text))
        alone = _CONTINUED.fullmatch(words) is not None
        if text and above - line.y <= _PITCH and not alone:
            text = _rejoined(text, words, known) if broken else f"{text} {words}"
        else:
            if text:
                yield _Paragraph(x, text)
            x, text = line.x, words
        broken, above = line.broken, line.y
    if text:
        yield _Paragraph(x, text)


def _unspaced(text: str) -> str:
    """Closes up letter-spaced headings: "D e p o s i t i o n"."""
    return _SPACED.sub(lambda m: m[0].replace(" ", ""), text)
