"""The Swiss dual-use list in German: annex 2 of the Goods Control Ordinance, as the official PDF.

It counts as the EU does but writes codes without points (5A001f1) and labels with a bracket (a).
Codes are written here as the EU writes them, so that the lists can be laid side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dualens.errors import ListFormatError
from dualens.lists.importers.annex import AnnexReader, Paragraph, paragraphs, whole_words
from dualens.lists.importers.assembly import finish, in_order
from dualens.lists.importers.notes import is_note
from dualens.lists.importers.outline import MARKER
from dualens.lists.importers.pdf_lines import Line
from dualens.lists.model import ControlList

_FOOTER = re.compile(r"Güterkontrollverordnung \(946\.202\.1\) (\w+) (\d{4})")
_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
_BEGIN = re.compile(r"KATEGORIE 0\b.*")
_HEADING = re.compile(r"KATEGORIE \d\b.*|Teil \d\b.*")
_CONTINUED = re.compile(r"\d[A-E]\d{3}.{0,30}\(Fortsetzung\)")
_NONE = re.compile(r"Kein(?:e)? Eintr(?:ag|äge)\.?")
_LABEL = re.compile(r"^([a-z]{1,2}|\d{1,2})\) ")
_ENDED = re.compile(r"(?:[.,:;]|\b(?:oder|und))$")
_CODE = re.compile(r"(?<![\dA-Z])(\d[A-E]\d{3})\.?((?:[a-z]{1,2}|\d{1,2})+)(?![\w-])")
_STEP = re.compile(r"[a-z]{1,2}|\d{1,2}")
_MARGIN = (64.0, 76.0)
_FOOT = 40.0
_REMEDY = "Get annex 2 of SR 946.202.1 in German from seco.admin.ch again and import that."


def recognises_page(first: Iterable[Line]) -> bool:
    """Whether a PDF whose first page has these lines is of this form."""
    return any(_FOOTER.fullmatch(line.text) for line in first)


def import_pages(first: list[Line], pages: Iterable[list[Line]], name: str) -> ControlList:
    """Reads the PDF.

    Args:
        first: The lines of its first page.
        pages: Those of the others.

    Raises:
        ListFormatError: The list is not whole in it, or out of order.
    """
    edition = next(found for line in first if (found := _FOOTER.fullmatch(line.text)))
    if edition[1] not in _MONTHS:
        raise ListFormatError(f"{name}: the month of the edition is missing.", _REMEDY)
    version = f"{edition[2]}-{_MONTHS.index(edition[1]) + 1:02d}-01"
    kept = list(_list_pages(pages))
    known = whole_words(kept)
    reader = AnnexReader(_MARGIN)
    for paragraph in _punctuated(p for page in kept for p in paragraphs(page, known, _begins)):
        reader.take(Paragraph(paragraph.x, _as_the_eu_writes(paragraph.text)))
    reader.close()
    entries = finish(reader.entries, name)
    ends = entries[0].code[:2] + entries[-1].code[:2]
    if ends != "0A9E" or not in_order(entries):
        raise ListFormatError(f"{name}: the list is not whole, or out of order.", _REMEDY)
    return ControlList(
        id="ch-gkv",
        version=version,
        jurisdiction="CH",
        title="Schweizer Liste der Güter mit doppeltem Verwendungszweck (GKV, Anhang 2)",
        reference=f"SR 946.202.1, Anhang 2, {edition[1]} {edition[2]}",
        language="de",
        form="official",
        entries=entries,
        unparsed=tuple(dict.fromkeys(reader.unparsed)),
    )


def _list_pages(pages: Iterable[list[Line]]) -> Iterator[list[Line]]:
    inside = False
    for page in pages:
        inside = inside or any(_BEGIN.fullmatch(line.text) for line in page)
        if inside:
            yield [line for line in page if line.y > _FOOT]


def _punctuated(found: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Without what a page break adds, and with the comma that an item of a list may lack."""
    before: Paragraph | None = None
    for paragraph in found:
        if _CONTINUED.fullmatch(paragraph.text) or _NONE.fullmatch(paragraph.text):
            continue
        if before is not None:
            listed = _LABEL.match(before.text) and _LABEL.match(paragraph.text)
            comma = "," if listed and not _ENDED.search(before.text) else ""
            yield Paragraph(before.x, before.text + comma)
        before = paragraph
    if before is not None:
        yield before


def _begins(text: str) -> bool:
    """Some paragraphs follow each other as closely as their lines do."""
    return bool(
        _LABEL.match(text) or MARKER.fullmatch(text) or _CONTINUED.fullmatch(text)
    ) or is_note(text)


def _as_the_eu_writes(text: str) -> str:
    """Labels and codes with points: "a) wie 5A001f1" as "a. wie 5A001.f.1"."""
    if _HEADING.fullmatch(text):
        return text.replace("KATEGORIE", "CATEGORY").replace("Teil ", "Part ")
    return _CODE.sub(_dotted, _LABEL.sub(r"\1. ", text))


def _dotted(match: re.Match[str]) -> str:
    return ".".join([match[1], *_STEP.findall(match[2])])
