"""Passages → capability probabilities: heads, pooling, calibration, and their corpus."""

from dualens.classification.artifact import model_hash, read_manifest, write_manifest
from dualens.classification.classifier import ELEMENTS, Classifier, Verdict
from dualens.classification.corpus import (
    LabelledDocument,
    LabelledPassage,
    Part,
    load_corpus,
    part_of,
    select,
)
from dualens.classification.facts import FactReader
from dualens.classification.selection import Chosen, Selection

__all__ = [
    "ELEMENTS",
    "Chosen",
    "Classifier",
    "FactReader",
    "LabelledDocument",
    "LabelledPassage",
    "Part",
    "Selection",
    "Verdict",
    "load_corpus",
    "model_hash",
    "part_of",
    "read_manifest",
    "select",
    "write_manifest",
]
