"""Annex I from Formex 4, the XML in which the Publications Office keeps EU law.

``NP`` holds a label (``NO.P``) and its text (``TXT``), ``LIST`` and ``ITEM`` nest them. No such
file of Annex I was at hand: this follows the published schema (formex.publications.europa.eu) and
is tested on files written in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from dualens.errors import ListFormatError
from dualens.lists.importers.blocks import Block, clean, list_of
from dualens.lists.importers.numerals import raised
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
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except ElementTree.ParseError as error:
        raise ListFormatError(f"{path.name} is no whole XML ({error}).", _REMEDY) from error
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
    return list_of(list(_blocks(root)), f"0{reference}", version, path.name)


def _blocks(element: Element) -> Iterator[Block]:
    words = [element.text or ""]
    for child in element:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            words.append(child.tail or "")
            continue
        if not _holds_blocks(child):
            words[:] = [_with(words, child)]
            continue
        yield from _paragraph(words)
        words = [child.tail or ""]
        yield from _block(child)
    yield from _paragraph(words)


def _paragraph(words: list[str]) -> Iterator[Block]:
    text = clean("".join(words))
    if text:
        yield Block("", text)


def _holds_blocks(element: Element) -> bool:
    return element.tag in _BLOCKS or any(_holds_blocks(child) for child in element)


def _block(element: Element) -> Iterator[Block]:
    if element.tag == "NP":
        label = element.find("NO.P")
        inner = [b for child in element if child is not label for b in _block(child)]
        own = inner.pop(0).text if inner and not inner[0].label and not inner[0].inner else ""
        yield Block(clean(_text(label)) if label is not None else "", own, inner)
    elif element.tag == "ROW":
        yield Block("", clean(" | ".join(_text(cell) for cell in element)))
    else:
        yield from _blocks(element)


def _with(words: list[str], child: Element) -> str:
    """What stands before an inline element, the element, and what follows it."""
    before = "".join(words)
    if child.tag == "HT" and child.get("TYPE") == "SUP":
        return raised(before, clean(_text(child))) + (child.tail or "")
    return before + _text(child) + (child.tail or "")


def _text(element: Element) -> str:
    words = [element.text or ""]
    for child in element:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            words.append(child.tail or "")
        else:
            gap = " " if child.tag in _BLOCKS else ""
            words[:] = [_with([*words, gap], child) + gap]
    return "".join(words)
