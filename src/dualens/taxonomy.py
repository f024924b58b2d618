"""The fifteen capabilities that a document can offer, from ``corpora/taxonomy.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from dualens.resources import shipped


@dataclass(frozen=True, slots=True)
class Capability:
    """One capability of the taxonomy.

    Attributes:
        id: "telecom-interception".
        offers: What a document that offers it says, in a sentence.
        near_neighbours: What shares its vocabulary and is not it.
        keywords: The word list of the keyword baseline; the model does not use it.
    """

    id: str
    title: str
    offers: str
    near_neighbours: tuple[str, ...]
    keywords: tuple[str, ...]


@lru_cache(maxsize=1)
def capabilities() -> tuple[Capability, ...]:
    """The capabilities in the order of the taxonomy, which is the order of model outputs."""
    data = json.loads(shipped("corpora/taxonomy.json").read_text(encoding="utf-8"))
    return tuple(
        Capability(
            id=c["id"],
            title=c["title"],
            offers=c["offers"],
            near_neighbours=tuple(c["near_neighbours"]),
            keywords=tuple(c["keywords"]),
        )
        for c in data["capabilities"]
    )


def capability_ids() -> tuple[str, ...]:
    """The ids alone, in the same order."""
    return tuple(c.id for c in capabilities())
