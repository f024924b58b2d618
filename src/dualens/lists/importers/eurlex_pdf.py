"""Annex I from the consolidated PDFs of EUR-Lex, in English.

Written for the editions of 2015-12-24 (Regulation (EC) No 428/2009 as amended by 2015/2420) and
of 2022 (Regulation (EU) 2021/821). Page headers, amendment arrows and "(continued)" lines go;
general notes, definitions and the deposition table are handed on in ``unparsed``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dualens.errors import ListFormatError
from dualens.lists.importers.annex import AnnexReader, paragraphs, whole_words
from dualens.lists.importers.assembly import annex_i, finish
from dualens.lists.importers.pdf_lines import Line
from dualens.lists.model import ControlList

_HEADER = re.compile(r"(\d{4,5}R\d{4}) — EN — (\d{2})\.(\d{2})\.(\d{4}) — [\d.]+ — (\d+)")
_ARROW_LINE = re.compile(r"[►▼](?:B|[MCA]\d+)$")
_ARROW = re.compile(r"►(?:B|[MCA]\d+)\s?|\s?◄")
_BEGIN = re.compile(r"[“‘\"']?ANNEX I")
_END = re.compile(r"[“‘\"']?ANNEX II[a-z]?")
_MARGIN = (98.0, 113.0)  # where codes and section headings begin
_REMEDY = "Get the consolidated PDF in English from EUR-Lex again and import that."


def recognises_page(first: Iterable[Line]) -> bool:
    """Whether a PDF whose first page has these lines is of this form."""
    return any(_HEADER.fullmatch(line.text) for line in first)


def import_pages(first: list[Line], pages: Iterable[list[Line]], name: str) -> ControlList:
    """Reads a consolidated PDF.

    Args:
        first: The lines of its first page.
        pages: Those of the others.

    Raises:
        ListFormatError: Annex I is not whole in it.
    """
    celex, version = _edition(first, name)
    reader = AnnexReader(_MARGIN)
    annex = list(_annex(_complete(pages, name), name))
    known = whole_words(annex)
    for page in annex:
        for paragraph in paragraphs(page, known):
            reader.take(paragraph)
    reader.close()
    entries = finish(reader.entries, name)
    return annex_i(celex, version, entries, reader.unparsed)


def _edition(first: Iterable[Line], name: str) -> tuple[str, str]:
    for line in first:
        found = _HEADER.fullmatch(line.text)
        if found:
            celex = found[1] if found[1].startswith("0") else f"0{found[1]}"
            return celex, f"{found[4]}-{found[3]}-{found[2]}"
    raise ListFormatError(f"{name} is no consolidated PDF of EUR-Lex in English.", _REMEDY)


def _complete(pages: Iterable[list[Line]], name: str) -> Iterator[list[Line]]:
    """The pages after the first, each without its header, which must carry the next number.

    PDFium opens a cut-off file as far as it can; entries would be missing without a word.
    """
    for number, page in enumerate(pages, 2):
        headers = [found for line in page if (found := _HEADER.fullmatch(line.text))]
        if len(headers) != 1 or int(headers[0][5]) != number:
            raise ListFormatError(f"{name}: page {number} is not whole, or out of order.", _REMEDY)
        yield [line for line in page if not _HEADER.fullmatch(line.text)]


def _annex(pages: Iterable[list[Line]], name: str) -> Iterator[list[Line]]:
    """The lines of Annex I, page by page, up to where the next annex begins."""
    inside = False
    for page in pages:
        kept: list[Line] = []
        for line in page:
            if inside and _END.fullmatch(line.text):
                yield kept
                return
            inside = inside or _BEGIN.fullmatch(line.text) is not None
            if inside and not _ARROW_LINE.fullmatch(line.text):
                kept.append(replace(line, text=_ARROW.sub("", line.text)))
        if kept:
            yield kept
    raise ListFormatError(f"{name}: Annex I or its end is missing.", _REMEDY)
