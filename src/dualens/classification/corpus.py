"""The written corpus: labelled documents of invented vendors, split by vendor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dualens.classification.classifier import ELEMENTS
from dualens.errors import UsageError
from dualens.taxonomy import capability_ids

Part = Literal["train", "calibration", "test"]

_SHARES: tuple[tuple[Part, float], ...] = (("train", 0.66), ("calibration", 0.17), ("test", 0.17))


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage in our own words.

    Attributes:
        labels: Capabilities that it states the product offers.
        near: Capabilities that it comes near to without offering them.
        elements: Elements of Art. 2(20) that it states, by name; contradictions with a leading "-".
    """

    text: str
    heading: str
    labels: tuple[str, ...]
    near: tuple[str, ...]
    elements: tuple[str, ...] = ()

    @property
    def searchable(self) -> str:
        """What the encoder sees: the words, with the heading before them."""
        return f"{self.heading}: {self.text}" if self.heading else self.text


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document of one invented vendor.

    Attributes:
        field: The capability in whose neighbourhood it lies, or "other".
        batch: The round of writing that it comes from.
        parallel: Whether others say much the same in other languages. Such documents are trained
            on only: a test must not hold what training has read in another language.
    """

    id: str
    vendor: str
    product: str
    language: str
    kind: str
    field: str
    batch: str
    passages: tuple[LabelledPassage, ...]
    parallel: bool = False

    @property
    def labels(self) -> frozenset[str]:
        """Capabilities that any passage states."""
        return frozenset(label for passage in self.passages for label in passage.labels)


def load_corpus(paths: Iterable[Path]) -> list[LabelledDocument]:
    """The labelled documents of JSON Lines files, in order.

    Raises:
        UsageError: A line does not fit the schema; the message names file and line.
    """
    documents: list[LabelledDocument] = []
    seen: set[str] = set()
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                document = _document(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path.name}, line {number}: {error!r}.") from error
            if document.id in seen:
                raise UsageError(f"{path.name}, line {number}: the id {document.id} comes twice.")
            seen.add(document.id)
            documents.append(document)
    return documents


def part_of(vendor: str) -> Part:
    """The part that a vendor's documents belong to; fixed by the vendor's name alone.

    A hash instead of a shuffle: a vendor stays where it is when others are added.
    """
    digest = hashlib.sha256(" ".join(vendor.lower().split()).encode()).digest()
    position = int.from_bytes(digest[:8], "big") / 2**64
    for part, share in _SHARES:
        if position < share:
            return part
        position -= share
    return "test"


def select(documents: Sequence[LabelledDocument], *parts: Part) -> list[LabelledDocument]:
    """The documents of some parts."""
    return [document for document in documents if _part(document) in parts]


def _part(document: LabelledDocument) -> Part:
    return "train" if document.parallel else part_of(document.vendor)


def _document(data: dict[str, Any]) -> LabelledDocument:
    passages = tuple(_passage(p) for p in data["passages"])
    if not passages:
        raise ValueError("a document without passages")
    return LabelledDocument(
        id=data["id"],
        vendor=data["vendor"],
        product=data["product"],
        language=data["language"],
        kind=data["kind"],
        field=data["field"],
        batch=data["batch"],
        passages=passages,
        parallel=bool(data.get("parallel", False)),
    )


def _passage(data: dict[str, Any]) -> LabelledPassage:
    known = set(capability_ids())
    labels, near = tuple(data["labels"]), tuple(data["near"])
    unknown = (set(labels) | set(near)) - known
    if unknown:
        raise ValueError(f"unknown capabilities {sorted(unknown)}")
    if set(labels) & set(near):
        raise ValueError(f"offered and only near at once: {sorted(set(labels) & set(near))}")
    elements = tuple(data.get("elements", ()))
    strange = {name.removeprefix("-") for name in elements} - set(ELEMENTS)
    if strange:
        raise ValueError(f"unknown elements {sorted(strange)}")
    if not data["text"].strip():
        raise ValueError("an empty passage")
    return LabelledPassage(data["text"], data["heading"], labels, near, elements)
