"""Bad input: a clear message, the right exit status, and nothing half-written."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import IO, Any

import pytest

from tests.cli.broken import BROKEN
from tests.cli.conftest import Call
from tests.cli.tiny import LIST, SAMPLE, run_program
from tests.documents.make import text_pdf

MODEL = Path(__file__).parents[2] / "models" / "default"
HEAVY = {"ten-thousand-pages.pdf", "two-gigapixels.pdf"}


def good(folder: Path, name: str = "good.pdf") -> Path:
    path = folder / name
    path.write_bytes(text_pdf("The cabinet holds forty keys and a small lamp.", "It is grey."))
    return path


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n in HEAVY else n for n in BROKEN]
)
def test_a_file_that_cannot_be_read_is_in_the_output_with_its_reason(
    dualens: Call, tmp_path: Path, name: str
) -> None:
    make, kinds = BROKEN[name]
    (tmp_path / name).write_bytes(make())
    out = tmp_path / "out.jsonl"
    ran = dualens("assess", tmp_path / name, "--json", out)
    row = json.loads(out.read_text("utf-8"))
    assert ran.status == 1
    assert row["status"] == "unreadable"
    assert row["error"]["kind"] in kinds
    assert row["error"]["message"].endswith(".")
    assert row["error"]["message"] in ran.out
    assert row["document"]["name"] == name
    assert left_in(tmp_path) == {name, "out.jsonl"}


def test_a_bad_file_does_not_cost_the_good_ones(dualens: Call, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no PDF")
    good(tmp_path, "b.pdf")
    ran = dualens("assess", tmp_path, "--json", "-")
    assert ran.status == 1
    assert [o["status"] for o in ran.objects] == ["unreadable", "assessed"]


def test_a_missing_path_is_named(dualens: Call, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = dualens("assess", good(tmp_path), tmp_path / "none.pdf", "--json", out)
    assert ran.status == 2
    assert ran.err.startswith("dualens: ")
    assert f"{tmp_path / 'none.pdf'} does not exist." in ran.err
    assert not out.exists()


def test_an_empty_folder_is_told(dualens: Call, tmp_path: Path) -> None:
    ran = dualens("assess", tmp_path)
    assert ran.status == 2
    assert "No documents found. Name files, or folders" in ran.err


def test_a_folder_of_empty_files_gives_a_row_each(dualens: Call, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.txt"):
        (tmp_path / name).write_bytes(b"")
    ran = dualens("assess", tmp_path, "--json", "-")
    assert ran.status == 1
    assert [o["document"]["name"] for o in ran.objects] == ["a.pdf", "b.pdf", "c.txt"]


def test_pages_and_pixels_are_limited(tmp_path: Path, dualens: Call) -> None:
    """The same refusals as for ten thousand pages, with small limits and at once."""
    from dualens.assessment import Assessor, assess_paths
    from dualens.documents import Limits, ReaderPool

    path = tmp_path / "long.pdf"
    from tests.documents.make import canvas_pdf

    path.write_bytes(canvas_pdf(lambda c: c.drawString(9, 9, "page"), (100, 100), 12))
    assessor = Assessor.load(None, [LIST])
    with ReaderPool(1, Limits(pages=10)) as pool:
        (row,) = assess_paths([path], assessor, pool)
    assert row.assessment["error"]["kind"] == "too large"
    assert "12" in row.assessment["error"]["message"]


@pytest.mark.parametrize("option", ["--json", "--html", "--xlsx"])
@pytest.mark.parametrize("place", ["folder missing", "a folder", "through a file"])
def test_an_output_that_cannot_be_written_is_refused_before_any_work(
    dualens: Call, tmp_path: Path, option: str, place: str
) -> None:
    source = good(tmp_path)
    target = {
        "folder missing": tmp_path / "none" / "out",
        "a folder": tmp_path,
        "through a file": source / "out",
    }[place]
    ran = dualens("assess", source, option, target)
    assert ran.status == 2
    assert str(target.parent if place != "a folder" else target) in ran.err
    assert "Assessing" not in ran.err
    assert left_in(tmp_path) == {"good.pdf"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told(dualens: Call, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    ran = dualens("assess", good(tmp_path), "--json", closed / "out.jsonl")
    assert ran.status == 2
    assert "Permission denied" in ran.err


def test_a_write_protected_output_is_not_replaced(
    dualens: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("kept")
    out.chmod(0o444)
    if os.geteuid() == 0:
        monkeypatch.setattr(os, "access", lambda path, mode: not (mode & os.W_OK))
    ran = dualens("assess", good(tmp_path), "--json", out)
    assert ran.status == 2
    assert "write-protected" in ran.err
    assert out.read_text() == "kept"


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--json", "--html", "--xlsx"])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    home: Path, tmp_path: Path, option: str
) -> None:
    """A limit on the size of files stands for the disk; only then is the journal all that is."""
    import resource

    def small_disk() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    source, out = good(tmp_path), tmp_path / "out"
    ran = run_program(
        home, "assess", source, option, out, "--list", LIST, "--jobs", "1", preexec_fn=small_disk
    )
    assert ran.status == 2
    assert "could not be written: File too large." in ran.err
    assert "Traceback" not in ran.err
    assert left_in(tmp_path) <= {"good.pdf", ".out.journal"}


@pytest.mark.parametrize("option", ["--json", "--html", "--xlsx"])
def test_a_disk_that_fills_while_an_output_is_written_costs_no_assessment(
    dualens: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    full = {"yes": True}
    replace = os.replace

    def fail(source: Any, target: Any) -> None:
        if full["yes"] and str(source).endswith(".partial") and Path(target).name == "out":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    source, out = good(tmp_path), tmp_path / "out"
    ran = dualens("assess", source, option, out)
    assert ran.status == 2
    assert f"{out} could not be written: No space left on device." in ran.err
    assert left_in(tmp_path) == {"good.pdf", ".out.journal"}
    full["yes"] = False
    again = dualens("assess", source, option, out, "--resume")
    assert again.status == 0
    assert "1 of 1 documents were done before" in again.err
    assert left_in(tmp_path) == {"good.pdf", "out"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("option", ["--json", "--html", "--xlsx"])
def test_a_device_that_is_full_is_told(dualens: Call, tmp_path: Path, option: str) -> None:
    ran = dualens("assess", good(tmp_path), option, "/dev/full")
    assert ran.status == 2
    assert "/dev/full could not be written: No space left on device." in ran.err
    assert not Path("/dev/full").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.slow
def test_a_full_disk_behind_standard_output_is_told(home: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run_program(
            home, "assess", good(tmp_path), "--json", "-", "--list", LIST, stdout=full
        )
        listed = run_program(home, "lists", "show", stdout=full)
    for each in (ran, listed):
        assert each.status == 2
        assert "No space left on device" in each.err
        assert "Traceback" not in each.err
        assert "Exception ignored" not in each.err


def test_a_device_is_written_to_and_never_replaced(dualens: Call, tmp_path: Path) -> None:
    ran = dualens("assess", good(tmp_path), "--json", "/dev/null", "--xlsx", "/dev/null")
    assert ran.status == 2  # named twice
    ran = dualens("assess", good(tmp_path), "--json", "/dev/null")
    assert ran.status == 0
    assert Path("/dev/null").is_char_device()


def test_an_unknown_list_is_told_with_those_at_hand(dualens: Call, tmp_path: Path) -> None:
    for name in ("uk-strategic", "eu-annex-i@1999-01-01", "", "../tiny"):
        ran = dualens("assess", good(tmp_path), "--list", name, "--json", tmp_path / "out")
        assert ran.status == 2
        assert f"There is no control list {name!r}." in ran.err
        assert "eu-annex-i@2025-11-15" in ran.err
    assert left_in(tmp_path) == {"good.pdf"}


def test_two_editions_of_a_list_are_refused(
    dualens: Call, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "home"
    shutil.copytree(home, other)
    place = other / "lists" / LIST
    text = (place / "2026-01-01.json").read_text("utf-8")
    (place / "2025-01-01.json").write_text(text.replace("2026-01-01", "2025-01-01"), "utf-8")
    monkeypatch.setenv("DUALENS_HOME", str(other))
    ran = dualens(
        "match", "A lamp.", "--list", f"{LIST}@2026-01-01", "--list", f"{LIST}@2025-01-01"
    )
    assert ran.status == 2
    assert "Two editions of tiny were named" in ran.err


def test_a_list_that_is_damaged_is_told(
    dualens: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "lists" / "own"
    place.mkdir(parents=True)
    (place / "1.json").write_text("{")
    monkeypatch.setenv("DUALENS_HOME", str(tmp_path))
    ran = dualens("match", "A lamp.", "--list", "own")
    assert ran.status == 2
    assert "is not a control list" in ran.err


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


@pytest.mark.parametrize("name", ["heads.safetensors", "encoder/conv.safetensors"])
def test_a_model_whose_hash_does_not_fit_is_refused(
    dualens: Call, tmp_path: Path, copied: Path, name: str
) -> None:
    with (copied / name).open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    ran = dualens("assess", good(tmp_path), "--model", copied, "--json", tmp_path / "out")
    assert ran.status == 2
    assert "SHA-256 differs" in ran.err or "is not the file it should be" in ran.err
    assert left_in(tmp_path) == {"good.pdf", "model"}


def test_a_model_that_is_missing_is_told(dualens: Call, tmp_path: Path, copied: Path) -> None:
    source = good(tmp_path)
    for folder in (tmp_path / "none", source, tmp_path):
        ran = dualens("assess", source, "--model", folder)
        assert ran.status == 2
        assert str(folder) in ran.err
        assert "train" in ran.err
    (copied / "heads.safetensors").unlink()
    ran = dualens("assess", source, "--model", copied)
    assert ran.status == 2
    assert "heads.safetensors is missing" in ran.err


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{}", '{"files": {}, "settings": {}}', '{"files": [], "settings": 1}', "\xff"],
)
def test_a_damaged_model_description_is_told(
    dualens: Call, tmp_path: Path, copied: Path, manifest: str
) -> None:
    (copied / "model.json").write_bytes(manifest.encode("latin-1"))
    for command in (["assess", good(tmp_path), "--model", copied], ["model", copied]):
        ran = dualens(*command)
        assert ran.status == 2 or (command[0] == "model" and ran.status == 0)
        assert ran.status == 0 or "model" in ran.err


def test_a_model_without_its_card_is_told(dualens: Call, tmp_path: Path, copied: Path) -> None:
    (copied / "MODEL_CARD.md").unlink()
    ran = dualens("model", copied)
    assert ran.status == 2
    assert "MODEL_CARD.md" in ran.err


def test_an_output_that_is_an_input_is_refused(dualens: Call, tmp_path: Path) -> None:
    source = good(tmp_path)
    before = source.read_bytes()
    link = tmp_path / "link"
    link.symlink_to(source)
    (tmp_path / "hard").hardlink_to(source)
    for target in (source, link, tmp_path / "hard", tmp_path / "." / "good.pdf"):
        ran = dualens("assess", tmp_path, "--json", target)
        assert ran.status == 2
        assert "would be overwritten" in ran.err
    assert source.read_bytes() == before


def test_an_output_named_twice_is_refused(dualens: Call, tmp_path: Path) -> None:
    ran = dualens("assess", good(tmp_path), "--json", tmp_path / "o", "--html", tmp_path / "o")
    assert ran.status == 2
    assert "two outputs" in ran.err


@pytest.mark.parametrize("option", ["--html", "--xlsx"])
def test_only_json_goes_to_standard_output(dualens: Call, tmp_path: Path, option: str) -> None:
    ran = dualens("assess", good(tmp_path), option, "-")
    assert ran.status == 2
    assert "Only --json" in ran.err


def test_a_pipe_or_device_is_refused_instead_of_waited_for(dualens: Call, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    for command in ("assess", "read"):
        for path in (pipe, Path("/dev/zero")):
            ran = dualens(command, path)
            assert ran.status == 2
            assert "is a pipe or a device" in ran.err
    ran = dualens("match", "--file", pipe)
    assert ran.status == 2


def test_a_folder_with_a_pipe_and_looping_links_is_searched(dualens: Call, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "self.pdf").symlink_to(tmp_path / "self.pdf")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling.pdf").symlink_to(tmp_path / "none")
    good(tmp_path)
    ran = dualens("assess", tmp_path, "--json", "-")
    assert ran.status == 0
    assert [o["document"]["name"] for o in ran.objects] == ["good.pdf"]
    ran = dualens("assess", tmp_path / "self.pdf")
    assert ran.status == 2
    assert "self.pdf" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_row(dualens: Call, tmp_path: Path) -> None:
    good(tmp_path).chmod(0)
    ran = dualens("assess", tmp_path, "--json", "-")
    assert ran.status == 1
    assert "Permission denied" in ran.objects[0]["error"]["message"]


def test_a_file_that_goes_during_the_run_is_a_row(
    dualens: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dualens import assessment

    gone, kept = good(tmp_path, "a.pdf"), good(tmp_path, "b.pdf")
    assess_paths = assessment.assess_paths

    def late(*arguments: Any, **options: Any) -> Any:
        gone.unlink()
        return assess_paths(*arguments, **options)

    monkeypatch.setattr(assessment, "assess_paths", late)
    ran = dualens("assess", gone, kept, "--json", "-")
    assert ran.status == 1
    assert [o["status"] for o in ran.objects] == ["unreadable", "assessed"]


ODD_NAMES = [
    "with\nline.pdf", "Gerät – 设备 🛰.pdf", "-x.pdf", "[bold]", "[red].pdf", "a\x1b[2Jb.pdf",
    "\u202egnp.pdf", "=1+1.pdf", "'quote\".pdf", os.fsdecode(b"latin-\xe9.pdf"), "n" * 250 + ".pdf",
]  # fmt: skip


@pytest.mark.slow
def test_file_names_may_hold_anything(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ODD_NAMES:
        good(folder, name)
    paths = [folder / name for name in ODD_NAMES]
    ran = run_program(
        home, "assess", *paths, "--list", LIST, "--jobs", "1",
        "--json", tmp_path / "o.jsonl", "--html", tmp_path / "o.html",
        "--xlsx", tmp_path / "o.xlsx",
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert ran.status == 0, ran.err
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_bytes().split(b"\n") if line]
    assert [row["document"]["name"] for row in rows] == ODD_NAMES
    assert "\x1b" not in ran.out + ran.err
    assert len([line for line in ran.err.split("\n") if line]) <= len(ODD_NAMES)


def test_a_name_with_a_dash_in_front_is_taken_after_two_dashes(home: Path, tmp_path: Path) -> None:
    good(tmp_path, "-x.pdf")
    ran = run_program(home, "read", "-x.pdf", cwd=tmp_path)
    assert ran.status == 2
    assert "No such option" in ran.err
    ran = run_program(home, "read", "--", "-x.pdf", cwd=tmp_path)
    assert ran.status == 0
    assert "forty keys" in ran.out


@pytest.mark.slow
def test_outputs_with_odd_names_are_written(dualens: Call, tmp_path: Path) -> None:
    source = good(tmp_path)
    for name in ("n" * 255, "a\nb", "设备" * 42, "-o"):
        ran = dualens("assess", source, "--json", tmp_path / name)
        assert ran.status == 0, ran.err
        assert (tmp_path / name).is_file()
    assert not [name for name in left_in(tmp_path) if name.startswith(".")]


def test_the_same_file_twice_is_read_once(dualens: Call, tmp_path: Path) -> None:
    source = good(tmp_path)
    ran = dualens("assess", source, source, tmp_path, "--json", "-")
    assert len(ran.objects) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess"], ["assess", "x", "--jobs", "0"], ["assess", "x", "--jobs", "many"],
        ["assess", "x", "--jobs", "100000"], ["match"], ["match", "a", "--top", "0"],
        ["match", "a", "--file", "b"], ["match", ""], ["match", "  "], ["match", "--file", "none"],
        ["match", "--file", "."], ["match", "--jsonl", "a"], ["match", "--jsonl", "none", "b"],
        ["classify"], ["classify", "--jsonl", ".", "b"], ["read"], ["read", "."],
        ["read", "none"], ["read", "a", "--text", "--json"], ["lists", "show", "0X000"],
        ["lists", "show", "5A001", "--list", "none"], ["lists", "import", "none"],
        ["lists", "import", "."], ["lists", "import", "/dev/null"], ["train", "none.toml"],
        ["train", "."], ["model", "none"], ["nonsense"], ["--nonsense"],
        ["assess", "x", "--resume"], ["assess", ""], ["read", "a\0b"],
        ["match", "--file", "a\0b"], ["assess", "a\0b"],
        ["assess", "x" * 5000], ["match", "--jsonl", "x" * 5000, "y"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40].replace("\0", "NUL"),
)  # fmt: skip
def test_a_wrong_command_is_told_in_a_line_or_two(
    dualens: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = dualens(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert 0 < len(ran.err.splitlines()) <= 5
    assert not left_in(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2", b"%PDF-1.7\n", b"{}", b'{"entries": [1]}', b"[" * 99999]
)
def test_a_file_that_is_no_control_list_is_told(
    dualens: Call, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "list.json").write_bytes(content)
    ran = dualens("lists", "import", tmp_path / "list.json")
    assert ran.status == 2
    assert "list.json" in ran.err


def test_a_cache_that_cannot_be_used_costs_no_result(dualens: Call, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"this is no database" * 99)
    ran = dualens("assess", good(tmp_path), "--json", "-", "--cache", tmp_path / "cache")
    assert ran.status == 0
    assert len(ran.objects) == 1


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    """As with ``dualens read … | head``."""
    import subprocess

    from tests.cli.tiny import COMMAND, environment

    process = subprocess.Popen(
        [*COMMAND, "lists", "show", "5A001"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert isinstance(process.stdout, IO) or process.stdout is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.wait(60)


def test_the_sample_is_there() -> None:
    assert SAMPLE.is_file()
