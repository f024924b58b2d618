"""The program called within the test's process, with a small list and a model loaded once."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from dualens.assessment import Assessor
from dualens.cli import main
from dualens.resources import shipped
from tests.cli.tiny import Ran, make_home

_LOADED: dict[object, Assessor] = {}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped model, so that training a new one does not disturb the tests."""
    return Path(shutil.copytree(shipped("models/default"), tmp_path_factory.mktemp("m") / "model"))


@pytest.fixture
def dualens(
    home: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Calls the program; assessing takes the list of two entries unless another is named."""
    monkeypatch.setenv("DUALENS_HOME", str(home))
    load = Assessor.load

    def load_once(named: Path | None = None, lists: object = (), *, cache: object = None) -> object:
        key = (named, tuple(lists), cache)  # type: ignore[arg-type]
        if named is not None or key not in _LOADED:
            _LOADED[key] = load(named or model, lists, cache=cache)  # type: ignore[arg-type]
        return _LOADED[key]

    monkeypatch.setattr(Assessor, "load", load_once)

    def call(*arguments: object) -> Ran:
        given = [str(argument) for argument in arguments]
        if given[0] in ("assess", "match") and "--list" not in given:
            given[1:1] = ["--list", "tiny"]
        if given[0] == "assess" and "--jobs" not in given:
            given[1:1] = ["--jobs", "1"]
        monkeypatch.setattr("sys.argv", ["dualens", *given])
        before = signal.getsignal(signal.SIGTERM)
        capfd.readouterr()
        status: object = 0
        try:
            main()
        except SystemExit as ended:
            status = ended.code
        finally:
            signal.signal(signal.SIGTERM, before)
        said = capfd.readouterr()
        assert "Traceback" not in said.err + said.out
        assert isinstance(status, int) or status is None
        return Ran(status or 0, said.out, said.err)

    return call


Call = Callable[..., Ran]
