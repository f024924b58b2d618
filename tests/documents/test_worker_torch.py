"""What else a user has installed does not change how files are read."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("torch", reason="needs torch, which a user may have installed")

CODE = """
from dualens.documents.worker import do_without_torch
do_without_torch()
import spacy
from thinc.compat import has_torch
print(has_torch, spacy.blank("en").lang)
"""


def test_the_reader_does_without_torch_even_where_it_is_installed() -> None:
    """Its mapped gigabytes would count against the memory that a file may take."""
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "en"]
