"""The journal keeps what was done, and is only taken up where it fits."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest

from dualens.assessment import Journal, MadeWith, key_of
from dualens.errors import OutputError
from tests.assessment.results import assessed

MADE = MadeWith("0.1", "m", "e", {"tiny": "1"})
ROW = assessed("a\u2028b\x85\udce9.pdf").assessment


def stopped(path: Path, made: MadeWith = MADE, keys: str = "ab") -> None:
    with suppress(KeyboardInterrupt), Journal(path, made, resume=False) as journal:
        for key in keys:
            journal.add(key, ROW)
        raise KeyboardInterrupt


def test_a_stopped_run_leaves_what_was_done_and_a_whole_one_nothing(tmp_path: Path) -> None:
    path = tmp_path / "j"
    stopped(path)
    assert Journal(path, MADE, resume=True).done == {"a": ROW, "b": ROW}
    with Journal(path, MADE, resume=True) as journal:
        journal.add("c", ROW)
    assert not list(tmp_path.iterdir())


def test_a_run_stopped_twice_keeps_both_parts(tmp_path: Path) -> None:
    path = tmp_path / "j"
    stopped(path)
    with suppress(SystemExit), Journal(path, MADE, resume=True) as journal:
        journal.add("c", ROW)
        raise SystemExit
    assert list(Journal(path, MADE, resume=True).done) == ["a", "b", "c"]


def test_each_document_is_on_disk_as_soon_as_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path, MADE, resume=False) as journal:
        journal.add("a", ROW)
        assert len(path.read_bytes().split(b"\n")) == 3


def test_without_resume_all_begins_anew(tmp_path: Path) -> None:
    stopped(tmp_path / "j")
    assert not Journal(tmp_path / "j", MADE, resume=False).done


@pytest.mark.parametrize(
    "other",
    [
        MadeWith("0.2", "m", "e", {"tiny": "1"}), MadeWith("0.1", "n", "e", {"tiny": "1"}),
        MadeWith("0.1", "m", "f", {"tiny": "1"}), MadeWith("0.1", "m", "e", {"tiny": "2"}),
        MadeWith("0.1", "m", "e", {"tiny": "1", "more": "1"}),
    ],
)  # fmt: skip
def test_what_another_make_has_done_is_not_taken_over(tmp_path: Path, other: MadeWith) -> None:
    stopped(tmp_path / "j")
    journal = Journal(tmp_path / "j", other, resume=True)
    assert not journal.done
    assert "another model, list or version" in journal.note


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_line_cut_anywhere_costs_only_itself(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "j"
    stopped(path)
    path.write_bytes(path.read_bytes()[:-cut])
    assert list(Journal(path, MADE, resume=True).done) in (["a"], ["a", "b"])


def test_taking_up_a_journal_never_loses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j"
    stopped(path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(OutputError, match="No space left"), Journal(path, MADE, resume=True):
            pass
    assert list(Journal(path, MADE, resume=True).done) == ["a", "b"]


def test_a_full_disk_says_how_to_go_on(tmp_path: Path) -> None:
    class Full:
        def write(self, text: str) -> None:
            raise OSError(28, "No space left on device")

        def close(self) -> None:
            pass

    journal = Journal(tmp_path / "j", MADE, resume=False)
    journal._file = Full()  # type: ignore[assignment]
    with pytest.raises(OutputError, match=r"No space left on device\. .* go on with --resume"):
        journal.add("a", ROW)


def test_a_key_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1")
    first = key_of(path)
    assert key_of(path) == first
    path.write_bytes(b"22")
    assert key_of(path) != first
    second = key_of(path)
    os.utime(path, ns=(1, 1))
    assert key_of(path) != second
    path.unlink()
    assert json.dumps(key_of(path))  # a file that has gone has a key, too
