"""Vectors kept on disk, so that no passage is encoded twice.

Catalogues repeat themselves: the same warranty and address lines stand in thousands of
datasheets. A cached vector is the same bytes as a fresh one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from dualens.encoding.protocol import Encoder, Kind

_LOGGER = logging.getLogger(__name__)
_T = TypeVar("_T")

_SECONDS_TO_WAIT = 30.0
# SQLite allowed 999 parameters before version 3.32.
_KEYS_PER_QUERY = 900

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    encoder TEXT NOT NULL, key BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (encoder, key)
) WITHOUT ROWID
"""


def vector_key(text: str, kind: Kind) -> bytes:
    """Sha1 of the text and what it is encoded as, 20 bytes. It names, it does not protect."""
    content = f"{kind}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha1(content, usedforsecurity=False).digest()


class VectorCache:
    """Vectors by encoder and key in a SQLite file, the latest ones also in memory.

    Several threads and processes may use one file at a time, also after a fork. A file that
    cannot be used (damaged, full, locked for long) costs a warning and speed, never a result:
    the cache then goes on in memory.

    Args:
        path: The SQLite file, made when missing; None keeps all in memory.
        dtype: How vectors are kept. "float16" halves the file and rounds; vectors of the two
            dtypes never mix.
        in_memory: How many vectors to hold in memory; one of 384 numbers takes 1.5 kB.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        dtype: Literal["float32", "float16"] = "float32",
        in_memory: int = 20_000,
    ) -> None:
        self.dtype: Literal["float32", "float16"] = dtype
        self._path = path
        # Little-endian whatever the machine, so that a file can be carried to another.
        self._stored = np.dtype(dtype).newbyteorder("<")
        self._in_memory = in_memory
        self._recent: OrderedDict[tuple[str, bytes], NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        self._connections = threading.local()

    def get_many(self, encoder: str, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Those of the vectors that are there, by key; ``encoder`` is a fingerprint."""
        found: dict[bytes, NDArray[np.float32]] = {}
        with self._lock:
            for key in keys:
                vector = self._recent.get((encoder, key))
                if vector is not None:
                    self._recent.move_to_end((encoder, key))
                    found[key] = vector
        missing = list({key: None for key in keys if key not in found})
        if missing:
            stored = self._read(encoder, missing)
            self.remember(encoder, stored)
            found |= stored
        return found

    def put_many(self, encoder: str, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Keep vectors by key. One that is already there stays as it is."""
        blobs = {key: self.rounded(vector) for key, vector in vectors.items()}
        self.remember(encoder, blobs)
        rows = [
            (self._space(encoder), key, vector.astype(self._stored).tobytes())
            for key, vector in blobs.items()
        ]
        self._guarded(lambda connection: self._insert(connection, rows), None)

    def rounded(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """A copy of the vectors as they come out of the cache again."""
        return vectors.astype(self._stored).astype(np.float32)

    def close(self) -> None:
        """Close this thread's connection; the cache opens another when it is used again."""
        connection: sqlite3.Connection | None = getattr(self._connections, "connection", None)
        if connection is not None and self._connections.process == os.getpid():
            connection.close()
        self._connections.__dict__.clear()

    def _space(self, encoder: str) -> str:
        return f"{encoder}/{self.dtype}"

    def _vector(self, blob: bytes) -> NDArray[np.float32]:
        return np.frombuffer(blob, dtype=self._stored).astype(np.float32)

    def remember(self, encoder: str, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Hold vectors by key in memory only."""
        with self._lock:
            for key, vector in vectors.items():
                # What is handed out again and again must not be changed by one who got it.
                vector.flags.writeable = False
                self._recent[encoder, key] = vector
                self._recent.move_to_end((encoder, key))
            while len(self._recent) > self._in_memory:
                self._recent.popitem(last=False)

    def _read(self, encoder: str, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Those of the vectors that the file holds, by key."""

        def select(connection: sqlite3.Connection) -> dict[bytes, NDArray[np.float32]]:
            found: dict[bytes, NDArray[np.float32]] = {}
            for start in range(0, len(keys), _KEYS_PER_QUERY):
                some = keys[start : start + _KEYS_PER_QUERY]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, vector FROM vectors WHERE encoder = ? AND key IN ({marks})"
                rows = connection.execute(query, (self._space(encoder), *some))
                found |= {key: self._vector(blob) for key, blob in rows}
            return found

        return self._guarded(select, {})

    def _insert(self, connection: sqlite3.Connection, rows: list[tuple[str, bytes, bytes]]) -> None:
        with connection:
            connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)

    def _guarded(self, action: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        """The result of an action on the file, ``otherwise`` where the file cannot be used."""
        if self._path is None:
            return otherwise
        try:
            return action(self._connection(self._path))
        except (sqlite3.Error, OSError) as error:
            _LOGGER.warning("The vector cache %s cannot be used: %s", self._path, error)
            self.close()
            self._path = None
            return otherwise

    def _connection(self, path: Path) -> sqlite3.Connection:
        """This thread's own connection; SQLite's may cross neither threads nor a fork."""
        known: sqlite3.Connection | None = getattr(self._connections, "connection", None)
        if known is not None and self._connections.process == os.getpid():
            return known
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_SECONDS_TO_WAIT)
        # Readers do not wait for a writer. A vector lost in a power cut is made again.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_SCHEMA)
        self._connections.connection = connection
        self._connections.process = os.getpid()
        return connection


class CachedEncoder:
    """An encoder that asks a cache first, and encodes a text that occurs twice only once."""

    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        self.name = encoder.name
        self.dimensions = encoder.dimensions
        rounds = cache.dtype != "float32"
        self.fingerprint = f"{encoder.fingerprint}-{cache.dtype}" if rounds else encoder.fingerprint
        self._encoder = encoder
        self._cache = cache

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Vectors of the texts, shape (len(texts), dimensions), the same bytes cached or fresh."""
        keys = [vector_key(text, kind) for text in texts]
        known = self._cache.get_many(self._encoder.fingerprint, keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = self._encoder.encode(list(missing.values()), kind=kind)
            made = dict(zip(missing, self._cache.rounded(fresh), strict=True))
            self._cache.put_many(self._encoder.fingerprint, made)
            known |= made
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for row, key in enumerate(keys):
            vectors[row] = known[key]
        return vectors
