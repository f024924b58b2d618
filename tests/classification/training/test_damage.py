"""Training sees passages as a careless extraction gives them, but still as what they are."""

from __future__ import annotations

import difflib

from dualens.classification import LabelledDocument, LabelledPassage
from dualens.classification.training.damage import damaged_texts


def document(headings: list[str]) -> LabelledDocument:
    text = "The receiver covers 20 MHz to 3 GHz in one sweep and stores {} results a second."
    passages = [
        LabelledPassage(text=text.format(n), heading=heading, labels=(), near=(), elements=())
        for n, heading in enumerate(headings)
    ]
    return LabelledDocument(
        "x-1", "Vendor", "Receiver", "en", "datasheet", "other", "x", tuple(passages)
    )


def test_every_passage_comes_back_in_its_place_and_can_still_be_read() -> None:
    made = document([f"Part {n}" for n in range(200)])
    damaged = damaged_texts([made])
    assert len(damaged) == 200
    for passage, text in zip(made.passages, damaged, strict=True):
        own = text.split(": ")[-1]
        alike = difflib.SequenceMatcher(None, own.lower(), passage.text.lower()).ratio()
        assert alike > 0.85, (own, passage.text)


def test_headings_are_often_lost_sometimes_wrong_and_sometimes_kept() -> None:
    made = document([f"Part {n}" for n in range(400)])
    heads = [text.split(": ")[0] if ": " in text else "" for text in damaged_texts([made])]
    lost = sum(head == "" for head in heads)
    kept = sum(head == p.heading for head, p in zip(heads, made.passages, strict=True))
    assert 120 < lost < 280
    assert 50 < kept < 200
    assert lost + kept < 400


def test_the_damage_is_the_same_every_time() -> None:
    made = [document(["One", "Two", ""] * 20)]
    assert damaged_texts(made) == damaged_texts(made)
