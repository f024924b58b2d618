"""Real documents of real vendors, none of which anything was trained on."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dualens.assessment import Assessor
from dualens.documents import ReaderPool, Unreadable

SHARED = Path(__file__).parents[2] / "shared" / "documents"


@dataclass(frozen=True, slots=True)
class Report:
    """The suite's result.

    Attributes:
        missed: Positive documents that were not recommended for review.
        false: Negative ones that were.
        unreadable: Documents that could not be read, with the reason.
        capabilities_found: How many of the labelled capabilities of positive documents were
            flagged, of how many.
    """

    positives: int
    negatives: int
    missed: list[str]
    false: list[str]
    unreadable: dict[str, str]
    capabilities_found: tuple[int, int]
    flags_on_negatives: dict[str, int]
    promise_withdrawn: int


def run(model: Path | None = None, folder: Path = SHARED) -> Report | None:
    """Assesses the labelled PDFs; None where they are not there."""
    if not (folder / "labels.jsonl").is_file():
        return None
    labels = _labels(folder / "labels.jsonl")
    missed, false, unreadable = [], [], {}
    found = wanted = withdrawn = 0
    flags: Counter[str] = Counter()
    assessor = Assessor.load(model)
    names = sorted(labels)
    with ReaderPool(jobs=2) as pool:
        results = pool.read_many(folder / "pdf" / name for name in names)
        for name, result in zip(names, results, strict=True):
            if isinstance(result, Unreadable):
                unreadable[name] = str(result.kind)
                if labels[name]:
                    missed.append(name)
                continue
            assessment = assessor.assess(result)
            assert assessment.review is not None
            flagged = {flag.capability for flag in assessment.flagged}
            withdrawn += not assessment.review.promise.holds
            if labels[name]:
                wanted += len(labels[name])
                found += len(labels[name] & flagged)
                if not assessment.review.recommended:
                    missed.append(name)
            else:
                flags.update(flagged)
                if assessment.review.recommended:
                    false.append(name)
    positives = sum(1 for capabilities in labels.values() if capabilities)
    return Report(
        positives,
        len(labels) - positives,
        missed,
        false,
        unreadable,
        (found, wanted),
        dict(flags.most_common()),
        withdrawn,
    )


def _labels(path: Path) -> dict[str, set[str]]:
    """The capabilities of each document; a document labelled more than once counts once."""
    labels: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        offered = {label["capability"] for label in item["labels"]} - {"none"}
        labels.setdefault(item["file"], set()).update(offered)
    return labels
