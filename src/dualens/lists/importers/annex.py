"""What every printed form of Annex I shares: lines become paragraphs, paragraphs become entries.

Codes and headings begin at the left margin; all else is indented and belongs to the entry above.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field

from dualens.lists.importers.outline import Outline
from dualens.lists.importers.pdf_lines import Line
from dualens.lists.model import Entry

_ENTRY = re.compile(r"(\d[A-E]\d{3})(?:\s+(.*))?", re.S)
_CONTINUED = re.compile(r"([I\d][A-E]\d{3})\b.*\(continued\)")  # "IE002" on a page of 2015
_SECTION = re.compile(r"\d[A-E]\d?\s+[A-Z].*")
_HEADING = re.compile(
    r"PART [IVX\d]+\b|Part \d\b|Category \d$|CATEGORY \d|TECHNICAL NOTE ON|Table$|TABLE\b"
    r"|DEPOSITION TECHNIQUES|Deposition techniques"
)
_WORD = re.compile(r"[^\W_]+(?:[-,][^\W_]+)*")
_SPACED = re.compile(r"(?:\b\w ){3,}\w\b")


_PITCH = 13.0  # lines of a paragraph are 9.6 to 11.5 points apart, paragraphs 16 and more
_NONE = "None."  # all that stands under a heading without entries


def is_continued(text: str) -> bool:
    """Whether a line only says which entry a page goes on with."""
    return _CONTINUED.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together.

    Attributes:
        x: Left edge of the first.
    """

    x: float
    text: str


@dataclass(slots=True)
class AnnexReader:
    """Sorts paragraphs into entries and what lies between them.

    Attributes:
        margin: Between which left edges codes and headings begin.
    """

    margin: tuple[float, float]
    entries: list[Entry] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    _outline: Outline | None = None
    _headings: list[str] = field(default_factory=list)
    _between: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, paragraph: Paragraph) -> None:
        """Takes the next paragraph in the order of the file."""
        text = paragraph.text
        at_margin = self.margin[0] <= paragraph.x <= self.margin[1]
        found = _ENTRY.fullmatch(text) if at_margin else None
        continued = _CONTINUED.fullmatch(text) if at_margin else None
        if continued:
            self._go_on(continued[1].replace("I", "1"))
        elif found and found[1] not in self._seen:
            self.close()
            self._headings = []
            self._seen.add(found[1])
            self._outline = Outline(found[1], paragraph.x, (found[2] or "").strip())
        elif _HEADING.match(text) or (at_margin and _SECTION.fullmatch(text)):
            self.close()
            self._headings.append(text)
        elif self._outline is not None and not found:
            self._outline.add(paragraph.x, text)
        else:
            self._between.append(text)

    def _go_on(self, code: str) -> None:
        """A page says which entry it goes on with; in 2015 one says 7B005 within 7B002."""
        current = self._outline.code if self._outline is not None else "no entry"
        if code != current:
            self.unparsed.append(
                f"{code} (continued): such an entry was not open; read on as {current}."
            )

    def close(self) -> None:
        """Finishes the open entry, and what stands between it and the next."""
        if self._between and self._between not in ([_NONE], [_NONE[:-1]]):
            self.unparsed.append(" / ".join([*self._headings, " ".join(self._between)]))
        if self._between or self._outline is not None:
            self._headings, self._between = [], []
        if self._outline is None:
            return
        entry, unparsed = self._outline.entry()
        self.entries.append(entry)
        self.unparsed += unparsed
        self._outline = None


def whole_words(pages: Iterable[list[Line]]) -> Set[str]:
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


def paragraphs(
    page: list[Line],
    known: Set[str] = frozenset(),
    begins: Callable[[str], bool] = is_continued,
) -> Iterator[Paragraph]:
    """Joins the lines of a page; a page's first line begins a paragraph.

    Args:
        known: The words of the file that no line breaks, see :func:`whole_words`.
        begins: Whether a line begins a paragraph although none of its words stands apart.
    """
    x, text, broken, above = 0.0, "", False, 0.0
    for line in page:
        words = _unspaced(line.text)
        if text and above - line.y <= _PITCH and not begins(words):
            text = _rejoined(text, words, known) if broken else f"{text} {words}"
        else:
            if text:
                yield Paragraph(x, text)
            x, text = line.x, words
        broken, above = line.broken, line.y
    if text:
        yield Paragraph(x, text)


def _unspaced(text: str) -> str:
    """Closes up letter-spaced headings: "D e p o s i t i o n"."""
    return _SPACED.sub(lambda m: m[0].replace(" ", ""), text)
