"""Rows made by hand, in the form of the interface."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dualens.assessment import Row

_MADE = {"dualens": "0", "model": "0" * 64, "encoder": "e", "lists": {"tiny": "1"}}


def _evidence(page: int) -> dict[str, Any]:
    return {"page": page, "quote": "It catches IMSIs.", "boxes": [[1, 2, 3, 4]], "probability": 0.9}


def _whole(name: str, **more: Any) -> dict[str, Any]:
    document = {
        "name": name, "sha256": "f" * 64, "media_type": "application/pdf", "pages": 2,
        "language": "en", "ocr": False,
    }  # fmt: skip
    return {
        "schema": "dualens/assessment/1", "document": document, "status": "assessed",
        "error": None, **more, "made_with": _MADE,
    }  # fmt: skip


def assessed(name: str, probability: float = 0.9, flags: int = 1, pages: int = 1) -> Row:
    """A document with so many flags, each with evidence on so many pages."""
    names = ["imsi-catcher", "video-surveillance-analytics", "biometric-identification"]
    made = [
        {
            "capability": names[n % 3], "probability": 0.9, "flagged": True,
            "evidence": [_evidence(page) for page in range(1, pages + 1)],
        }
        for n in range(flags)
    ]  # fmt: skip
    match = {
        "list": "tiny", "version": "1", "entry": "5A001.f", "title": "Interception [equipment]",
        "score": 0.8, "status": "conditions met",
        "conditions": [{"text": "catches", "state": "met", "evidence": [_evidence(1)]}],
        "exclusions": [{"text": "sold", "state": "not stated", "evidence": []}], "related": {},
        "evidence": [_evidence(1)], "wording": "w", "wording_is_official": False,
    }  # fmt: skip
    promise = {"recall": 0.95, "confidence": 0.9, "holds": True}
    review = {
        "probability": probability, "recommended": probability > 0.5, "rank_score": probability,
        "promise": promise,
    }  # fmt: skip
    return Row(
        Path("in") / name,
        _whole(name, review=review, flags=made, matches=[match], article_2_20={"outcome": "open"}),
    )


def unreadable(name: str) -> Row:
    whole = _whole(name, review=None, flags=[], matches=[], article_2_20=None)
    error = {"kind": "damaged", "message": "It is broken."}
    return Row(Path("in") / name, {**whole, "status": "unreadable", "error": error})
