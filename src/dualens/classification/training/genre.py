"""What sort of text a document is, as far as it bears on how its sentences are to be taken.

A report on interception and a brochure of it share their sentences. A document of one sort is
therefore lengthened with documents of its own sort only: a long report is a report throughout, and
its mean vector says so.
"""

from __future__ import annotations

from typing import Literal

from dualens.classification.corpus import LabelledDocument

Genre = Literal["about", "instructions", "offer"]

_GENRES: dict[str, Genre] = {
    "report": "about",
    "paper": "about",
    "manual": "instructions",
    "application note": "instructions",
}


def genre_of(document: LabelledDocument) -> Genre:
    """Whether a document speaks about a thing, tells how to use it, or offers it."""
    return _GENRES.get(document.kind, "offer")
