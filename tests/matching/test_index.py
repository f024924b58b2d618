"""How passages find provisions."""

from __future__ import annotations

import numpy as np
import pytest

from dualens.matching import Background
from dualens.matching.index import ProvisionIndex, _tokens
from tests.matching.small import WordEncoder, index


@pytest.fixture(scope="module")
def searched() -> ProvisionIndex:
    return index()


def best(searched: ProvisionIndex, text: str) -> str:
    scores = searched.scores([text], WordEncoder().encode([text]))
    return searched.provisions[int(scores[0].argmax())][1].code


def test_a_passage_finds_the_provision_with_its_words(searched: ProvisionIndex) -> None:
    assert best(searched, "A lamp of glass for the garden.") == "0A901"
    assert best(searched, "The unit listens to calls of people.") == "5A901"


def test_notes_are_not_searched(searched: ProvisionIndex) -> None:
    assert "0B901#note1" not in {provision.code for _, provision in searched.provisions}
    assert len(searched.vectors) == len(searched.provisions) == len(searched.texts)


def test_a_provision_near_to_everything_has_no_lead() -> None:
    passages = np.eye(8, dtype=np.float32)
    hub = np.full((1, 8), 8**-0.5, np.float32)
    plain = passages[:1]
    background = Background.of(np.concatenate([hub, plain]), passages)
    asked = (0.8 * plain + 0.2 * passages[1:2]) @ np.concatenate([hub, plain]).T
    standard = background.standardise(asked)[0]
    assert standard[1] > 2
    assert background.standardise(hub @ hub.T)[0, 0] > 100  # the hub itself still finds itself
    assert background.standardise(passages @ hub.T)[:, 0] == pytest.approx(np.zeros(8), abs=1e-3)


def test_a_passage_without_a_known_word_has_no_lexical_score(searched: ProvisionIndex) -> None:
    vector = WordEncoder().encode(["xyzzy"])
    dense = searched.background.standardise(vector @ searched.vectors.T)
    assert searched.scores(["xyzzy"], vector) == pytest.approx(dense)
    assert np.abs(searched.scores(["garden"], vector) - dense).max() > 0.1


def test_a_code_and_a_designation_stay_whole_words() -> None:
    assert _tokens("The kites of 5A001.f use S-20 cathodes, glass and 3/4 inch pipes.") == [
        "kite", "5a001.f", "use", "s-20", "cathode", "glass", "3/4", "inch", "pipe",
    ]  # fmt: skip


def test_scores_do_not_depend_on_the_passages_beside(searched: ProvisionIndex) -> None:
    texts = ["garden lamp", "kite string", "calls of people"]
    together = searched.scores(texts, WordEncoder().encode(texts))
    for row, text in enumerate(texts):
        alone = searched.scores([text], WordEncoder().encode([text]))[0]
        assert alone == pytest.approx(together[row], abs=1e-4)
