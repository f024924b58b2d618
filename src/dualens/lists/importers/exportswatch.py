"""Annex I as JSON, in the form that the project exports-watch derives from EUR-Lex.

Each entry has a ``verbatim_text``: one paragraph a line, prefixed with its code. Notes are often
glued together, superscripts are lost, and once the items of a note carry codes of provisions.
General notes and definitions have no place among entries and are handed on in ``unparsed``; the
articles and export authorisations that the file also holds are no part of Annex I.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dualens.errors import ListFormatError
from dualens.lists.importers.assembly import CodedLine, EntryBuilder, finish
from dualens.lists.importers.numerals import mend_powers
from dualens.lists.model import ControlList, Entry

_LINE = re.compile(r"(\d[A-E]\d{3}(?:\.(?:[a-z]{1,2}|\d{1,3}))*)(?:\s+(.*))?", re.S)
_ENTRY = re.compile(r"\d[A-E]\d{3}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TABLE = re.compile(r"\bfollowing table\b|\btable\b.{0,40}\bappears? after\b")
_REMEDY = "Get the file annex.json from exports-watch again and import that."


def recognises(start: bytes) -> bool:
    """Whether a file that begins so may be of this form."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def import_json(path: Path) -> ControlList:
    """Reads the JSON.

    Raises:
        ListFormatError: The file is not of this form, or incomplete.
    """
    data = _load(path)
    version, celex = data.get("valid_from"), data.get("celex")
    rows = data.get("entries")
    if not isinstance(rows, list) or not isinstance(celex, str):
        raise ListFormatError(f"{path.name}: this JSON has no entries of Annex I.", _REMEDY)
    if not isinstance(version, str) or not _ISO_DATE.fullmatch(version):
        raise ListFormatError(f"{path.name}: the date of the edition is missing.", _REMEDY)
    unparsed: list[str] = []
    entries = finish(_entries(rows, unparsed, path.name), path.name)
    _check_count(data.get("entry_count"), len(entries), path.name)
    unparsed += _other_texts(data.get("docs"))
    return ControlList(
        id="eu-annex-i",
        version=version,
        jurisdiction="EU",
        title="EU dual-use list (Annex I)",
        reference=f"Regulation (EU) 2021/821, Annex I, CELEX {celex}-{version.replace('-', '')}",
        language="en",
        form="official",
        entries=entries,
        unparsed=tuple(dict.fromkeys(unparsed)),
    )


def _load(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ListFormatError(f"{path.name} is not whole JSON ({error}).", _REMEDY) from error
    if not isinstance(data, dict):
        raise ListFormatError(f"{path.name}: this JSON has no entries of Annex I.", _REMEDY)
    return data


def _check_count(promised: object, found: int, name: str) -> None:
    if isinstance(promised, int) and promised != found:
        raise ListFormatError(
            f"{name}: it promises {promised} entries and has {found}; it is incomplete.", _REMEDY
        )


def _entries(rows: list[Any], unparsed: list[str], name: str) -> Iterator[Entry]:
    seen: set[str] = set()
    for row in rows:
        code = row.get("entry_code") if isinstance(row, dict) else None
        text = row.get("verbatim_text") if isinstance(row, dict) else None
        if not isinstance(code, str) or not isinstance(text, str) or not _ENTRY.fullmatch(code):
            raise ListFormatError(f"{name}: an entry has no code or no text.", _REMEDY)
        if code in seen:
            raise ListFormatError(f"{name}: the entry {code} is given twice.", _REMEDY)
        seen.add(code)
        yield _entry(code, text, unparsed)


def _entry(code: str, text: str, unparsed: list[str]) -> Entry:
    builder = EntryBuilder(code)
    letter = ""
    for raw in filter(None, map(str.strip, text.split("\n"))):
        line, doubtful = mend_powers(raw)
        unparsed += [f"{code}: a superscript may be lost: {place}" for place in doubtful]
        found = _LINE.fullmatch(line)
        if found is None:
            unparsed.append(f"{code}: {line}")
            continue
        mended = _mended_code(found[1], letter)
        if mended != found[1]:
            unparsed.append(f"{found[1]}: the file has lost a letter; read as {mended}.")
        letter = mended.split(".")[1] if "." in mended else letter
        builder.add(CodedLine(mended, (found[2] or "").strip()))
        if _TABLE.search(line) and "|" not in text:
            unparsed.append(f"{found[1]}: the table it refers to is not in the file, or not whole.")
    entry = builder.build()
    unparsed += builder.unparsed
    return entry


def _mended_code(code: str, letter: str) -> str:
    """Puts back the letter that the file loses in 1C010: "1C010.1" after 1C010.e is 1C010.e.1.

    Below a lost letter the numbers run on as well: 1C010.1.2 is 1C010.e.2.
    """
    entry, *labels = code.split(".")
    if not labels or not labels[0].isdigit() or not letter.isalpha():
        return code
    if len(labels) > 1 and labels[1].isdigit():
        del labels[0]
    return ".".join([entry, letter, *labels])


def _other_texts(docs: object) -> list[str]:
    """General notes, definitions and notes of categories, whole."""
    texts: list[str] = []
    for doc in docs if isinstance(docs, list) else []:
        if not isinstance(doc, dict) or str(doc.get("doc_type", "")).startswith("article"):
            continue
        texts.append(f"{doc.get('title', '')}: {doc.get('verbatim_text', '')}")
    return texts
