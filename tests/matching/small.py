"""A small control list, an encoder of a few words, and documents for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dualens.documents import Document, document_of_text
from dualens.encoding import Kind
from dualens.lists import (
    Condition,
    ControlList,
    Entry,
    Exclusion,
    Parameter,
    Provision,
    ProvisionKind,
)
from dualens.matching import Examined, Finding, ProvisionIndex

WORDS = (
    "kite string tail paper colour wind frequency radio listens people calls museum display toy "
    "bell chimes valve steel motor garden lamp glass clock paint rope sail mast oar wheel brick"
).split()


class WordEncoder:
    """One axis a word; what a text says is which of the words it holds."""

    name = "words"
    dimensions = len(WORDS) + 1
    fingerprint = "0" * 64

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"[a-z]+", text.lower()):
                vectors[row, WORDS.index(word) if word in WORDS else -1] = word in WORDS
            if not vectors[row].any():
                vectors[row, -1] = 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.maximum(norms, 1e-9)).astype(np.float32)


def provision(
    code: str,
    text: str,
    *conditions: Condition,
    parent: str | None = None,
    requires: str = "all",
    exclusions: tuple[Exclusion, ...] = (),
) -> Provision:
    return Provision(
        code,
        parent,
        ProvisionKind.PROVISION,
        text,
        requires,
        conditions,
        exclusions,  # type: ignore[arg-type]
    )


FREQUENCY = Condition("c1", "radio frequency", parameter=Parameter("frequency", ">", 3, "GHz"))
STRING = Condition("c2", "string tail")
MUSEUM = Exclusion("x1", "museum display", "Note to 9A901.a")
LISTENING = Condition("c1", "listens calls", capability="telecom-interception")
TRACKING = Condition("c2", "people wheel", capability="location-tracking")

SMALL = ControlList(
    id="test-list",
    version="2030-01-31",
    jurisdiction="XX",
    title="A list for tests",
    reference="Nowhere",
    language="en",
    form="digest",
    entries=(
        Entry(
            "9A901",
            "Brick",
            (
                provision("9A901", "wheel brick", requires="any"),
                provision(
                    "9A901.a", "paper kite", STRING, FREQUENCY, parent="9A901", exclusions=(MUSEUM,)
                ),
                provision(
                    "9A901.b",
                    "kite sail",
                    Condition("c1", "rope mast"),
                    Condition("c2", "steel oar"),
                    parent="9A901",
                    requires="any",
                ),
                provision(
                    "9A901.b.1", "kite sail rope", Condition("c1", "rope mast"), parent="9A901.b"
                ),
            ),
            {"us-ccl": ("9A001",)},
        ),
        Entry(
            "5A901",
            "Listening",
            (
                provision("5A901", "listens calls people", LISTENING),
                provision("5A901.a", "bell chimes", TRACKING, parent="5A901", requires="any"),
            ),
        ),
        Entry("0A901", "Garden lamps", (provision("0A901", "garden lamp glass"),)),
        Entry(
            "0B901",
            "Notes only",
            (Provision("0B901#note1", None, ProvisionKind.NOTE, "clock paint"),),
        ),
    ),
)


def index() -> ProvisionIndex:
    ordinary = np.eye(WordEncoder.dimensions, dtype=np.float32)
    return ProvisionIndex(SMALL, WordEncoder(), ordinary)


def examined(text: str) -> Examined:
    document = document_of_text(text)
    texts = [passage.text for passage in document.passages]
    return Examined(document, document.passages, texts, WordEncoder().encode(texts))


def finding(document: Document, probability: float, flagged: bool, row: int = 0) -> Finding:
    return Finding(probability, flagged, document.passages[row])
