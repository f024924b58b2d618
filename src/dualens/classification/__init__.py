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

__all__ = [
    "ELEMENTS",
    "Classifier",
    "LabelledDocument",
    "LabelledPassage",
    "Part",
    "Verdict",
    "load_corpus",
    "model_hash",
    "part_of",
    "read_manifest",
    "select",
    "write_manifest",
]
