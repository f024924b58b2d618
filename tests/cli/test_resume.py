"""A run that was stopped goes on with --resume, and comes to the same bytes."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.tiny import LIST, SAMPLES, interrupt_after_first, run_program
from tests.documents.make import text_pdf

NAMES = [
    "millbeck-depot.pdf", "ostermark-callarchiv.pdf", "orrin-vale-nightglass.pdf",
    "brenkamp-auskunft.pdf",
]  # fmt: skip


def journal_of(out: Path) -> Path:
    return out.with_name(f".{out.name}.journal")


def held(journal: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in journal.read_text("utf-8").splitlines()[1:]]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_goes_on_and_comes_to_the_same_bytes(
    home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(SAMPLES / name, folder)
    out, html = tmp_path / "out.jsonl", tmp_path / "out.html"
    call = [
        "assess", str(folder), "--json", str(out), "--html", str(html), "--jobs", "1",
        "--list", LIST,
    ]  # fmt: skip
    stopped = interrupt_after_first(home, call, number)
    assert stopped.status == 128 + number
    if number == signal.SIGINT:
        assert "dualens: stopped. What was done is kept; go on with --resume." in stopped.err
    assert "Traceback" not in stopped.err
    assert {path.name for path in tmp_path.iterdir()} == {"in", journal_of(out).name}
    done = len(held(journal_of(out)))
    assert 1 <= done < len(NAMES)

    resumed = run_program(home, *call, "--resume")
    assert resumed.status == 0
    assert f"{done} of {len(NAMES)} documents were done before." in resumed.err
    assert not journal_of(out).exists()

    whole = tmp_path / "whole.jsonl"
    run_program(home, "assess", folder, "--json", whole, "--list", LIST, "--html", tmp_path / "w")
    assert out.read_bytes() == whole.read_bytes()
    assert html.read_bytes() == (tmp_path / "w").read_bytes()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    paths = [folder / f"{name}.pdf" for name in "abc"]
    for path in paths:
        path.write_bytes(text_pdf(f"The lamp of type {path.stem} gives warm light."))
    return paths


@pytest.fixture
def stopped(dualens: Call, files: list[Path], tmp_path: Path) -> Path:
    """The output of a run that Ctrl-C stopped after its second document."""
    from dualens.cli import progress

    def stop(self: object, done: int, total: int, name: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    out = tmp_path / "out.jsonl"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(progress._Lines, "__call__", stop)
        ran = dualens("assess", *files, "--json", out)
    assert ran.status == 130
    assert "go on with --resume" in ran.err
    assert not out.exists()
    assert len(held(journal_of(out))) == 2
    return out


def go_on(dualens: Call, files: list[Path], out: Path) -> str:
    """Resumes; says how many were done before."""
    ran = dualens("assess", *files, "--json", out, "--resume")
    assert ran.status == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["document"]["name"] for row in rows] == [path.name for path in files]
    assert not journal_of(out).exists()
    return ran.err


def test_only_the_rest_is_assessed(dualens: Call, files: list[Path], stopped: Path) -> None:
    assert "2 of 3 documents were done before" in go_on(dualens, files, stopped)
    fresh = stopped.with_name("fresh")
    dualens("assess", *files, "--json", fresh)
    assert stopped.read_bytes() == fresh.read_bytes()


def test_a_changed_file_is_assessed_again(dualens: Call, files: list[Path], stopped: Path) -> None:
    before = json.loads(journal_of(stopped).read_text().splitlines()[1])["assessment"]
    files[0].write_bytes(text_pdf("Something else stands here now, and it is longer."))
    assert "1 of 3 documents were done before" in go_on(dualens, files, stopped)
    now = json.loads(stopped.read_text("utf-8").splitlines()[0])
    assert now["document"]["sha256"] != before["document"]["sha256"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("model", "0" * 64), ("encoder", "other"), ("dualens", "0.0"), ("lists", {"tiny": "1999"})],
)
def test_a_journal_of_another_model_list_or_version_is_not_used(
    dualens: Call, files: list[Path], stopped: Path, field: str, value: object
) -> None:
    journal = journal_of(stopped)
    lines = journal.read_text().splitlines()
    header = json.loads(lines[0])
    header["made_with"][field] = value
    journal.write_text("\n".join([json.dumps(header), *lines[1:]]) + "\n")
    assert "had another model, list or version" in go_on(dualens, files, stopped)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"{", b"[]\n", b"null\n{}\n", b"[" * 99_999, b"\n\n"]
)
def test_a_damaged_journal_is_no_crash(
    dualens: Call, files: list[Path], stopped: Path, content: bytes
) -> None:
    journal_of(stopped).write_bytes(content)
    assert "is damaged" in go_on(dualens, files, stopped)


@pytest.mark.parametrize(
    "tail", [b'{"key": ', b"[]\n", b"{}\n", b'{"key": 1, "assessment": 2}\n', b"\xff\n"]
)
def test_a_broken_line_costs_no_whole_one(
    dualens: Call, files: list[Path], stopped: Path, tail: bytes
) -> None:
    with journal_of(stopped).open("ab") as journal:
        journal.write(tail)
    assert "2 of 3 documents were done before" in go_on(dualens, files, stopped)


def test_a_journal_that_is_a_folder_is_told(
    dualens: Call, files: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    journal_of(out).mkdir()
    for more in ([], ["--resume"]):
        ran = dualens("assess", *files, "--json", out, *more)
        assert ran.status == 2
        assert "journal" in ran.err
        assert not out.exists()


def test_nothing_to_resume_is_said_and_all_is_done(
    dualens: Call, files: list[Path], tmp_path: Path
) -> None:
    assert "0 of 3 documents were done before" in go_on(dualens, files, tmp_path / "o")


def test_ctrl_c_without_an_output_promises_nothing(
    dualens: Call, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dualens.cli import progress

    def stop(self: object, done: int, total: int, name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(progress._Lines, "__call__", stop)
    ran = dualens("assess", *files, "--json", "-")
    assert ran.status == 130
    assert ran.err == "dualens: stopped.\n"
