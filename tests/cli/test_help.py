"""Help comes at once, tells a newcomer how to begin, and a shell can complete."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from dualens.lists import DEFAULT_LIST
from tests.cli.conftest import Call
from tests.cli.tiny import COMMAND, run_program

HEAVY = (
    "numpy", "torch", "spacy", "onnxruntime", "mlflow", "pypdfium2", "pdfplumber", "PIL", "rich",
    "bm25s", "tokenizers", "safetensors", "rapidocr", "jinja2", "xlsxwriter",
)  # fmt: skip
COMMANDS = ["assess", "read", "match", "classify", "lists", "train", "model"]


def test_help_takes_under_a_third_of_a_second() -> None:
    """Processor time, best of five: a busy machine is not the program's fault."""
    best = 9.0
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*COMMAND, "--help"], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, spent)
    assert best < 0.3


@pytest.mark.parametrize("module", ["dualens", "dualens.cli", "dualens.errors"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_help_lists_every_command(dualens: Call) -> None:
    ran = dualens("--help")
    assert ran.status == 0
    assert all(f"  {command} " in ran.out for command in COMMANDS)
    assert "Begin with" in ran.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(dualens: Call, command: str) -> None:
    for option in ("--help", "-h"):
        ran = dualens(command, option)
        assert ran.status == 0
        assert ran.out.startswith(f"Usage: dualens {command}")


@pytest.mark.parametrize("command", ["assess", "match"])
def test_help_of_the_main_commands_shows_examples(home: Path, command: str) -> None:
    ran = run_program(home, command, "--help")
    assert ran.status == 0
    assert "Examples:" in ran.out
    assert f"[default: {DEFAULT_LIST}]" in " ".join(ran.out.split())
    assert max(map(len, ran.out.splitlines())) <= 100
    if command == "assess":
        assert "Exit status: 0" in ran.out
        assert "--resume" in ran.out


def test_the_version_is_shown(dualens: Call) -> None:
    from dualens import __version__

    assert dualens("--version").out == f"dualens {__version__}\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("dualens ass", "assess"),
        ("dualens assess --xl", "--xlsx"),
        ("dualens match --list ti", "tiny"),
    ],
)
def test_a_shell_can_complete(home: Path, words: str, expected: str) -> None:
    count = str(len(words.split()) - 1)
    ran = run_program(
        home, env={"_DUALENS_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": count}
    )
    assert expected in ran.out.split()


def test_the_model_card_is_shown(dualens: Call) -> None:
    ran = dualens("model")
    assert ran.status == 0
    assert ran.out.startswith("#")


def test_lists_and_entries_are_shown(dualens: Call) -> None:
    ran = dualens("lists", "show")
    assert "eu-annex-i@2025-11-15  digest" in ran.out
    assert "tiny@2026-01-01" in ran.out
    ran = dualens("lists", "show", "4A005")
    assert ran.out.startswith("4A005  ")
