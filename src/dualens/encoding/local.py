"""Any encoder that lies on this machine as a sentence-transformers folder. Needs torch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dualens.encoding.files import sha256_of
from dualens.encoding.protocol import Kind
from dualens.errors import MissingExtraError, ModelIntegrityError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# sentence-transformers names the second kind "document" in models made since its version 5.
_PROMPT_NAMES: dict[Kind, tuple[str, ...]] = {
    "query": ("query",),
    "passage": ("passage", "document"),
}


class SentenceTransformerEncoder:
    """A local sentence-transformers model, with the prompts that its folder names."""

    def __init__(self, model: SentenceTransformer, name: str, fingerprint: str) -> None:
        dimensions = model.get_embedding_dimension()
        if dimensions is None:
            raise ModelIntegrityError(f"The encoder {name} does not say how long its vectors are.")
        self.name = name
        self.dimensions: int = dimensions
        self.fingerprint = fingerprint
        self._model = model

    @classmethod
    def load(cls, folder: Path) -> SentenceTransformerEncoder:
        """Load the model of ``folder`` on the processor, without any network.

        Raises ModelIntegrityError where ``folder`` is none, MissingExtraError without torch.
        Weights are read from safetensors only, since a pickle could run code.
        """
        if not (folder / "modules.json").is_file():
            raise ModelIntegrityError(
                f"{folder} is not a sentence-transformers folder: it has no modules.json.",
                "Save the model with SentenceTransformer.save(folder).",
            )
        # Read when the libraries are imported; a local folder needs nothing from a hub.
        os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtraError("sentence-transformers", "training") from error
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        return cls(model, folder.resolve().name, _fingerprint(folder))

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Vectors of the texts, shape (len(texts), dimensions), each of unit length."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        # One text at a time: padding to a longer neighbour would change the last digits.
        vectors = self._model.encode(
            list(texts),
            prompt=self._prompt(kind),
            batch_size=1,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _prompt(self, kind: Kind) -> str:
        prompts = self._model.prompts
        return next((prompts[name] for name in _PROMPT_NAMES[kind] if name in prompts), "")


def _fingerprint(folder: Path) -> str:
    """Sha256 over the name and content of every file in the folder, in the order of names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()
