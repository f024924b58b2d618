"""Speed of reading, measured side by side: ours, pdfplumber's and poppler's on the same pages.

    python -m evaluation.reading [--folder ../shared/documents/pdf] [--pages 4]

Prints one JSON object. All tools run pinned to one core, one after the other on each file, so that
what else the machine does meets them alike; CPU time counts, of child processes as well. Ours is
warm (libraries loaded); pdftotext is one process a file, as it is used. Files whose pages are
pictures are left out: no tool but ours reads these.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from dualens.documents import letters
from dualens.documents.layout import arrange, body_height
from dualens.documents.limits import Limits
from dualens.documents.passages import cut_passages
from dualens.documents.pdf import PdfFile, RawPage

SHARED = Path(__file__).parents[2] / "shared" / "documents" / "pdf"
BARS = {"words / pdfplumber": 20.0, "words / pdftotext": 0.9, "read / pdftotext": 0.5}


def cpu_seconds(call: Callable[[], object]) -> float:
    """CPU time of a call and of the processes that it started and waited for."""

    def used() -> float:
        own, children = (
            resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    before = used()
    call()
    return used() - before


def words_of(path: Path, most: int) -> list[RawPage]:
    """Words and boxes of the first pages, in this process."""
    with PdfFile(path.read_bytes(), Limits()) as pdf:
        return [pdf.read_page(number) for number in range(1, min(pdf.page_count, most) + 1)]


def read_whole(path: Path, most: int) -> None:
    """Words, boxes, layout and passages of the first pages."""
    raw = words_of(path, most)
    body = body_height(raw)
    cut_passages([arrange(page, body) for page in raw], "en")


def read_pdfplumber(path: Path, most: int) -> None:
    """The same with pdfplumber's extract_words."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages[:most]:
            page.extract_words()
            page.close()


def read_poppler(path: Path, most: int) -> None:
    """The same with poppler's pdftotext -bbox."""
    command = ["pdftotext", "-q", "-bbox", "-l", str(most), str(path), "-"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def measure(folder: Path, most: int) -> dict[str, object]:
    """Pages a second of each tool over the PDFs of a folder, and the ratios."""
    tools: dict[str, Callable[[Path, int], object]] = {
        "words": words_of,
        "read": read_whole,
        "pdfplumber": read_pdfplumber,
    }
    if shutil.which("pdftotext"):
        tools["pdftotext"] = read_poppler
    letters.unit_table()
    paths = sorted(folder.glob("*.pdf"))
    read_whole(paths[0], most)
    read_pdfplumber(paths[0], 1)
    spent = dict.fromkeys(tools, 0.0)
    pages = files = 0
    for path in paths:
        raw = words_of(path, most)
        if sum(len(page.words.texts) for page in raw) < 5 * len(raw):
            continue
        pages, files = pages + len(raw), files + 1
        for name, tool in tools.items():
            spent[name] += cpu_seconds(lambda tool=tool, path=path: tool(path, most))  # type: ignore[misc]
    speed = {name: pages / seconds for name, seconds in spent.items()}
    ratios = {
        bar: round(speed[ours] / speed[theirs], 2)
        for bar in BARS
        for ours, theirs in [bar.split(" / ")]
        if theirs in speed
    }
    return {
        "files": files,
        "pages": pages,
        "pages_per_second": {name: round(value, 1) for name, value in speed.items()},
        "ratios": ratios,
        "bars": {bar: BARS[bar] for bar in ratios},
        "met": {bar: ratio >= BARS[bar] for bar, ratio in ratios.items()},
    }


def run(most: int = 4) -> dict[str, object] | None:
    """The suite, on one core, in a process of its own; None where the PDFs are not there."""
    if not SHARED.is_dir():
        return None
    command = [sys.executable, "-m", "evaluation.reading", "--pages", str(most)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    measured: dict[str, object] = json.loads(done.stdout)
    return measured


def main() -> int:
    """Measures and prints; status 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--folder", type=Path, default=SHARED)
    parser.add_argument("--pages", type=int, default=4, help="first pages of each file")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    result = measure(arguments.folder, arguments.pages)
    print(json.dumps(result, indent=2))
    met = result["met"]
    return 0 if isinstance(met, dict) and all(met.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
