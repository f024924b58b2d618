"""The classifier at run time, with weights made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from dualens.classification import ELEMENTS, Classifier, write_manifest
from dualens.classification.classifier import HEADS
from dualens.classification.pooling import FEATURES, REVIEW_FEATURES
from dualens.errors import ModelIntegrityError
from dualens.taxonomy import capability_ids

WIDTH = 20
COUNT = len(capability_ids())


def tensors() -> dict[str, NDArray[np.float32]]:
    """A passage along axis k offers capability k; along the last axes it states elements."""
    own = np.zeros((WIDTH, COUNT))
    own[:COUNT, :COUNT] = np.eye(COUNT)
    element = np.zeros((WIDTH, 2 * len(ELEMENTS)))
    element[COUNT:, : len(ELEMENTS)] = np.eye(len(ELEMENTS))
    element[COUNT:, len(ELEMENTS) :] = -np.eye(len(ELEMENTS))
    first = np.zeros(FEATURES)
    first[0] = 1
    review = np.zeros(REVIEW_FEATURES)
    review[0] = 1
    zeros = np.zeros
    made = {
        "capability.weight": np.concatenate([own, zeros((WIDTH, COUNT))]),
        "capability.bias": np.full(COUNT, -4.0),
        "review.weight": zeros((2 * WIDTH, 1)),
        "review.bias": zeros(1),
        "element.weight": element,
        "element.bias": np.full(2 * len(ELEMENTS), -4.0),
        "pool.weight": first,
        "pool.bias": zeros(1),
        "pool.review": review,
        "pool.review.bias": zeros(1),
        "alone.weight": np.eye(COUNT),
        "alone.bias": zeros(COUNT),
        "known": np.eye(WIDTH)[:1],
        "distances": np.array([0.0, 0.1, 0.5, 0.9]),
        "background": np.eye(WIDTH)[-3:],
    }
    return {name: np.ascontiguousarray(value, np.float32) for name, value in made.items()}


@pytest.fixture
def classifier() -> Classifier:
    return Classifier(tensors(), {}, "f")


def judged(classifier: Classifier, *axes: int) -> Any:
    vectors = np.eye(WIDTH, dtype=np.float32)[list(axes)]
    return classifier.judge(vectors, np.ones(len(axes), bool), len(axes))


def test_the_passage_that_offers_a_capability_gives_it_to_the_document(
    classifier: Classifier,
) -> None:
    verdict = judged(classifier, COUNT, 3, COUNT)
    assert verdict.capabilities.argmax() == 3
    assert verdict.capabilities[3] > 0.95 > 0.1 > np.delete(verdict.capabilities, 3).max()
    assert verdict.passages[:, 3].argmax() == 1
    assert verdict.review > 0.95


def test_a_document_that_offers_nothing_is_improbable(classifier: Classifier) -> None:
    verdict = judged(classifier, COUNT, COUNT + 1)
    assert verdict.review < 0.1
    assert (verdict.capabilities < 0.1).all()


def test_elements_are_stated_or_contradicted_passage_by_passage(classifier: Classifier) -> None:
    vectors = np.zeros((2, WIDTH), np.float32)
    vectors[0, COUNT + 1], vectors[1, COUNT + 2] = 1, -1
    verdict = classifier.judge(vectors, np.ones(2, bool), 2)
    assert np.argwhere(verdict.stated > 0.5).tolist() == [[0, 1]]
    assert np.argwhere(verdict.contradicted > 0.5).tolist() == [[1, 2]]


def test_a_document_unlike_those_of_calibration_is_strange(classifier: Classifier) -> None:
    assert judged(classifier, 0).strangeness == 0
    assert judged(classifier, 0, 1).strangeness == 0.5  # cosine 0.71 to the known one
    assert judged(classifier, 1).strangeness == 1


def test_a_document_without_passages_gets_no_probability_and_is_strange(
    classifier: Classifier,
) -> None:
    nothing = classifier.judge(np.zeros((0, WIDTH), np.float32), np.zeros(0, bool), 0)
    assert (nothing.review, nothing.strangeness) == (0, 1)
    assert nothing.capabilities.tolist() == [0] * COUNT
    assert nothing.passages.shape == (0, COUNT)
    assert nothing.stated.shape == nothing.contradicted.shape == (0, len(ELEMENTS))


def test_only_the_context_stands_for_the_document(classifier: Classifier) -> None:
    vectors = np.eye(WIDTH, dtype=np.float32)[[0, 1]]
    inside = classifier.judge(vectors, np.array([True, False]), 2)
    assert inside.strangeness == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_file(tensors(), tmp_path / HEADS)
    write_manifest(tmp_path, {"capabilities": list(capability_ids())}, [HEADS])
    return tmp_path


def test_a_model_folder_loads_and_judges_like_its_tensors(
    folder: Path, classifier: Classifier
) -> None:
    loaded = Classifier.load(folder)
    assert judged(loaded, 2, 5).capabilities == pytest.approx(judged(classifier, 2, 5).capabilities)
    assert loaded.background.shape == (3, WIDTH)


def test_a_model_of_another_taxonomy_is_refused(folder: Path) -> None:
    write_manifest(folder, {"capabilities": ["teleport"]}, [HEADS])
    with pytest.raises(ModelIntegrityError, match="another taxonomy"):
        Classifier.load(folder)


def test_a_model_that_names_no_taxonomy_is_refused(folder: Path) -> None:
    write_manifest(folder, {}, [HEADS])
    with pytest.raises(ModelIntegrityError, match="another taxonomy"):
        Classifier.load(folder)
