"""The heads learn that a claim must stand out from many ordinary passages of its genre."""

from __future__ import annotations

import random

import numpy as np
import pytest

from dualens.classification import LabelledDocument, LabelledPassage
from dualens.classification.training.genre import genre_of
from dualens.taxonomy import capability_ids

torch = pytest.importorskip("torch", reason="needs the extra training")

from dualens.classification.training.network import Heads  # noqa: E402
from dualens.classification.training.settle import MOST_OTHERS, _Material, settle  # noqa: E402

CAPABILITY = capability_ids()[0]
WIDTH = 6


def document(number: int, kind: str, offers: bool) -> LabelledDocument:
    passages = tuple(
        LabelledPassage(f"{number} {n}", "", (CAPABILITY,) if offers and n == 0 else (), ())
        for n in range(5)
    )
    return LabelledDocument(
        f"x-{number}", f"Vendor {number}", "P", "en", kind, "other", "x", passages
    )


def vectors(offers: bool, about: bool, draw: np.random.Generator) -> np.ndarray:
    """The first axis says that the passage speaks of the capability, the second the genre."""
    made = draw.normal(0, 0.05, (5, WIDTH)).astype(np.float32)
    made[:, 1] += 0.6 if about else -0.6
    if offers or about:
        made[0, 0] += 0.6
    return made


def material() -> tuple[list[LabelledDocument], list[np.ndarray]]:
    draw = np.random.default_rng(4)
    documents, found = [], []
    for number in range(120):
        about, offers = number % 3 == 0, number % 3 == 1
        documents.append(document(number, "report" if about else "datasheet", offers))
        found.append(vectors(offers, about, draw))
    return documents, found


def test_reports_and_papers_speak_about_things_manuals_instruct_and_the_rest_offers() -> None:
    kinds = {"report": "about", "paper": "about", "manual": "instructions", "brochure": "offer"}
    assert {kind: genre_of(document(0, kind, False)) for kind in kinds} == kinds


def test_what_stands_around_a_document_offers_nothing_and_is_of_its_genre() -> None:
    documents, found = material()
    made = _Material(documents, found, random.Random(1))
    sizes = set()
    for _ in range(60):
        read, mean, labels, own = made.amid(1)
        assert labels[own:].sum() == 0
        assert labels[0].sum() == 1
        assert (read[:, 1] < 0).all(), "a report stands around an offer"
        assert mean.shape == (1, WIDTH)
        sizes.add(len(read))
    assert min(sizes) == 5
    assert 100 < max(sizes) <= 5 * (1 + MOST_OTHERS)


def test_it_moves_a_claim_away_from_the_same_words_in_a_report() -> None:
    documents, found = material()
    torch.manual_seed(0)
    heads = Heads(WIDTH, 0.0, facts=1)

    def claim(about: bool) -> float:
        made = torch.tensor(vectors(True, about, np.random.default_rng(9)))
        context = made.mean(dim=0, keepdim=True).expand_as(made)
        return float(heads(made, context)[0][0, 0].detach())

    before = claim(about=False) - claim(about=True)
    settle(heads, documents, found)
    assert claim(about=False) - claim(about=True) > before + 0.2
