"""Hashes of model files, and the small files that make a folder a sentence-transformers model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dualens.errors import ModelIntegrityError

MAX_TOKENS = 160
"""Passages are claim-sized; what lies beyond this many tokens is cut off."""

PREFIXES = {"query": "query: ", "passage": "passage: "}
"""What E5 was trained to see before each text (https://arxiv.org/abs/2402.05672, section 3)."""

_REMEDY = "Install Dualens again, or point --encoder to a complete folder."


def sha256_of(path: Path) -> str:
    """The file's sha256 in hexadecimal. Raises ModelIntegrityError where there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelIntegrityError(
            f"The model file {path} cannot be read: {error.strerror}.", _REMEDY
        ) from error


def check_sha256(path: Path, expected: str) -> None:
    """Raise ModelIntegrityError unless the file has the expected sha256."""
    found = sha256_of(path)
    if found != expected:
        raise ModelIntegrityError(
            f"{path} is not the file it should be: sha256 {found}, expected {expected}.",
            "Fetch the file again from its source; do not use this one.",
        )


def checked_fingerprint(folder: Path, names: Sequence[str]) -> str:
    """One SHA-256 over an encoder's files, after each was found to be as ``encoder.json`` says.

    Raises:
        ModelIntegrityError: A file is missing, damaged or another one.
    """
    path = folder / "encoder.json"
    try:
        expected = json.loads(path.read_text(encoding="utf-8"))["sha256"]
        wanted = [expected[name] for name in names]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelIntegrityError(
            f"{path} cannot be read as the description of an encoder: {error!r}.", _REMEDY
        ) from error
    for name, digest in zip(names, wanted, strict=True):
        check_sha256(folder / name, digest)
    return hashlib.sha256("".join(wanted).encode()).hexdigest()


def write_json(path: Path, content: object) -> None:
    """Write JSON that people can read and that is the same for the same content."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def write_model_files(out: Path, config: dict[str, Any], tokenizer: dict[str, Any]) -> None:
    """Put beside ``model.safetensors`` all else that transformers and sentence-transformers read.

    ``config`` is BERT's ``config.json``, ``tokenizer`` the content of ``tokenizer.json``. The
    model pools by the mean over tokens and scales to unit length.
    """
    (out / "1_Pooling").mkdir(parents=True, exist_ok=True)
    (out / "2_Normalize").mkdir(exist_ok=True)
    write_json(out / "config.json", config)
    (out / "tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    write_json(out / "tokenizer_config.json", _tokenizer_config())
    write_json(out / "modules.json", _modules())
    write_json(out / "sentence_bert_config.json", {"max_seq_length": MAX_TOKENS})
    write_json(
        out / "1_Pooling" / "config.json",
        {"word_embedding_dimension": config["hidden_size"], "pooling_mode_mean_tokens": True},
    )
    write_json(
        out / "config_sentence_transformers.json",
        {"prompts": PREFIXES, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )


def _tokenizer_config() -> dict[str, Any]:
    # The general class takes tokenizer.json as it is. XLMRobertaTokenizer would build the pieces
    # anew and count on XLM-R's fixed ids, which a pruned vocabulary no longer has.
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
        "model_max_length": MAX_TOKENS,
        "model_input_names": ["input_ids", "attention_mask"],
    }


def _modules() -> list[dict[str, Any]]:
    kinds = ["Transformer", "Pooling", "Normalize"]
    return [
        {
            "idx": number,
            "name": str(number),
            "path": "" if number == 0 else f"{number}_{kind}",
            "type": f"sentence_transformers.models.{kind}",
        }
        for number, kind in enumerate(kinds)
    ]
