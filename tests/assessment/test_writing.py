"""Outputs appear whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dualens.assessment import check_writable, written_aside
from dualens.errors import OutputError


def break_off(path: Path, error: BaseException) -> None:
    with written_aside(path) as aside:
        aside.write_text("half")
        raise error


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with written_aside(path) as aside:
        aside.write_text("new")
        assert not path.exists()
        assert aside.parent == tmp_path
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_what_was_there_stays_when_writing_is_broken_off(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    with pytest.raises(error):
        break_off(path, error())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with pytest.raises(OutputError) as caught:
        break_off(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert "No space left on device" in str(caught.value)
    assert "nothing half-written was left" in caught.value.remedy
    assert not list(tmp_path.iterdir())


def test_nothing_is_made_where_nothing_was_written(tmp_path: Path) -> None:
    with written_aside(tmp_path / "out"):
        pass
    assert not list(tmp_path.iterdir())


def test_checking_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "out"
    check_writable(path)
    assert not list(tmp_path.iterdir())
    path.write_text("old")
    check_writable(path)
    assert path.read_text() == "old"


def test_a_name_as_long_as_the_system_takes_is_written(tmp_path: Path) -> None:
    for name in ("n" * 255, "设" * 85):
        check_writable(tmp_path / name)
        with written_aside(tmp_path / name) as aside:
            aside.write_text("x")
        assert (tmp_path / name).is_file()


def test_a_name_longer_than_that_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="name too long"):
        check_writable(tmp_path / ("n" * 256))


def test_a_pipe_gets_the_whole_content(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    check_writable(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    with written_aside(pipe) as aside:
        aside.write_text("whole")
    assert reader.communicate(timeout=20)[0] == b"whole"
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody without rights")
def test_a_folder_without_permission_is_refused_to_anybody_else(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from dualens.assessment import check_writable\n"
        "from dualens.errors import OutputError\n"
        "os.chdir('/'); os.setegid(65534); os.seteuid(65534)\n"
        "try: check_writable(Path(sys.argv[1]))\n"
        "except OutputError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "/usr/dualens-out"], capture_output=True, text=True, check=True
    )
    assert "/usr/dualens-out could not be written: Permission denied." in done.stdout
