"""Importers of the official files of control lists; the form is recognised by its content."""

from __future__ import annotations

from pathlib import Path

from dualens.errors import ListFormatError
from dualens.lists.importers import (
    ecfr_xml,
    eurlex_html,
    eurlex_pdf,
    exportswatch,
    formex,
    norway,
    swiss,
    wassenaar,
)
from dualens.lists.importers.assembly import missing_codes
from dualens.lists.importers.pdf_lines import read_lines
from dualens.lists.model import ControlList

__all__ = ["import_list", "missing_codes"]

_FORMS = (
    "Understood are: Annex I as JSON of exports-watch (annex.json), "
    "the consolidated PDFs, HTML and Formex of EUR-Lex in English, "
    "Norway's List II as PDF or text, "
    "the Swiss list in German as PDF, the Wassenaar list of dual-use goods as PDF, "
    "and the Commerce Control List as XML of ecfr.gov."
)
_MOST_BYTES = 64 * 1024 * 1024
_START = 1024


def import_list(path: Path) -> ControlList:
    """The control list that an official file holds.

    Raises:
        ListFormatError: The file is of no form that is understood, damaged or incomplete.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise ListFormatError(f"{path} cannot be read ({error.strerror}).", _FORMS) from error
    if size > _MOST_BYTES:
        raise ListFormatError(f"{path.name} is too large to be a control list.", _FORMS)
    if b"%PDF-" in start:
        return _import_pdf(path)
    if ecfr_xml.recognises(start):
        return ecfr_xml.import_xml(path)
    if formex.recognises(start):
        return formex.import_formex(path)
    if eurlex_html.recognises(start):
        return eurlex_html.import_html(path)
    if exportswatch.recognises(start):
        return exportswatch.import_json(path)
    if norway.recognises_text(start):
        return norway.import_text(path)
    raise _unknown(path)


def _import_pdf(path: Path) -> ControlList:
    pages = read_lines(path)
    first = next(pages, [])
    if eurlex_pdf.recognises_page(first):
        return eurlex_pdf.import_pages(first, pages, path.name)
    if norway.recognises_page(first):
        return norway.import_pages(first, pages, path.name)
    if swiss.recognises_page(first):
        return swiss.import_pages(first, pages, path.name)
    if wassenaar.recognises_page(first):
        return wassenaar.import_pages(pages, path.name)
    raise _unknown(path)


def _unknown(path: Path) -> ListFormatError:
    return ListFormatError(f"{path.name} is in no form of a control list that is known.", _FORMS)
