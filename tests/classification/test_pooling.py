"""From passages to the document."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dualens.classification.pooling import FEATURES, LOWEST, REVIEW_FEATURES, pool, review_features

logits = st.integers(1, 12).flatmap(
    lambda rows: arrays(np.float64, (rows, 3), elements=st.floats(-20, 20))
)


@given(values=logits, data=st.data())
def test_the_order_of_passages_changes_nothing(
    values: NDArray[np.float64], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(values))))
    assert pool(values[order], 50) == pytest.approx(pool(values, 50))
    assert pool(values, 50).shape == (3, FEATURES)
    assert review_features(values, values[:, 0], 50).shape == (REVIEW_FEATURES,)


@given(values=logits)
def test_the_strongest_passages_lead(values: NDArray[np.float64]) -> None:
    pooled = pool(values, 50)
    assert pooled[:, 0] == pytest.approx(np.maximum(values, LOWEST).max(axis=0))
    assert (pooled[:, 0] >= pooled[:, 1]).all()
    assert (pooled[:, 1] >= pooled[:, 2]).all()


def test_a_document_of_one_passage_has_no_second_best() -> None:
    pooled = pool(np.array([[2.0]]), 1)[0]
    assert pooled.tolist() == pytest.approx([2.0, LOWEST, LOWEST, np.log1p(2.0), np.log(2)])


def test_each_capability_is_pooled_alone() -> None:
    values = np.array([[1.0, -1.0], [0.5, 3.0]])
    assert (pool(values, 9)[:1] == pool(values[:, :1], 9)).all()


def test_passages_on_different_capabilities_support_each_other_for_review() -> None:
    apart = review_features(np.array([[4.0, -8.0], [-8.0, 4.0]]), np.zeros(2), 2)
    alone = review_features(np.array([[4.0, -8.0], [-8.0, -8.0]]), np.zeros(2), 2)
    assert apart[1] > alone[1]
    assert apart[3] > alone[3]
