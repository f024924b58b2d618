"""The wheel: what it carries, and that a fresh install assesses PDFs with the cable unplugged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpora" / "samples"
CONSTRAINTS = ROOT / "constraints.txt"
WITH_TEXT, SCAN = "cadorin-tp-500.pdf", "kestrelmoor-sg-220.pdf"

NO_SOCKETS = '''\
"""Read by Python at its start: nothing in this process reaches a network."""

import socket


def _refused(*arguments, **more):
    raise OSError("no network in this test")


socket.getaddrinfo = _refused
socket.socket.connect = _refused
socket.socket.connect_ex = _refused
socket.socket.sendto = _refused
'''
PROBE = "import socket; socket.create_connection(('192.0.2.1', 9), 5)"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)]
    _run(command, _environment(PIP_CONSTRAINT=str(CONSTRAINTS)))
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment that holds the wheel and nothing else."""
    place = tmp_path_factory.mktemp("fresh") / "venv"
    _run([sys.executable, "-m", "venv", str(place)], _environment())
    programs = place / "bin"
    install = [programs / "python", "-m", "pip", "install", "-q", "-c", CONSTRAINTS, wheel]
    _run(list(map(str, install)), _environment())
    return programs


@pytest.fixture(scope="module")
def unplugged(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, str]]:
    """What to put before a command, and its environment, so that it has no network."""
    for command in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        if shutil.which("unshare") and _succeeds([*command, "true"]):
            return command, _environment()
    folder = tmp_path_factory.mktemp("no-sockets")
    (folder / "sitecustomize.py").write_text(NO_SOCKETS, encoding="utf-8")
    return [], _environment(PYTHONPATH=str(folder))


def test_carries_what_an_assessment_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("dualens/_shipped/models/default/model.json"))
    shipped = {name.removeprefix("dualens/_shipped/") for name in names if "/_shipped/" in name}

    assert {f"models/default/{name}" for name in manifest["files"]} <= shipped
    assert "models/default/MODEL_CARD.md" in shipped
    assert "corpora/taxonomy.json" in shipped
    in_checkout = {str(p.relative_to(ROOT)) for p in (ROOT / "corpora/lists").glob("*/*.json")}
    assert in_checkout
    assert in_checkout <= shipped
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_carries_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}

    assert tops == {"dualens", next(top for top in tops if top.endswith(".dist-info"))}
    folders = {part for name in names for part in Path(name).parent.parts}
    assert not folders & {"tests", "passages", "products", "samples", "evaluation", "notebooks"}
    assert not [n for n in names if n.endswith((".pyc", ".pkl", ".pickle", ".db", ".partial"))]


def test_a_plain_install_brings_no_torch(installed: Path) -> None:
    """Nor anything else that only training needs."""
    code = (
        "import importlib.util as u, json;"
        "names = ['torch', 'transformers', 'sentence_transformers', 'mlflow', 'sklearn', 'pytest'];"
        "print(json.dumps([n for n in names if u.find_spec(n)]))"
    )
    found = _run([str(installed / "python"), "-c", code], _environment())
    assert json.loads(found.stdout) == []


def test_assesses_without_network(
    installed: Path, unplugged: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    """A PDF with a text layer, and a scan: the recognition carries its models too."""
    before, environment = unplugged
    assert not _succeeds([*before, str(installed / "python"), "-c", PROBE], environment)
    files = [str(SAMPLES / name) for name in (WITH_TEXT, SCAN)]
    assess = [*before, str(installed / "dualens"), "assess", *files, "--json", "-", "--jobs", "1"]
    environment |= {"HOME": str(tmp_path), "DUALENS_HOME": str(tmp_path / "dualens")}

    ran = _run(assess, environment, cwd=tmp_path)

    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [row["document"]["name"] for row in rows] == [WITH_TEXT, SCAN]
    assert [row["document"]["ocr"] for row in rows] == [False, True]
    for row in rows:
        assert row["status"] == "assessed", row["error"]
        assert len(row["flags"]) == 15
        assert row["matches"]
        assert row["made_with"]["lists"]


@pytest.mark.parametrize(
    "arguments", [["--version"], ["model"], ["lists", "show"], ["lists", "show", "5A001.j"]]
)
def test_other_commands_work_outside_the_checkout(
    installed: Path, tmp_path: Path, arguments: Sequence[str]
) -> None:
    ran = _run([str(installed / "dualens"), *arguments], _environment(), cwd=tmp_path)
    assert ran.stdout.strip()


def _environment(**more: str) -> dict[str, str]:
    """This environment without what would lead a child back to the checkout."""
    left_out = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DUALENS_HOME"}
    return {k: v for k, v in os.environ.items() if k not in left_out} | more


def _run(
    command: Sequence[str], environment: Mapping[str, str], cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        command, env=dict(environment), cwd=cwd, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout[-2000:]}\n{ran.stderr[-4000:]}"
    return ran


def _succeeds(command: Sequence[str], environment: Mapping[str, Any] | None = None) -> bool:
    ran = subprocess.run(
        command, env=environment and dict(environment), capture_output=True, check=False
    )
    return ran.returncode == 0
