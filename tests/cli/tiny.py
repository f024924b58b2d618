"""A control list of two entries and the ways to call the program, for tests that must be quick."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dualens.lists import load_list, save_list_file

SAMPLES = Path(__file__).parents[2] / "corpora" / "samples"
SAMPLE = SAMPLES / "millbeck-depot.pdf"
COMMAND = [sys.executable, "-m", "dualens"]
LIST = "tiny"


def make_home(folder: Path) -> Path:
    """A user's folder with a list of two entries, quick to load."""
    whole = load_list()
    entries = tuple(entry for entry in whole.entries if entry.code in ("4A005", "9A012"))
    place = folder / "lists" / LIST
    place.mkdir(parents=True)
    save_list_file(
        replace(whole, id=LIST, version="2026-01-01", entries=entries), place / "2026-01-01.json"
    )
    return folder


@dataclass(frozen=True)
class Ran:
    """What a call came to."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        return [json.loads(line) for line in self.out.split("\n") if line]


def environment(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "DUALENS_HOME": str(home), "OMP_NUM_THREADS": "1", **more}


def run_program(home: Path, *arguments: object, **more: Any) -> Ran:
    """Runs the program in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *map(os.fspath, map(_plain, arguments))],
        env=environment(home, **more.pop("env", {})),
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        timeout=300,
        **more,
    )
    return Ran(
        done.returncode,
        (done.stdout or b"").decode("utf-8", "surrogateescape"),
        done.stderr.decode("utf-8", "replace"),
    )


def _plain(argument: object) -> str | bytes:
    return argument if isinstance(argument, (str, bytes)) else str(argument)


def interrupt_after_first(home: Path, arguments: list[str], number: int = signal.SIGINT) -> Ran:
    """Starts a run and sends it a signal after its first line of progress."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job ignores Ctrl-C, and its children inherit that; a user's does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if line.startswith("Assessing 1 of"):
            process.send_signal(number)
            break
    out, rest = process.communicate(timeout=120)
    return Ran(process.returncode, out, said + rest)
