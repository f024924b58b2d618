"""What a note of a list says: its kind, the provisions it names, and the uses that it releases.

In English, and in German for the Swiss list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dualens.lists.model import ProvisionKind

CODE = re.compile(r"\d[A-E]\d{3}(?:\.(?:[a-z]{1,2}|\d{1,3})\b)*")
NOTE_LABEL = re.compile(
    r"(?:Technical Notes?|Notes?|N\.\s?B\.|(?:Technische )?Anmerkung(?:en)?)"
    r"(?: ?to \d[A-E]\d{3}[\w.]*)?"
    r"(?:[ .]*\d{1,2}(?![A-Z\d]))?[.:]*\s*"
)
# A label inside running text needs its colon; "6A003.b.4. Note 3.a;" is a reference, no note.
_EMBEDDED = re.compile(
    r"(?<=[.;:)’'] )(?:(?:Technical Notes?|Notes?)(?: \d+)?:|N\.B\.(?=\s?\d?\.? [A-Z])"
    r"|Note (?=\d[A-E]\d{3}\S* do(?:es)? not ))"
)
_REFERENCE = re.compile(r"(?:[Pp]urposes? of|\bto|\bin|\bsee) \d[A-E]\d{3}[\w.]* $")
_RELEASES = re.compile(
    r"\b(?:do|does) not (?:control|apply to|include|cover)\b\s*:?\s*"
    r"|\b(?:erfass(?:t|en) (?:nicht|keine[nrs]?|kein)|gilt nicht für)\b\s*:?\s*"
)
_NEXT_REMARK = re.compile(r"[.;] \d\. For the purposes")
_ALL = re.compile(
    r"\b(?:all|both|each) (?:of )?the following|\bhaving the following|\ball of:"
    r"|\b(?:allen|alle|beiden) folgenden\b",
    re.I,
)
_ITEM = re.compile(
    r"(?:(?<=[:;.,] )|(?<=\bor )|(?<=\band )|(?<=\boder )|(?<=\bund )|^)([a-z]|\d{1,2})\. "
)
_TAIL = re.compile(r"[;,.]?\s*(?:\b(?:or|and|oder|und))?\s*[;,.]*\s*$")
_BARE = re.compile(
    r"(?:any of )?(?:the following|as follows)?:?|folgende[ns]?(?: Güter| Ausrüstung)?:?"
)


@dataclass(frozen=True, slots=True)
class NotePiece:
    """One note with its label ("Note 2:") and what it says."""

    label: str
    text: str

    @property
    def kind(self) -> ProvisionKind:
        """Technical notes explain; every other note may release."""
        technical = is_technical(self.label)
        return ProvisionKind.TECHNICAL_NOTE if technical else ProvisionKind.NOTE

    @property
    def slug(self) -> str:
        """How the note is named in a code: ``5A004.b#note2``."""
        if self.kind is ProvisionKind.TECHNICAL_NOTE:
            return "tn"
        return "nb" if self.label.startswith("N") and "B" in self.label else "note"

    @property
    def number(self) -> int | None:
        """The number the law gives the note, if any."""
        found = re.search(r"\d+(?=[.:\s]*$)", self.label)
        return int(found[0]) if found else None


@dataclass(frozen=True, slots=True)
class Release:
    """What a note lets go.

    Attributes:
        codes: The provisions that the note names as not controlling.
        lead: What stands before the listed items, or the whole statement if none are listed.
        items: (label, text) of each released use that stands for itself.
    """

    codes: tuple[str, ...]
    lead: str
    items: tuple[tuple[str, str], ...] = ()


def is_technical(text: str) -> bool:
    """Whether a note that begins so explains and does not rule."""
    return text.startswith(("Technical Note", "Technische Anmerkung"))


def is_note(body: str) -> bool:
    """Whether the text of a line begins with the label of a note."""
    found = NOTE_LABEL.match(body)
    if found is None:
        return False
    rest = body[found.end() :]
    if found[0].rstrip()[-1:] in ".:" or is_technical(found[0]):
        return True
    return not rest or CODE.match(rest) is not None


def pieces(body: str) -> list[NotePiece]:
    """The notes in one line: a derived file often glues a note to a technical note."""
    found = NOTE_LABEL.match(body)
    if found is None:
        return []
    starts = [0]
    for match in _EMBEDDED.finditer(body, found.end()):
        before, after = body[starts[-1] : match.start()], body[match.start() :]
        if not (_REFERENCE.search(before) or _inside_list(before, after)):
            starts.append(match.start())
    return [note_of(body[a:b].strip()) for a, b in zip(starts, [*starts[1:], None], strict=True)]


def _inside_list(before: str, after: str) -> bool:
    """Whether a remark stands among the items of a note and explains one of them."""
    if after.startswith("N.B."):
        return before.startswith("Technical Notes") and _NEXT_REMARK.search(after) is not None
    return (
        before.startswith("Note")
        and _RELEASES.search(before) is not None
        and re.match(r"Technical Notes?: (?:1\. )?For the purposes of \S+ Note ", after) is not None
        and before.rstrip().endswith((";", "."))
    )


def note_of(text: str) -> NotePiece:
    """A note of its own, parted into label and text."""
    found = NOTE_LABEL.match(text)
    end = found.end() if found else 0
    label = text[:end]
    # "Technical Notes: 1. For…": the number belongs to the first remark, not to the label
    inner = re.match(r"(.*?:)\s*(\d+\.\s*)$", label)
    if inner:
        end = inner.end(1)
    return NotePiece(text[:end].strip(), text[end:].strip())


def released(piece: NotePiece) -> Release | None:
    """What a note releases; None if it says nothing of the kind."""
    if piece.kind is ProvisionKind.TECHNICAL_NOTE or piece.slug == "nb":
        return None
    verb = _RELEASES.search(piece.text)
    if verb is None:
        return None
    codes = _named(piece.text[: verb.start()])
    if not codes:
        return None
    rest = piece.text[verb.end() :]
    items = list(items_of(rest))
    lead = rest[: items[0][2]].strip() if items else rest
    if not items or _ALL.search(lead):
        return Release(codes, rest.strip())
    return Release(codes, lead, tuple((label, text) for label, text, _ in items))


def exclusion_texts(release: Release) -> list[str]:
    """One self-contained text for each released use."""
    if not release.items:
        return [trimmed(release.lead)]
    lead = "" if len(release.lead) <= 1 or _bare(release.lead) else release.lead + " "
    texts = (trimmed(_without_remark(text)) for _, text in release.items)
    return [lead + text for text in texts if text.lower() not in {"not used", "nicht belegt"}]


def trimmed(text: str) -> str:
    """Without the conjunction and punctuation that join it to the next item."""
    return _TAIL.sub("", text)


def _without_remark(text: str) -> str:
    return re.split(r"(?<=[;.]) (?:Technical Notes?|N\.B\.)", text)[0]


def _bare(lead: str) -> bool:
    return _BARE.fullmatch(lead.strip()) is not None


def _named(subject: str) -> tuple[str, ...]:
    """The codes before the verb; "5A002.a.1. to 5A002.a.3." stands for those between as well."""
    matches = list(CODE.finditer(subject))
    codes: list[str] = []
    for before, match in zip([None, *matches], matches, strict=False):
        if before and subject[before.end() : match.start()].strip(". ") == "to":
            codes += _between(before[0], match[0])
        codes.append(match[0])
    return tuple(dict.fromkeys(codes))


def _between(first: str, last: str) -> Iterator[str]:
    parent, _, low = first.rpartition(".")
    other, _, high = last.rpartition(".")
    if parent != other or not parent or len(low) > 2 or len(high) > 2:
        return
    if low.isdigit() and high.isdigit():
        yield from (f"{parent}.{n}" for n in range(int(low) + 1, int(high)))
    elif len(low) == len(high) == 1 and low.isalpha() and high.isalpha():
        yield from (f"{parent}.{chr(n)}" for n in range(ord(low) + 1, ord(high)))


def successor(label: str) -> str:
    """The label that follows: b after a, 10 after 9, aa after z."""
    if label.isdigit():
        return str(int(label) + 1)
    return "aa" if label == "z" else label[:-1] + chr(ord(label[-1]) + 1)


def items_of(text: str) -> Iterator[tuple[str, str, int]]:
    """The outermost listed items: label, text and where each begins.

    Deeper items restart with a or 1 and stay within their item's text.
    """
    open_labels: list[str] = []
    starts: list[tuple[str, int, int]] = []
    for match in _ITEM.finditer(text):
        label = match[1]
        depth = next(
            (d for d in range(len(open_labels), 0, -1) if label == successor(open_labels[d - 1])), 0
        )
        if depth:
            del open_labels[depth:]
            open_labels[-1] = label
        elif label in {"a", "1"} and text[: match.start()].rstrip()[-1:] in {":", ""}:
            open_labels.append(label)
        else:
            continue
        if len(open_labels) == 1:
            starts.append((label, match.start(), match.end()))
    for index, (label, start, begin) in enumerate(starts):
        end = starts[index + 1][1] if index + 1 < len(starts) else len(text)
        yield label, text[begin:end].strip(), start
