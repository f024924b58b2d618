"""The isolated reader: bombs, crashes, order, limits, names of failures."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dualens.documents import Document, Limits, ReaderPool, Unreadable, read
from dualens.documents.pool import ReadResult
from dualens.errors import FailureKind, UnreadableDocumentError

from .bombs import BOMBS, harmless
from .make import text_pdf

SECONDS = 10.0


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    limits = Limits(seconds=SECONDS, ocr_pages=2, ocr_seconds=SECONDS, memory_bytes=1 << 30)
    with ReaderPool(1, limits) as made:
        yield made


def kind_of(result: ReadResult) -> str:
    return "read" if isinstance(result, Document) else result.kind.value


# On a busy machine each may also run out of its short time.
EXPECTED = {
    "one_page_often": {"too large"},
    "ten_thousand_pages": {"too large"},
    "endless_word": {"too large"},
    "deflated_twice": {"out of memory"},
    "forms_to_the_twelfth": {"out of memory"},
    "fanning_page_tree": {"too large", "damaged"},
    "huge_page": {"no text"},
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_one_file_and_its_time(pool: ReaderPool, name: str) -> None:
    data = BOMBS[name]()
    start = time.monotonic()
    result = pool.read((f"{name}.pdf", data))
    spent = time.monotonic() - start
    assert spent < SECONDS * 3 + 2
    assert isinstance(result, Document) or result.message
    if name in EXPECTED:
        assert kind_of(result) in EXPECTED[name] | {"timed out"}
    assert isinstance(pool.read(("plain.pdf", harmless())), Document)


def test_results_come_in_order_and_none_is_lost(tmp_path: Path) -> None:
    sources: list[Path] = []
    for number in range(25):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(b"rubbish" if number % 5 == 0 else text_pdf(f"File number {number}."))
        sources.append(path)
    with ReaderPool(2) as pool:
        results = list(pool.read_many(sources))
    assert [result.name for result in results] == [path.name for path in sources]
    assert [number for number, r in enumerate(results) if isinstance(r, Unreadable)] == [
        0, 5, 10, 15, 20,
    ]  # fmt: skip


def test_look_ahead_is_bounded() -> None:
    drawn = []

    def sources() -> Iterator[tuple[str, bytes]]:
        for number in range(1000):
            drawn.append(number)
            yield f"{number}.pdf", text_pdf("A few words.")

    with ReaderPool(1) as pool:
        results = pool.read_many(sources())
        next(results)
        assert len(drawn) < 20


def test_a_killed_worker_costs_one_file() -> None:
    with ReaderPool(1) as pool:
        assert isinstance(pool.read(("a.pdf", harmless())), Document)
        worker = pool._idle[0]
        os.kill(worker.pid, signal.SIGSEGV)
        first = pool.read(("b.pdf", harmless()))
        assert isinstance(first, Unreadable)
        assert first.kind is FailureKind.DAMAGED
        assert first.sha256
        assert isinstance(pool.read(("c.pdf", harmless())), Document)


def test_a_worker_is_replaced_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dualens.documents.pool._FILES_A_WORKER", 2)
    with ReaderPool(1) as pool:
        seen = set()
        for _ in range(4):
            pool.read(("a.pdf", harmless()))
            seen |= {worker.pid for worker in pool._idle}
        assert len(pool._idle) <= 1
    assert len(seen) == 2


def test_workers_are_gone_after_close() -> None:
    with ReaderPool(2) as pool:
        pids = [worker.pid for worker in pool._idle]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_closing_ends_a_running_read() -> None:
    pool = ReaderPool(1).__enter__()
    results: list[object] = []

    def run() -> None:
        try:
            results.append(pool.read(("bomb.pdf", BOMBS["endless_character_map"]())))
        except RuntimeError as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(1.0)
    pool.close()
    thread.join(20)
    assert not thread.is_alive()
    assert results


def test_an_interrupt_does_not_reach_the_worker() -> None:
    with ReaderPool(1) as pool:
        pool.read(("a.pdf", harmless()))
        os.kill(pool._idle[0].pid, signal.SIGINT)
        assert isinstance(pool.read(("b.pdf", harmless())), Document)


def test_file_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(harmless())
    with pytest.raises(UnreadableDocumentError) as caught:
        read(path, Limits(file_bytes=100))
    assert caught.value.kind is FailureKind.TOO_LARGE


def test_a_missing_file_is_a_row(tmp_path: Path) -> None:
    with ReaderPool(1) as pool:
        result = pool.read(tmp_path / "none.pdf")
    assert isinstance(result, Unreadable)
    assert "cannot be opened" in result.message


def test_characters_are_limited() -> None:
    with ReaderPool(1, Limits(characters=20)) as pool:
        result = pool.read(("a.pdf", text_pdf("More than twenty letters stand here.")))
    assert isinstance(result, Unreadable)
    assert result.kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("empty.pdf", b"", FailureKind.DAMAGED),
        ("not.pdf", b"hello", FailureKind.DAMAGED),
        ("sheet.xlsx", b"PK\x03\x04", FailureKind.UNSUPPORTED),
        ("cut.pdf", b"%PDF-1.7\n", FailureKind.DAMAGED),
        ("binary.txt", bytes(range(256)) * 9, FailureKind.UNSUPPORTED),
        ("blank.txt", b" \n \n", FailureKind.NO_TEXT),
    ],
)
def test_bad_input_has_its_name(pool: ReaderPool, name: str, data: bytes, kind: str) -> None:
    result = pool.read((name, data))
    assert isinstance(result, Unreadable)
    assert result.kind is kind


def test_the_worker_has_no_network(pool: ReaderPool) -> None:
    from dualens.documents import sandbox

    with pytest.raises(PermissionError):
        sandbox._refuse()


def test_rendering_fits_the_page(pool: ReaderPool) -> None:
    import io

    from PIL import Image

    picture = Image.open(io.BytesIO(pool.render(("a.pdf", harmless()), 1, dpi=72)))
    assert picture.size == (595, 842)
    with pytest.raises(UnreadableDocumentError):
        pool.render(("a.pdf", harmless()), 2)
