"""``python -m evaluation [SUITE…]`` runs the suites and writes the results page.

Suites: agreement, classification, contrast, documents, evidence, reading, retrieval, speed; all by
default. Results are kept in ``results.json`` beside this file, so that a suite can be run
alone; the page is made of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dualens.resources import shipped
from evaluation import (
    agreement,
    card,
    classification,
    contrast,
    documents,
    evidence,
    page,
    reading,
    retrieval,
    speed,
)
from evaluation.plain import as_plain

HERE = Path(__file__).parent
SUITES: dict[str, Callable[[], object]] = {
    "agreement": agreement.run,
    "classification": classification.run,
    "contrast": contrast.run,
    "documents": documents.run,
    "evidence": evidence.run,
    "reading": reading.run,
    "retrieval": retrieval.run,
    "speed": speed.run,
}


def main(names: list[str]) -> None:
    """Runs the suites named, all of them if none is, and writes the page."""
    unknown = set(names) - set(SUITES)
    if unknown:
        sys.exit(f"No such suite: {', '.join(sorted(unknown))}. There are {', '.join(SUITES)}.")
    path = HERE / "results.json"
    results: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    for name in names or list(SUITES):
        print(f"{name} …", flush=True)
        report = SUITES[name]()
        if report is None:
            print(f"{name}: skipped, its documents are not on this machine")
            continue
        results[name] = as_plain(report)
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (HERE / "RESULTS.md").write_text(page.render(results), "utf-8")
    written = card.write_card(shipped("models/default"), results)
    print(f"Written: {HERE / 'RESULTS.md'} and {written}")


if __name__ == "__main__":
    main(sys.argv[1:])
