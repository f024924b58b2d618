"""Which earlier assessments an amendment of a control list touches.

Two kinds: those that rest on a provision that changed, and those that found nothing in a provision
that is new or reads otherwise now, but whose quotes come near to it as it stands today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dualens.errors import UsageError
from dualens.lists import Comparison
from dualens.matching import ProvisionIndex, nearness_score

Reason = Literal["provision changed", "may match now"]

LEAST_SCORE = 0.1
"""Matches below it are too weak to rest anything on."""

NEAR = 0.5
"""Nearness from which a quote is said to match a provision."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A match of an assessment that an amendment touches.

    Attributes:
        entry: The provision that was matched, or that may match now.
        score: Of the earlier match, or the nearness of the quote.
        changed: The provisions with a change: itself, what encloses it, or a note to them.
        quote: The words that come near, where it may match now.
    """

    reason: Reason
    entry: str
    score: float
    changed: tuple[str, ...]
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """A document to be looked at again, and why."""

    name: str
    sha256: str
    touched: tuple[Touched, ...]

    def as_dict(self) -> dict[str, Any]:
        """A form for other programs."""
        return {
            "document": {"name": self.name, "sha256": self.sha256},
            "touched": [
                {
                    "reason": t.reason,
                    "entry": t.entry,
                    "score": t.score,
                    "changed": list(t.changed),
                    "quote": t.quote,
                }
                for t in self.touched
            ],
        }


Nearest = Callable[[Sequence[str]], Mapping[str, tuple[float, str]]]
"""For texts, each changed provision's nearness and the text that comes nearest to it."""


def affected(
    assessments: Iterable[Mapping[str, Any]], comparison: Comparison, nearest: Nearest
) -> Iterator[Affected]:
    """The assessments that must be looked at again, in their order.

    Args:
        assessments: As ``dualens assess --json`` wrote them.
        nearest: How near texts come to the changed provisions as they read now.
    """
    list_id = comparison.after.partition("@")[0]
    changed = comparison.codes()
    for assessment in assessments:
        matches = [m for m in assessment.get("matches", ()) if m["list"] == list_id]
        touched = [
            *_resting_on_changed(matches, changed),
            *_matching_now(assessment, matches, nearest),
        ]
        if touched:
            document = assessment["document"]
            touched.sort(key=lambda t: (-t.score, t.entry))
            yield Affected(document["name"], document.get("sha256", ""), tuple(touched))


def nearest_in(index: ProvisionIndex, codes: frozenset[str]) -> Nearest:
    """Nearness by the index of the later edition.

    Args:
        codes: The provisions that changed.
    """
    rows = [row for row, (_, provision) in enumerate(index.provisions) if provision.code in codes]

    def nearest(texts: Sequence[str]) -> Mapping[str, tuple[float, str]]:
        if not rows or not texts:
            return {}
        scores = index.scores(texts, index.encode(texts))[:, rows]
        best = np.argmax(scores, axis=0)
        return {
            index.provisions[row][1].code: (
                nearness_score(float(scores[best[at], at])),
                texts[int(best[at])],
            )
            for at, row in enumerate(rows)
        }

    return nearest


def read_assessments(path: Path) -> list[dict[str, Any]]:
    """The objects of a file that ``dualens assess --json`` wrote.

    Raises:
        UsageError: A line is no assessment.
    """
    import json

    rows = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8"))
            row["document"]["name"], row["matches"], row["flags"]
            rows.append(row)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UsageError(
                f"{path}, line {number} is no assessment.",
                "Name a file that was written with: dualens assess … --json FILE",
            ) from error
    return rows


def _resting_on_changed(
    matches: Sequence[Mapping[str, Any]], changed: frozenset[str]
) -> Iterator[Touched]:
    for match in matches:
        if match["score"] < LEAST_SCORE:
            continue
        codes = tuple(sorted(code for code in changed if _bears_on(code, match["entry"])))
        if codes:
            yield Touched("provision changed", match["entry"], match["score"], codes)


def _bears_on(changed: str, entry: str) -> bool:
    """Whether a changed provision is the matched one, encloses it, or is a note to either."""
    code = changed.partition("#")[0]
    return entry == code or entry.startswith(f"{code}.")


def _matching_now(
    assessment: Mapping[str, Any], matches: Sequence[Mapping[str, Any]], nearest: Nearest
) -> Iterator[Touched]:
    known = {match["entry"][:5] for match in matches if match["score"] >= LEAST_SCORE}
    quotes = [
        evidence["quote"]
        for part in (*assessment["flags"], *assessment["matches"])
        for evidence in part["evidence"]
    ]
    best: dict[str, Touched] = {}
    for code, (score, quote) in nearest(list(dict.fromkeys(quotes))).items():
        entry = code[:5]
        if score >= NEAR and entry not in known:
            found = Touched("may match now", code, round(score, 4), (code,), quote)
            if entry not in best or found.score > best[entry].score:
                best[entry] = found
    yield from best.values()
