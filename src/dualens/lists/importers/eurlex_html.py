"""Annex I from the consolidated HTML of EUR-Lex, in English.

A label and what it labels stand in the two columns of a grid (``grid-list-column-1`` and ``-2``)
or, in older texts, in the two cells of a table row; both nest. No such file was at hand: this
follows the markup that others who read EUR-Lex describe, and is tested on files written in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from dualens.errors import ListFormatError
from dualens.lists.importers.blocks import Block, clean, labelled, list_of, paragraph
from dualens.lists.importers.numerals import raised
from dualens.lists.model import ControlList

_EDITION = re.compile(r"(0\d{4}R\d{4})\s*[—–-]\s*EN\s*[—–-]\s*(\d{2})\.(\d{2})\.(\d{4})")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_IGNORED = frozenset({"head", "script", "style", "title"})
_BLOCKS = frozenset("p div table tbody thead tr td th ul ol li h1 h2 h3 h4 h5 h6 section".split())
_RAISED = frozenset({"super", "oj-super", "oj-sup"})
_LONGEST_LABEL = 24
_REMEDY = "Get the consolidated text in English from EUR-Lex again and import that."


@dataclass(slots=True)
class _Node:
    tag: str
    classes: frozenset[str] = frozenset()
    children: list[_Node | str] = field(default_factory=list)

    def nodes(self) -> Iterator[_Node]:
        return (child for child in self.children if isinstance(child, _Node))


class _Tree(HTMLParser):
    """Builds nodes; EUR-Lex closes what it opens."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("root")
        self._open = [self.root]
        self.closed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = frozenset((dict(attrs).get("class") or "").split())
        node = _Node(tag, classes)
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        self.closed = self.closed or tag == "html"
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def recognises(start: bytes) -> bool:
    """Whether a file that begins so may be of this form."""
    return b"<html" in start.lower()


def import_html(path: Path) -> ControlList:
    """Reads the HTML.

    Raises:
        ListFormatError: The file is no consolidated text of EUR-Lex, or Annex I is not whole in it.
    """
    tree = _Tree()
    try:
        tree.feed(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ListFormatError(f"{path.name} is not in UTF-8.", _REMEDY) from error
    if not tree.closed:
        raise ListFormatError(f"{path.name} is cut off.", _REMEDY)
    edition = _EDITION.search(clean(_text(tree.root)))
    if edition is None:
        raise ListFormatError(f"{path.name} is no consolidated text in English.", _REMEDY)
    version = f"{edition[4]}-{edition[3]}-{edition[2]}"
    return list_of(_blocks(tree.root), edition[1], version, path.name)


def _blocks(node: _Node) -> Iterator[Block]:
    """The blocks among the children of a node; running text between them is one of its own."""
    text = ""
    for child in node.children:
        if isinstance(child, str) or not _holds_blocks(child):
            text = _with(text, child)
            continue
        yield from paragraph(text)
        text = ""
        yield from _block(child)
    yield from paragraph(text)


def _holds_blocks(node: _Node) -> bool:
    return node.tag in _BLOCKS or any(_holds_blocks(child) for child in node.nodes())


def _block(node: _Node) -> Iterator[Block]:
    columns = list(node.nodes())
    if "grid-container" in node.classes and len(columns) >= 2:
        for label, content in zip(columns[::2], columns[1::2], strict=False):
            yield labelled(_text(label), list(_blocks(content)))
    elif node.tag == "tr":
        cells = [cell for cell in columns if cell.tag in {"td", "th"}]
        if len(cells) == 2 and len(clean(_text(cells[0]))) <= _LONGEST_LABEL:
            yield labelled(_text(cells[0]), list(_blocks(cells[1])))
        else:
            yield Block("", clean(" | ".join(_text(cell) for cell in cells)))
    elif node.tag not in _IGNORED:
        yield from _blocks(node)


def _text(node: _Node) -> str:
    if node.tag in _IGNORED:
        return ""
    text = ""
    for child in node.children:
        text = _with(text, child)
    return text


def _with(before: str, child: _Node | str) -> str:
    """A text and what follows it: powers as 10^9 and m², blocks apart from it."""
    if isinstance(child, str):
        return before + child
    if child.tag == "sup" or child.classes & _RAISED:
        return raised(before, clean(_text(child)))
    gap = " " if child.tag in _BLOCKS or child.tag == "br" else ""
    return f"{before}{gap}{_text(child)}{gap}"
