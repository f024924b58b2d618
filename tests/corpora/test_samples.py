"""The sample documents: they open, their labels hold, and the generator writes these bytes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"
LABELS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "labels.jsonl").read_text(encoding="utf-8").splitlines()
]
SCANS = {row["file"] for row in LABELS if row["layout"] == "scan"}
IDS = [row["file"] for row in LABELS]


def fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u00ad\u0002\ufffe\u2010-]", "", text)


def page_texts(path: Path) -> list[str]:
    document = pdfium.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SAMPLES / "generate.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_pdf_has_one_label() -> None:
    assert sorted(IDS) == sorted(path.name for path in SAMPLES.glob("*.pdf"))


def test_there_are_enough_of_each_side() -> None:
    offering = [row for row in LABELS if row["capabilities"]]
    assert len(LABELS) >= 24
    assert len({row["language"] for row in LABELS}) >= 8
    assert len(offering) * 2 == len(LABELS)


def test_every_capability_occurs() -> None:
    taxonomy = json.loads((SAMPLES.parent / "taxonomy.json").read_text(encoding="utf-8"))
    known = {row["id"] for row in taxonomy["capabilities"]}
    assert {name for row in LABELS for name in row["capabilities"]} == known


def test_vendors_are_distinct() -> None:
    assert len({row["vendor"] for row in LABELS}) == len(LABELS)


def test_sizes() -> None:
    sizes = [path.stat().st_size for path in SAMPLES.glob("*.pdf")]
    assert max(sizes) < 400_000
    assert sum(sizes) < 5_000_000


@pytest.mark.parametrize("row", LABELS, ids=IDS)
def test_opens_and_quotes_are_on_their_pages(row: dict[str, Any]) -> None:
    pages = page_texts(SAMPLES / row["file"])
    assert 1 <= len(pages) <= 9
    assert {item["capability"] for item in row["evidence"]} == set(row["capabilities"])
    if row["file"] in SCANS:
        assert not "".join(pages).strip()
        return
    assert all(text.strip() for text in pages)
    for item in row["evidence"]:
        assert fold(item["quote"]) in fold(pages[item["page"] - 1])


def test_special_pages() -> None:
    turned = pdfium.PdfDocument(SAMPLES / "peregrine-bay-satcollect.pdf")
    assert [page.get_rotation() for page in turned] == [0, 90]
    cropped = pdfium.PdfDocument(SAMPLES / "cadorin-tp-500.pdf")
    assert all(page.get_cropbox() != page.get_mediabox() for page in cropped)


def test_missing_fonts_are_named(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    done = generate("--fonts", str(tmp_path), "--out", str(tmp_path))
    assert done.returncode == 2
    assert "LiberationSans-Regular.ttf" in done.stderr
    assert "--fonts" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_generator_writes_these_bytes(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    versions = generate("--versions")
    if versions.returncode:
        pytest.skip(versions.stderr.strip())
    made_with = json.loads((SAMPLES / "made-with.json").read_text(encoding="utf-8"))
    if json.loads(versions.stdout) != made_with:
        pytest.skip("other fonts or library versions than made-with.json names")
    done = generate("--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (SAMPLES / path.name).read_bytes(), path.name
    assert {path.name for path in tmp_path.glob("*.pdf")} == set(IDS)
