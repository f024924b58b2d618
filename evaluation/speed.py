"""Whole assessments against pdfplumber's ``extract_words``, page for page, in one run."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dualens.assessment import Assessor
from dualens.documents import ReaderPool, Unreadable
from evaluation.documents import SHARED

ROUNDS = 1


@dataclass(frozen=True, slots=True)
class Report:
    """Pages per second of both, on two cores, and the ratio."""

    pages: int
    ours: float
    pdfplumber: float

    @property
    def ratio(self) -> float:
        """How many times as fast as reading alone is with pdfplumber."""
        return self.ours / self.pdfplumber


def run(model: Path | None = None, folder: Path = SHARED / "pdf") -> Report | None:
    """Measures both in turn, warm; None where the PDFs are not there."""
    files = [path for path in sorted(folder.glob("*.pdf")) if _has_text(path)]
    if not files:
        return None
    assessor = Assessor.load(model)
    best_ours = best_other = float("inf")
    pages = 0
    with ReaderPool(jobs=2) as pool, ProcessPoolExecutor(2) as others:
        list(pool.read_many(files[:4]))
        list(others.map(_pdfplumber_pages, files[:2]))
        for _ in range(ROUNDS):
            start = time.perf_counter()
            pages = 0
            for result in pool.read_many(files):
                if not isinstance(result, Unreadable):
                    assessor.assess(result)
                    pages += len(result.pages)
            best_ours = min(best_ours, time.perf_counter() - start)
            start = time.perf_counter()
            other_pages = sum(others.map(_pdfplumber_pages, files))
            best_other = min(best_other, (time.perf_counter() - start) * pages / other_pages)
    return Report(pages, pages / best_ours, pages / best_other)


def _has_text(path: Path) -> bool:
    """Whether a PDF has a text layer: optical recognition is not compared here."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        return any(page.get_textpage().count_chars() > 20 for page in list(pdf)[:5])
    finally:
        pdf.close()


def _pdfplumber_pages(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.close()
        return len(pdf.pages)
