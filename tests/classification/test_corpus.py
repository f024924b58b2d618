"""The written corpus: what it must hold, and how it is split."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualens.classification import LabelledDocument, load_corpus, part_of, select
from dualens.classification.classifier import ELEMENTS
from dualens.errors import UsageError
from dualens.taxonomy import capability_ids

FOLDER = Path(__file__).resolve().parents[2] / "corpora" / "passages"
LANGUAGES = ("en", "de", "fr", "es", "zh")


@pytest.fixture(scope="module")
def corpus() -> list[LabelledDocument]:
    return load_corpus(sorted(FOLDER.glob("*.jsonl")))


def test_there_are_enough_passages_and_vendors(corpus: list[LabelledDocument]) -> None:
    assert sum(len(d.passages) for d in corpus) >= 1500
    assert len({d.vendor for d in corpus}) >= 150


def test_every_capability_has_positives_and_near_neighbours_in_at_least_five_languages(
    corpus: list[LabelledDocument],
) -> None:
    offered, near = defaultdict(set), defaultdict(set)
    for document in corpus:
        for passage in document.passages:
            for capability in passage.labels:
                offered[capability].add(document.language)
            for capability in passage.near:
                near[capability].add(document.language)
    for capability in capability_ids():
        assert len(offered[capability]) >= 5, capability
        assert len(near[capability]) >= 5, capability


def test_the_five_main_languages_hold_positives_and_near_neighbours(
    corpus: list[LabelledDocument],
) -> None:
    for language in LANGUAGES:
        passages = [p for d in corpus if d.language == language for p in d.passages]
        assert len({label for p in passages for label in p.labels}) >= 14, language
        assert len({label for p in passages for label in p.near}) >= 14, language


def test_elements_are_known_ones(corpus: list[LabelledDocument]) -> None:
    named = {e.removeprefix("-") for d in corpus for p in d.passages for e in p.elements}
    assert named == set(ELEMENTS)


def test_no_vendor_stands_on_two_sides_of_the_split(corpus: list[LabelledDocument]) -> None:
    parts = {
        part: {d.vendor.casefold() for d in select(corpus, part)}
        for part in ("train", "calibration", "test")
    }
    assert not parts["train"] & parts["calibration"]
    assert not parts["train"] & parts["test"]
    assert not parts["calibration"] & parts["test"]
    assert sum(len(select(corpus, part)) for part in parts) == len(corpus)


def test_training_vendors_offer_every_capability(corpus: list[LabelledDocument]) -> None:
    offered = {label for d in select(corpus, "train") for label in d.labels}
    assert offered == set(capability_ids())


@given(name=st.text(min_size=1))
def test_blanks_and_capitals_do_not_move_a_vendor(name: str) -> None:
    assert part_of(name) == part_of(f"  {name}\n") == part_of(name.replace(" ", "  "))


def test_vendors_stay_where_they_are() -> None:
    # Fixed by the name alone: were these to change, test documents would leak into training.
    assert [part_of(f"Vendor {letter}") for letter in "ADEGI"] == [
        "train", "train", "calibration", "test", "test",
    ]  # fmt: skip


def line(**changes: Any) -> dict[str, Any]:
    passage = {"text": "A probe.", "heading": "", "labels": [], "near": []}
    return {
        "id": "x-1", "vendor": "V", "product": "P", "language": "en", "kind": "datasheet",
        "field": "other", "batch": "x", "passages": [passage],
    } | changes  # fmt: skip


def passage(**changes: Any) -> dict[str, Any]:
    base = {"text": "A probe.", "heading": "", "labels": [], "near": []}
    return line(passages=[base | changes])


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "JSON"),
        ("[]", "TypeError"),
        (json.dumps({"id": "x"}), "passages"),
        (json.dumps(line(passages=[])), "without passages"),
        (json.dumps(passage(labels=["teleport"])), "teleport"),
        (json.dumps(passage(near=["teleport"])), "teleport"),
        (json.dumps(passage(labels=["jamming"], near=["jamming"])), "at once"),
        (json.dumps(passage(text="  ")), "empty"),
        (json.dumps(passage(elements=["covrt"])), "covrt"),
        (json.dumps(line()), "twice"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(tmp_path: Path, bad: str, said: str) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text(json.dumps(line()) + "\n\n" + bad + "\n")
    with pytest.raises(UsageError, match=r"batch\.jsonl, line 3") as error:
        load_corpus([path])
    assert said in error.value.message


def test_what_the_encoder_sees_has_the_heading_before_the_words(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text(json.dumps(passage(heading="Use", labels=["jamming"])))
    (document,) = load_corpus([path])
    assert document.passages[0].searchable == "Use: A probe."
    assert document.labels == {"jamming"}
