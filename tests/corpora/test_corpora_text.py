"""Nothing that is trained on stands in the documents that the evaluation reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "documents" / "pdf"
BOILERPLATE = {"Гарантийный срок эксплуатации 24 месяца со дня ввода."}  # any datasheet has it
LONG = 40  # letters: shorter sentences may coincide


def fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def trained_on() -> dict[str, str]:
    sentences: dict[str, str] = {}
    for path in sorted((ROOT / "corpora" / "passages").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for passage in json.loads(line)["passages"]:
                sentences[fold(passage["text"])] = passage["text"]
    short = ("products", "statements")
    for path in sorted(p for name in short for p in (ROOT / "corpora" / name).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            sentences[fold(text)] = text
    return {
        key: text for key, text in sentences.items() if len(key) >= LONG and text not in BOILERPLATE
    }


def letters(path: Path) -> str:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return ""
    try:
        return fold(" ".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def shared_sentences(folder: Path) -> list[str]:
    sentences = trained_on()
    assert len(sentences) > 1000
    found: list[str] = []
    for path in sorted(folder.glob("*.pdf")):
        text = letters(path)
        found += [f"{path.name}: {words}" for key, words in sentences.items() if key in text]
    return found


@pytest.mark.slow
def test_no_training_sentence_stands_in_a_sample() -> None:
    assert shared_sentences(ROOT / "corpora" / "samples") == []


@pytest.mark.slow
def test_no_training_sentence_stands_in_a_real_document() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared documents are not on this machine")
    assert shared_sentences(SHARED) == []


def test_no_text_that_is_trained_on_stands_in_a_suite_of_the_evaluation() -> None:
    known = trained_on()
    suites = ROOT / "evaluation" / "suites"
    asked = [
        fold(text)
        for path in sorted(suites.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for key, text in json.loads(line).items()
        if key in ("text", "caught", "not_caught")
    ]
    assert len(asked) > 700
    assert [text for text in asked if text in known] == []
