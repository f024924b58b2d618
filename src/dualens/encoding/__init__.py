"""Passages to vectors: the encoder that ships, other local ones, and the vector cache.

Importing this package imports neither torch nor tokenizers. What makes the encoder
(``conv_source``, ``conv_export``) is for training and is imported from its own module.
"""

from dualens.encoding.cache import CachedEncoder, VectorCache, vector_key
from dualens.encoding.conv import ConvEncoder, FirstLook
from dualens.encoding.known import KNOWN, remember_known, write_known
from dualens.encoding.local import SentenceTransformerEncoder
from dualens.encoding.protocol import Encoder, Kind, Vectors

__all__ = [
    "KNOWN",
    "CachedEncoder",
    "ConvEncoder",
    "Encoder",
    "FirstLook",
    "Kind",
    "SentenceTransformerEncoder",
    "VectorCache",
    "Vectors",
    "remember_known",
    "vector_key",
    "write_known",
]
