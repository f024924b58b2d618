"""Training time only: writes a trained encoder as the folder that :class:`ConvEncoder` loads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualens.encoding.conv_source import ATTRIBUTION
from dualens.encoding.files import sha256_of, write_json


def export_conv(
    folder: Path,
    pieces: NDArray[np.float32],
    weights: Mapping[str, NDArray[np.float32]],
    tokenizer: Any,
) -> None:
    """Writes ``conv.safetensors``, ``tokenizer.json`` and ``encoder.json``.

    The pieces' vectors are kept in eight bits with one scale a row, all else in sixteen.

    Args:
        pieces: (pieces, width).
        weights: The other arrays by name.
        tokenizer: A ``tokenizers.Tokenizer`` over the same pieces.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    scale = np.maximum(np.abs(pieces).max(axis=1), 1e-8) / 127
    tensors = {
        "pieces": np.round(pieces / scale[:, None]).astype(np.int8),
        "pieces.scale": scale.astype(np.float32),
        **{name: value.astype(np.float16) for name, value in weights.items()},
    }
    save_file(tensors, folder / "conv.safetensors")
    (folder / "conv.safetensors").chmod(0o644)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    description = {
        "name": "dualens-conv",
        "dimensions": int(weights["dense.3"].shape[1] + weights["peak.weight"].shape[1]),
        "pieces": len(pieces),
        "licence": "Apache-2.0",
        "attribution": ATTRIBUTION,
        "sha256": {
            name: sha256_of(folder / name) for name in ("conv.safetensors", "tokenizer.json")
        },
    }
    write_json(folder / "encoder.json", description)
