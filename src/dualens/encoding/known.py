"""Vectors that travel with the model: a control list is searched without encoding it anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dualens.encoding.cache import VectorCache, vector_key
from dualens.encoding.protocol import Encoder

KNOWN = "known.safetensors"


def write_known(path: Path, encoder: Encoder, texts: Sequence[str]) -> None:
    """Encodes texts and keeps their vectors by key, in sixteen bits."""
    from safetensors.numpy import save_file

    keys = [np.frombuffer(vector_key(text, "passage"), np.uint8) for text in texts]
    vectors = encoder.encode(texts).astype(np.float16)
    save_file({"keys": np.stack(keys), "vectors": vectors}, path)
    path.chmod(0o644)


def remember_known(path: Path, encoder: Encoder, cache: VectorCache) -> None:
    """Puts the vectors of a file into a cache under the encoder's name."""
    from safetensors.numpy import load_file

    held = load_file(path)
    keys = [key.tobytes() for key in held["keys"]]
    vectors = held["vectors"].astype(np.float32)
    cache.remember(encoder.fingerprint, dict(zip(keys, vectors, strict=True)))
