"""The assessment of one document, as programs and people receive it (schema 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dualens.documents import Evidence
from dualens.errors import FailureKind
from dualens.matching import Match

SCHEMA = "dualens/assessment/1"


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What the assessment says of the file itself."""

    name: str
    sha256: str
    media_type: str
    pages: int
    language: str
    ocr: bool

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "media_type": self.media_type,
            "pages": self.pages,
            "language": self.language,
            "ocr": self.ocr,
        }


@dataclass(frozen=True, slots=True)
class Promise:
    """The recall that the threshold was set for, and whether it can be held for this document."""

    recall: float
    confidence: float
    holds: bool

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {"recall": self.recall, "confidence": self.confidence, "holds": self.holds}


@dataclass(frozen=True, slots=True)
class Review:
    """Whether a person should look, and how soon.

    Attributes:
        probability: That the document offers at least one capability.
        recommended: Whether that passes the threshold of the promise.
        rank_score: Orders the queue; takes the matches in as well.
    """

    probability: float
    recommended: bool
    rank_score: float
    promise: Promise

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {
            "probability": self.probability,
            "recommended": self.recommended,
            "rank_score": self.rank_score,
            "promise": self.promise.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """One capability of the taxonomy, whatever its probability."""

    capability: str
    probability: float
    flagged: bool
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {
            "capability": self.capability,
            "probability": self.probability,
            "flagged": self.flagged,
            "evidence": [e.as_dict() for e in self.evidence],
        }


class ElementState(StrEnum):
    """Whether the document states an element of Art. 2(20)."""

    STATED = "stated"
    CONTRADICTED = "contradicted"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the definition, with the words that it rests on."""

    state: ElementState
    evidence: tuple[Evidence, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {"state": str(self.state), "evidence": [e.as_dict() for e in self.evidence]}


class Outcome(StrEnum):
    """What the elements come to. Never "licence required": use and user are not in a datasheet."""

    OPEN = "open"
    ELEMENTS_STATED = "elements stated"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class CatchAll:
    """Reg. (EU) 2021/821, Art. 2(20), element by element."""

    elements: Mapping[str, Element]
    outcome: Outcome

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        states = {name: element.as_dict() for name, element in self.elements.items()}
        return {**states, "outcome": str(self.outcome)}


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What an assessment was made with; the same file and these give the same bytes."""

    dualens: str
    model: str
    encoder: str
    lists: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {
            "dualens": self.dualens,
            "model": self.model,
            "encoder": self.encoder,
            "lists": dict(sorted(self.lists.items())),
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be read."""

    kind: FailureKind
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One document: assessed, or unreadable with its reason.

    ``review`` and ``article_2_20`` are None, and the tuples empty, where it is unreadable.
    """

    document: DocumentSummary
    made_with: MadeWith
    failure: Failure | None = None
    review: Review | None = None
    flags: tuple[Flag, ...] = ()
    matches: tuple[Match, ...] = ()
    article_2_20: CatchAll | None = None

    @property
    def flagged(self) -> tuple[Flag, ...]:
        """The flags that pass their threshold, most probable first."""
        passing = [flag for flag in self.flags if flag.flagged]
        return tuple(sorted(passing, key=lambda flag: -flag.probability))

    def as_dict(self) -> dict[str, Any]:
        """One object a document, exactly as the interface has it."""
        error = self.failure and {"kind": str(self.failure.kind), "message": self.failure.message}
        return {
            "schema": SCHEMA,
            "document": self.document.as_dict(),
            "status": "unreadable" if self.failure else "assessed",
            "error": error,
            "review": self.review.as_dict() if self.review else None,
            "flags": [flag.as_dict() for flag in self.flags],
            "matches": [match.as_dict() for match in self.matches],
            "article_2_20": self.article_2_20.as_dict() if self.article_2_20 else None,
            "made_with": self.made_with.as_dict(),
        }
