"""An encoder that the user brings, as a sentence-transformers folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dualens.encoding import SentenceTransformerEncoder
from dualens.encoding.files import write_model_files
from dualens.errors import ModelIntegrityError

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *"▁abcdefghijklmnopqrstuvwxyz:", "▁probe"]
TEXTS = ["a probe", "pump", "a probe for the whole of a long sentence about pumps and lamps", ""]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reason = "needs the extra training"
    torch = pytest.importorskip("torch", reason=reason)
    transformers = pytest.importorskip("transformers", reason=reason)
    pytest.importorskip("sentence_transformers", reason=reason)
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    path = tmp_path_factory.mktemp("model")
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(PIECES),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=200,
        pad_token_id=1,
    )
    transformers.BertModel(config).save_pretrained(path)
    vocabulary = [(piece, -1.0) for piece in PIECES]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    write_model_files(path, config.to_dict(), json.loads(tokenizer.to_str()))
    return path


@pytest.fixture(scope="module")
def encoder(folder: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder.load(folder)


@pytest.mark.slow
def test_vectors_have_unit_length(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions) == (4, 16)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert encoder.encode([]).shape == (0, 16)


@pytest.mark.slow
def test_a_text_has_the_same_vector_in_any_company(encoder: SentenceTransformerEncoder) -> None:
    together = encoder.encode(TEXTS)
    turned = encoder.encode(TEXTS[::-1])
    for row, text in enumerate(TEXTS):
        assert encoder.encode([text])[0].tobytes() == together[row].tobytes()
        assert turned[-1 - row].tobytes() == together[row].tobytes()


@pytest.mark.slow
def test_what_is_searched_with_has_its_own_prompt(encoder: SentenceTransformerEncoder) -> None:
    query, passage = (encoder.encode(["probe"], kind=kind) for kind in ("query", "passage"))
    assert np.abs(query - passage).max() > 1e-4


@pytest.mark.slow
def test_the_fingerprint_follows_every_file(folder: Path) -> None:
    first = SentenceTransformerEncoder.load(folder).fingerprint
    assert SentenceTransformerEncoder.load(folder).fingerprint == first
    (folder / "README.md").write_text("A remark.")
    assert SentenceTransformerEncoder.load(folder).fingerprint != first


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelIntegrityError, match=r"modules\.json"):
        SentenceTransformerEncoder.load(tmp_path)
