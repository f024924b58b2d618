"""What a program that imports Dualens can rely on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dualens

SAMPLE = Path(__file__).parents[1] / "corpora" / "samples" / "millbeck-depot.pdf"


@pytest.mark.parametrize("name", dualens.__all__)
def test_every_promised_name_is_there_and_explained(name: str) -> None:
    thing = getattr(dualens, name)
    assert name == "__version__" or thing.__doc__
    assert name in dir(dualens)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = dualens.nonsense


def test_star_import_gives_the_promised_names() -> None:
    code = "from dualens import *; print(Assessor, read, load_list)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_two_lines_of_the_readme_read_a_document() -> None:
    document = dualens.read(SAMPLE)
    assert isinstance(document, dualens.Document)
    assert document.pages
    assert isinstance(document.passages[0], dualens.Passage)
    assert document.passages[0].text


def test_a_list_is_loaded_by_its_name() -> None:
    control_list = dualens.load_list("eu-annex-i")
    entry = control_list.entry("5A001")
    assert isinstance(entry, dualens.Entry)
    assert isinstance(entry.provisions[0], dualens.Provision)


def test_every_error_is_one_tree_with_a_status() -> None:
    from dualens import errors

    kinds = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert len(kinds) > 5
    for kind in kinds:
        assert issubclass(kind, dualens.DualensError)
        assert kind.exit_status in (1, 2)


def test_a_missing_file_is_an_error_of_that_tree(tmp_path: Path) -> None:
    with pytest.raises(dualens.DualensError):
        dualens.read(tmp_path / "none.pdf")


@pytest.mark.slow
def test_assess_takes_a_path_and_gives_an_assessment() -> None:
    made = dualens.assess(SAMPLE)
    assert isinstance(made, dualens.Assessment)
    assert made.as_dict()["document"]["name"] == SAMPLE.name
