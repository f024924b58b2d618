"""An official file that is XML, whole or refused."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from dualens.errors import ListFormatError


def read_xml(path: Path, remedy: str) -> Element:
    """The root of the file.

    Raises:
        ListFormatError: It is no whole XML; the error carries the remedy.
    """
    try:
        return ElementTree.fromstring(path.read_bytes())
    except ElementTree.ParseError as error:
        raise ListFormatError(f"{path.name} is no whole XML ({error}).", remedy) from error
