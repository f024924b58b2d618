"""Reads the content files of the samples: a header of ``key: value`` lines, then blocks.

Blocks, one line each unless said otherwise::

    # title        ## heading       ### minor heading    @ line under the title
    - bullet       1. numbered      > boxed line         ~ small print
    | a | b        a row of a ruled table, the first row being its header
    : a | b        a row of aligned columns without rules, likewise
    $ name         a product's bar (catalogues)
    ! kind text    a figure: device, chain, bars, antenna, screen
    ===            next page        +++  next column     %% layout  switch page layout
    anything else  a paragraph

``[[capability|words]]`` marks words that offer a capability. The marks are not printed; they
become the evidence in labels.jsonl.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

MARK = re.compile(r"\[\[([a-z-]+)\|(.+?)\]\]")
PREFIXES = {
    "# ": "title",
    "## ": "heading",
    "### ": "minor",
    "@ ": "lead",
    "- ": "bullet",
    "> ": "box",
    "~ ": "small",
    "$ ": "product",
    "! ": "figure",
    "%% ": "switch",
}


@dataclass(frozen=True)
class Block:
    """One block: its kind and its text, or its rows where it is a table."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass
class Sample:
    """One content file: what the header says, the blocks, and the marked evidence."""

    name: str
    meta: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)

    def get(self, key: str, default: str = "") -> str:
        """Returns a header value, or the default where the header has none."""
        return self.meta.get(key, default)


def read(path: Path) -> Sample:
    """Reads one content file."""
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    meta = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    sample = Sample(path.stem, meta)
    for line in body.splitlines():
        if line.strip():
            _add(sample, line.strip())
    return sample


def _add(sample: Sample, line: str) -> None:
    """Adds one line, joining table rows that follow each other."""
    sample.evidence.extend((m.group(1), m.group(2)) for m in MARK.finditer(line))
    line = MARK.sub(lambda m: m.group(2), line)
    if line in ("===", "+++"):
        sample.blocks.append(Block("page" if line == "===" else "column"))
        return
    if line.startswith(("| ", ": ")):
        kind = "ruled" if line[0] == "|" else "aligned"
        row = tuple(re.split(r"\s*\|\s*", line[2:].removesuffix("|").rstrip()))
        last = sample.blocks[-1] if sample.blocks else None
        if last is not None and last.kind == kind:
            sample.blocks[-1] = Block(kind, rows=(*last.rows, row))
        else:
            sample.blocks.append(Block(kind, rows=(row,)))
        return
    for prefix, kind in PREFIXES.items():
        if line.startswith(prefix):
            sample.blocks.append(Block(kind, line[len(prefix) :]))
            return
    kind = "numbered" if re.match(r"\d+\. ", line) else "text"
    sample.blocks.append(Block(kind, line))
