"""Annex I from Formex 4, the XML in which the Publications Office keeps EU law.

``NP`` holds a label (``NO.P``) and its text (``TXT``), ``LIST`` and ``ITEM`` nest them. No such
file of Annex I was at hand: this follows the published schema (formex.publications.europa.eu) and
is tested on files written in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from dualens.errors import ListFormatError
from dualens.lists.importers.blocks import Block, clean, labelled, list_of, paragraph
from dualens.lists.importers.numerals import raised
from dualens.lists.importers.xml_file import read_xml
from dualens.lists.model import ControlList

_BLOCKS = frozenset(
    "P TXT NP LIST ITEM TI STI TITLE GR.SEQ CONTENTS ANNEX TBL CORPUS ROW CELL GR.TBL".split()
)
_LEFT_OUT = frozenset({"NOTE", "BIB.INSTANCE", "INFO.CONSLEG", "INFO.PROD", "FAM.COMP"})
_REMEDY = "Get the consolidated text in English as Formex from EUR-Lex again and import that."


def recognises(start: bytes) -> bool:
    """Whether a file that begins so may be of this form."""
    return b"<CONS.ACT" in start or b"formex" in start.lower()


def import_formex(path: Path) -> ControlList:
    """Reads the XML.

    Raises:
        ListFormatError: The file is no consolidated act in English, or Annex I is not whole in it.
    """
    root = read_xml(path, _REMEDY)
    about = root.find(".//INFO.CONSLEG")
    given = about.attrib if about is not None else {}
    reference = given.get("CONSLEG.REF", "")
    date = given.get("START.DATE") or given.get("CONSLEG.DATE", "")
    if not re.fullmatch(r"\d{4}R\d{4}", reference) or not re.fullmatch(r"\d{8}", date):
        raise ListFormatError(f"{path.name} is no consolidated act.", _REMEDY)
    language = root.findtext(".//LG.DOC", "EN").strip()
    if language != "EN":
        raise ListFormatError(f"{path.name} is in {language}, not in English.", _REMEDY)
    version = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    return list_of(_blocks(root), f"0{reference}", version, path.name)


def _blocks(element: Element) -> Iterator[Block]:
    text = element.text or ""
    for child in element:
        if _left_out(child) or not _holds_blocks(child):
            text = _with(text, child)
            continue
        yield from paragraph(text)
        text = child.tail or ""
        yield from _block(child)
    yield from paragraph(text)


def _holds_blocks(element: Element) -> bool:
    return element.tag in _BLOCKS or any(_holds_blocks(child) for child in element)


def _block(element: Element) -> Iterator[Block]:
    if element.tag == "NP":
        label = element.find("NO.P")
        inner = [b for child in element if child is not label for b in _block(child)]
        yield labelled(_text(label) if label is not None else "", inner)
    elif element.tag == "ROW":
        yield Block("", clean(" | ".join(_text(cell) for cell in element)))
    else:
        yield from _blocks(element)


def _left_out(element: Element) -> bool:
    """Footnotes and what is said about the file; comments have no name."""
    return element.tag in _LEFT_OUT or not isinstance(element.tag, str)


def _text(element: Element) -> str:
    text = element.text or ""
    for child in element:
        text = _with(text, child)
    return text


def _with(before: str, child: Element) -> str:
    """A text, an element and what follows it: powers as 10^9 and m², blocks apart from it."""
    after = child.tail or ""
    if _left_out(child):
        return before + after
    if child.tag == "HT" and child.get("TYPE") == "SUP":
        return raised(before, clean(_text(child))) + after
    gap = " " if child.tag in _BLOCKS else ""
    return f"{before}{gap}{_text(child)}{gap}{after}"
