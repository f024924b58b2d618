"""What the HTML report shows: of each document which findings, numbers and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dualens.assessment.html_pictures import Picture, draw
from dualens.assessment.run import Row
from dualens.assessment.table import flagged, nearest
from dualens.documents import ReaderPool

PAGES_A_DOCUMENT = 6
PAGES_A_REPORT = 240
"""How many pages are drawn; evidence beyond them is quoted without a picture, and said to be."""

_MOST_MATCHES = 5

Part = Mapping[str, Any]
"""An assessment, or a part of one, in the form of the interface."""

_Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Citation:
    """One place of the report where evidence is cited.

    Attributes:
        number: Of the evidence within its document.
        first: Whether this is the place that the picture links back to.
        drawn: Whether there is a picture with a box around the words to link to.
    """

    number: int
    first: bool
    drawn: bool


@dataclass(slots=True)
class DocumentView:
    """One document as the templates see it.

    Attributes:
        id: Of its section in the report.
        flags: Those shown with their evidence.
        matches: Those shown in full; ``further`` ones have a line each.
        pages: Those to be drawn; evidence on the ``left_out`` pages is quoted only.
        pictures: The pages as drawn, while its section is written.
    """

    id: str
    row: Row
    flags: Sequence[Part] = ()
    matches: Sequence[Part] = ()
    further: Sequence[Part] = ()
    pages: Sequence[int] = ()
    left_out: Sequence[int] = ()
    pictures: Sequence[Picture] = ()
    _evidence: dict[_Key, tuple[int, Part]] = field(default_factory=dict)
    _cited: set[int] = field(default_factory=set)

    @property
    def a(self) -> Part:
        """The assessment in the form of the interface."""
        return self.row.assessment

    @property
    def recommended(self) -> bool:
        """Whether a review is recommended; False for a document that could not be read."""
        return not self.row.unreadable and bool(self.a["review"]["recommended"])

    @property
    def withdrawn(self) -> bool:
        """Whether the recall promise does not hold for this document."""
        return not self.row.unreadable and not self.a["review"]["promise"]["holds"]

    @property
    def others(self) -> list[Part]:
        """The flags that are not shown with their evidence, most probable first."""
        rest = [flag for flag in self.a["flags"] if flag not in self.flags]
        return sorted(rest, key=lambda flag: -flag["probability"])

    @property
    def evidence(self) -> list[tuple[int, Part]]:
        """What is cited, with its number, in the order of the section."""
        return list(self._evidence.values())

    def number(self, evidence: Part) -> int:
        """The number of a piece of evidence; the same words in the same place share one."""
        key = evidence["page"], evidence["quote"], str(evidence["boxes"])
        return self._evidence.setdefault(key, (len(self._evidence) + 1, evidence))[0]

    def cite(self, evidence: Part) -> Citation:
        """For the templates, which call it wherever they cite, in the order of the section."""
        number = self.number(evidence)
        first = number not in self._cited
        self._cited.add(number)
        drawn = any(p.page == evidence["page"] and not p.problem for p in self.pictures)
        return Citation(number, first, drawn and bool(evidence["boxes"]))


def plan(ranked: Sequence[Row]) -> list[DocumentView]:
    """What is shown of each document; the first documents are given their pictures first."""
    views = []
    left = PAGES_A_REPORT
    for place, row in enumerate(ranked, start=1):
        view = _view(f"d{place}", row)
        wanted = _pages_with_boxes(view)
        most = min(PAGES_A_DOCUMENT, left)
        view.pages, view.left_out = sorted(wanted[:most]), sorted(wanted[most:])
        left -= len(view.pages)
        views.append(view)
    return views


def with_pictures(views: Sequence[DocumentView], pool: ReaderPool) -> Iterator[DocumentView]:
    """Each view with its pages drawn; they are let go when the next one is asked for."""
    for view in views:
        view.pictures = [draw(view.row.path, page, view.evidence, pool) for page in view.pages]
        yield view
        view.pictures = ()


def _view(identifier: str, row: Row) -> DocumentView:
    a = row.assessment
    if row.unreadable:
        return DocumentView(identifier, row)
    flags = flagged(a)
    if not flags and a["review"]["recommended"]:
        flags = sorted(a["flags"], key=lambda flag: -flag["probability"])[:1]
    matches = nearest(a, _MOST_MATCHES) or list(a["matches"][:1])
    further = [match for match in a["matches"] if match not in matches]
    view = DocumentView(identifier, row, flags, matches, further)
    for evidence in _cited(view):
        view.number(evidence)
    return view


def _cited(view: DocumentView) -> Iterator[Part]:
    """The evidence of a section, in the order in which the templates cite it."""
    for flag in view.flags:
        yield from flag["evidence"]
    for match in view.matches:
        for judged in (*match["conditions"], *match["exclusions"]):
            yield from judged["evidence"]
        yield from match.get("evidence", ())
    for name, element in view.a["article_2_20"].items():
        if name != "outcome":
            yield from element.get("evidence", ())


def _pages_with_boxes(view: DocumentView) -> list[int]:
    """The pages worth a picture, in the order in which they are cited."""
    if view.a["document"]["media_type"] != "application/pdf":
        return []
    return list(dict.fromkeys(item["page"] for _, item in view.evidence if item["boxes"]))
