"""Which files a command means; how documents travel; a light import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dualens.documents import collect, wire
from dualens.documents.limits import Limits
from dualens.documents.reader import read_document
from dualens.errors import UsageError

from .make import text_pdf


def test_folders_are_searched_and_files_taken_once(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.PDF", "sub/c.txt", "sub/no.docx", ".hidden/d.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = collect([tmp_path, tmp_path / "b.pdf", tmp_path / "sub" / "no.docx"])
    names = [str(path.relative_to(tmp_path)) for path in found]
    assert names == ["a.PDF", "b.pdf", "sub/c.txt", "sub/no.docx"]


def test_a_missing_path_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        collect([tmp_path / "none"])
    with pytest.raises(UsageError, match="No documents"):
        collect([tmp_path])


def test_a_document_survives_the_wire() -> None:
    data = text_pdf("A heading", "", "Some words of it. And \ufb01ne words more.")
    document = read_document(data, "a.pdf", Limits())
    header, body = wire.encode(document)
    back = wire.decode(header, body)
    assert back.passages == document.passages
    assert back.sha256 == document.sha256
    for one, other in zip(back.pages, document.pages, strict=True):
        assert one.words == other.words
        assert (one.boxes == other.boxes).all()
        assert (one.glue == other.glue).all()
        assert (one.block == other.block).all()
    with pytest.raises(wire.WireError):
        wire.decode(header, body[:20])


def test_importing_the_package_is_light() -> None:
    code = (
        "import sys, dualens.documents; "
        "print([m for m in ('pypdfium2', 'spacy', 'rapidocr', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
