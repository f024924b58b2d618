"""Sentences, long ones cut, headings above; plain text by the same rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualens.documents import PassageKind
from dualens.documents.limits import Limits
from dualens.documents.reader import read_document
from dualens.documents.sentences import cut_long, sentence_starts, weight


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It works at 5.8 GHz. It needs approx. 3 W.", 2),
        ("en", "See No. 4 and Fig. 2 for details. Nothing else is needed.", 2),
        ("en", 'He said "stop." Then it stopped! Did it? Yes.', 4),
        ("de", "Er erfasst z. B. Gespräche. Das Gerät wiegt ca. 3 kg.", 2),
        ("de", "Am 3. Mai wurde es bzw. Teile davon geliefert. Nr. 4 fehlt.", 2),
        ("fr", "Le système écoute. Il enregistre aussi.", 2),
        ("es", "El sistema escucha. ¿Qué hace la Sra. Ruiz? Nada.", 3),
        ("ru", "Система работает. Она записывает звук.", 2),
        ("ar", "هل يعمل النظام؟ نعم يعمل النظام.", 2),
        ("und", "One sentence here. Two sentences here.", 2),
    ],
)
def test_sentences(language: str, text: str, expected: int) -> None:
    assert len(sentence_starts(text.split(), language)) == expected


def test_chinese_sentences_are_spans_without_blanks() -> None:
    text = "本系统可以截获通话内容，并定位手机。它不需要运营商配合！支持5G网络。"
    document = read_document(text.encode(), "a.txt", Limits())
    assert document.language == "zh"
    assert [p.text for p in document.passages] == [
        "本系统可以截获通话内容，并定位手机。", "它不需要运营商配合！", "支持5G网络。",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["word", "clause,", "我们的系统，", "end.", "x"]), max_size=400))
def test_long_sentences_are_cut_into_whole_pieces(words: list[str]) -> None:
    if not words:
        return
    spans = cut_long(words, 0, len(words))
    assert [a for a, _ in spans] == [0, *(b for _, b in spans)][:-1]
    assert spans[-1][1] == len(words)
    assert all(sum(map(weight, words[a:b])) <= 60 or b - a == 1 for a, b in spans)


def test_plain_text() -> None:
    text = (
        "Key features\n\nThe probe listens. It also\nrecords.\n\n"
        "- locates phones\n- reads messages\n\n2. Limits\n"
    )
    document = read_document(text.encode("utf-16"), "a.txt", Limits())
    found = [(p.kind, p.text, p.heading) for p in document.passages]
    assert found[0] == (PassageKind.HEADING, "Key features", "")
    assert found[1] == (PassageKind.SENTENCE, "The probe listens.", "Key features")
    assert found[2][1] == "It also records."
    assert found[3][:2] == (PassageKind.BULLET, "- locates phones")
    assert document.pages[0].line_boxes(0, 3) == []


def test_latin_1_and_utf_8_are_told_apart() -> None:
    for coding in ("utf-8", "cp1252", "utf-16-le"):
        text = "Überwachung der Größe ist möglich und nötig."
        document = read_document(text.encode(coding), "a.txt", Limits())
        assert document.passages[0].text == text
