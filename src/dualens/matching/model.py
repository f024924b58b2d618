"""A match: a document against one entry of a control list, condition by condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dualens.documents.evidence import Evidence


class ConditionState(StrEnum):
    """Whether the document states a condition."""

    MET = "met"
    NOT_MET = "not met"
    NOT_STATED = "not stated"


class ExclusionState(StrEnum):
    """Whether the document states that an exclusion applies."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does not apply"
    NOT_STATED = "not stated"


class MatchStatus(StrEnum):
    """What the conditions and exclusions come to. Never a decision."""

    CONDITIONS_MET = "conditions met"
    RELEASED = "released by an exclusion"
    POSSIBLE = "possible"
    NOT_MET = "not met"


@dataclass(frozen=True, slots=True)
class JudgedCondition:
    """A condition with its state and the words that it rests on."""

    text: str
    state: ConditionState
    evidence: tuple[Evidence, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {
            "text": self.text,
            "state": str(self.state),
            "evidence": [e.as_dict() for e in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class JudgedExclusion:
    """An exclusion with its state and the words that it rests on."""

    text: str
    state: ExclusionState
    evidence: tuple[Evidence, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes."""
        return {
            "text": self.text,
            "state": str(self.state),
            "evidence": [e.as_dict() for e in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a document comes near to.

    Attributes:
        list, version: The control list and its edition.
        entry: Code of the most specific provision judged ("5A001.f.1").
        title: Of the entry, in our words.
        wording: The official words of the provision where imported, else our digest of them.
        wording_is_official: Which of the two it is.
        score: 0 to 1; orders the matches of one document and of different documents alike.
        evidence: The passages nearest to the provision.
        related: Codes in other lists, by list id.
    """

    list: str
    version: str
    entry: str
    title: str
    wording: str
    wording_is_official: bool
    score: float
    status: MatchStatus
    conditions: tuple[JudgedCondition, ...]
    exclusions: tuple[JudgedExclusion, ...]
    evidence: tuple[Evidence, ...]
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The form that the interface fixes, with our additions after it."""
        return {
            "list": self.list,
            "version": self.version,
            "entry": self.entry,
            "title": self.title,
            "score": self.score,
            "status": str(self.status),
            "conditions": [c.as_dict() for c in self.conditions],
            "exclusions": [x.as_dict() for x in self.exclusions],
            "related": {key: list(codes) for key, codes in sorted(self.related.items())},
            "evidence": [e.as_dict() for e in self.evidence],
            "wording": self.wording,
            "wording_is_official": self.wording_is_official,
        }
