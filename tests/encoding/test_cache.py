import logging
import multiprocessing
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dualens.encoding import CachedEncoder, Kind, VectorCache, vector_key

WIDTH = 8
vectors = arrays(np.float32, WIDTH, elements=st.floats(-1, 1, width=32))


class CountingEncoder:
    """Gives each text a vector of its own and remembers what it was asked."""

    name = "counting"
    dimensions = WIDTH
    fingerprint = "f" * 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        self.asked += texts
        rows = [np.frombuffer(vector_key(text, kind)[:WIDTH], np.uint8) for text in texts]
        return (np.array(rows).reshape(-1, WIDTH) / np.float32(255)).astype(np.float32)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    entries=st.dictionaries(st.text(), vectors, max_size=20),
    kind=st.sampled_from(["query", "passage"]),
)
def test_vectors_come_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory,
    entries: dict[str, NDArray[np.float32]],
    kind: Kind,
) -> None:
    path = tmp_path_factory.mktemp("cache") / "vectors.sqlite"
    kept = {vector_key(text, kind): vector for text, vector in entries.items()}
    VectorCache(path).put_many("e", kept)
    found = VectorCache(path).get_many("e", list(kept))
    assert {key: vector.tobytes() for key, vector in found.items()} == {
        key: vector.tobytes() for key, vector in kept.items()
    }


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_cached_and_fresh_vectors_are_the_same_bytes(tmp_path: Path, dtype: str) -> None:
    path = tmp_path / "vectors.sqlite"
    texts = ["Probe", "Pumpe", "Probe", "监控", "\ud800 broken"]
    first, second = CountingEncoder(), CountingEncoder()
    fresh = CachedEncoder(first, VectorCache(path, dtype=dtype)).encode(texts)  # type: ignore[arg-type]
    cached = CachedEncoder(second, VectorCache(path, dtype=dtype)).encode(texts)  # type: ignore[arg-type]
    assert fresh.tobytes() == cached.tobytes()
    assert first.asked == ["Probe", "Pumpe", "监控", "\ud800 broken"]
    assert second.asked == []


def test_kinds_encoders_and_precisions_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    key = vector_key("Probe", "passage")
    VectorCache(path).put_many("one", {key: np.ones(WIDTH, np.float32)})
    assert not VectorCache(path).get_many("one", [vector_key("Probe", "query")])
    assert not VectorCache(path).get_many("other", [key])
    assert not VectorCache(path, dtype="float16").get_many("one", [key])


def test_more_keys_than_sqlite_takes_at_once(tmp_path: Path) -> None:
    keys = [vector_key(str(number), "passage") for number in range(2500)]
    written = {key: np.full(WIDTH, number, np.float32) for number, key in enumerate(keys)}
    cache = VectorCache(tmp_path / "vectors.sqlite", in_memory=10)
    cache.put_many("e", written)
    found = cache.get_many("e", keys)
    assert all(found[key][0] == number for number, key in enumerate(keys))


def test_memory_alone_remembers_the_latest() -> None:
    cache = VectorCache(None, in_memory=2)
    keys = [vector_key(text, "passage") for text in "abc"]
    for key in keys:
        cache.put_many("e", {key: np.ones(WIDTH, np.float32)})
    assert list(cache.get_many("e", keys)) == keys[1:]


def test_a_vector_from_the_cache_cannot_be_changed_by_who_got_it() -> None:
    cache = VectorCache(None)
    cache.put_many("e", {b"k": np.ones(WIDTH, np.float32)})
    with pytest.raises(ValueError, match="read-only"):
        cache.get_many("e", [b"k"])[b"k"][0] = 2


def test_a_damaged_file_costs_speed_and_no_result(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "vectors.sqlite"
    path.write_bytes(b"this is no database" * 100)
    encoder = CountingEncoder()
    with caplog.at_level(logging.WARNING):
        vectors = CachedEncoder(encoder, VectorCache(path)).encode(["Probe", "Pumpe"])
    assert vectors.tobytes() == CountingEncoder().encode(["Probe", "Pumpe"]).tobytes()
    assert len(caplog.records) == 1


def _write_many(path: Path, first: int) -> None:
    cached = CachedEncoder(CountingEncoder(), VectorCache(path))
    for number in range(first, first + 60):
        cached.encode([f"text {number}"])


def test_several_processes_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(path, first)) for first in (0, 30, 60)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    encoder = CountingEncoder()
    CachedEncoder(encoder, VectorCache(path)).encode([f"text {number}" for number in range(120)])
    assert encoder.asked == []


def test_nothing_is_encoded_for_no_texts() -> None:
    assert CachedEncoder(CountingEncoder(), VectorCache(None)).encode([]).shape == (0, WIDTH)
