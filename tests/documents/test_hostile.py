"""All of ../shared/hostile-pdf is answered as its provenance says."""

from __future__ import annotations

import csv

from dualens.documents import Document, ReaderPool
from dualens.errors import FailureKind

from .make import HOSTILE, needs_hostile

MARKS = ("\ufffe", "\x02", "\x00", "(cid:")


@needs_hostile
def test_every_hostile_file_is_answered() -> None:
    with (HOSTILE / "PROVENANCE.csv").open(encoding="utf-8") as stream:
        expected = {row["file"]: row["expected"] for row in csv.DictReader(stream)}
    names = sorted(expected)
    wrong = []
    with ReaderPool(2) as pool:
        for name, result in zip(names, pool.read_many(HOSTILE / n for n in names), strict=True):
            if isinstance(result, Document) or result.kind is FailureKind.NO_TEXT:
                got = {"ok"}  # it was opened and looked at; that there is no text is an answer
            elif result.kind is FailureKind.ENCRYPTED:
                got = {"password", "error"}
            else:
                got = {"error"}
            if not got & set(expected[name].split("|")):
                wrong.append((name, expected[name], result))
            if isinstance(result, Document):
                text = "".join(page.text for page in result.pages)
                assert not any(mark in text for mark in MARKS), name
    assert not wrong
    assert len(names) == 143
