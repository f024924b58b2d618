"""Fetches the newest consolidated Annex I from the Publications Office, checks and keeps it.

The office's store (Cellar) answers two questions over HTTP: which consolidated editions of an act
there are (SPARQL), and the text of one, by its CELEX number (https://op.europa.eu/en/web/cellar).
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from dualens.errors import FetchError, ListFormatError, UsageError
from dualens.lists.catalog import editions, load_list
from dualens.lists.importers import import_list, missing_codes
from dualens.lists.library import add_to_library
from dualens.lists.model import ControlList

PUBLICATIONS_OFFICE = "https://publications.europa.eu"
ANNEX_I = "02021R0821"
"""The consolidated Regulation (EU) 2021/821, without the date of an edition."""

_CELEX = re.compile(r"0\d{4}R\d{4}")
_QUERY = """
PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
SELECT ?celex WHERE {{
  ?work cdm:resource_legal_id_celex ?celex . FILTER(STRSTARTS(STR(?celex), "{celex}-"))
}} ORDER BY DESC(STR(?celex)) LIMIT 1
"""
_MOST_BYTES = 64 * 1024 * 1024
_MOST_MISSING = 0.1  # of the entries at hand; an amendment removes a few at most
_REMEDY = (
    "Look at the connection and try again, or fetch the file with a browser from EUR-Lex and "
    "import it: dualens lists import FILE."
)


@dataclass(frozen=True, slots=True)
class Update:
    """What an update found.

    Attributes:
        version: Date of the newest edition.
        imported: That edition, or None if it was at hand already.
        path: Where it is kept.
    """

    version: str
    imported: ControlList | None
    path: Path | None


def update_list(
    celex: str = ANNEX_I, base: str = PUBLICATIONS_OFFICE, timeout: float = 60.0
) -> Update:
    """Fetches the newest edition unless its official wording is at hand; older ones are kept.

    Args:
        celex: Number of the consolidated act, without the date of an edition.
        base: Where the Publications Office, or a mirror of it, answers.
        timeout: Seconds that an answer may take.

    Raises:
        UsageError: The number or the address is none.
        FetchError: There was no answer, or none that can be used.
        ListFormatError: What came is not the whole list.
        OutputError: The list cannot be kept.
    """
    if not _CELEX.fullmatch(celex):
        raise UsageError(f"{celex!r} is no CELEX number of a consolidated regulation.")
    if urlsplit(base).scheme not in {"http", "https"}:
        raise UsageError(f"{base!r} is no address that begins with http.")
    newest = _newest(celex, base, timeout)
    date = newest.rpartition("-")[2]
    version = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    if any((e.id, e.version, e.form) == ("eu-annex-i", version, "official") for e in editions()):
        return Update(version, None, None)
    imported = _fetched(f"{base}/resource/celex/{newest}", timeout)
    _check(imported, version)
    return Update(version, imported, add_to_library(imported))


def _newest(celex: str, base: str, timeout: float) -> str:
    """The CELEX number of the newest edition."""
    question = urlencode({"query": _QUERY.format(celex=celex)})
    answer = _get(
        f"{base}/webapi/rdf/sparql?{question}", "application/sparql-results+json", timeout
    )
    try:
        rows = json.loads(answer)["results"]["bindings"]
        found = [str(row["celex"]["value"]) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise FetchError(f"{base} gave no list of editions.", _REMEDY) from error
    dated = [one for one in found if re.fullmatch(rf"{celex}-\d{{8}}", one)]
    if not dated:
        raise FetchError(f"{base} knows no consolidated edition of {celex}.", _REMEDY)
    return max(dated)


def _fetched(address: str, timeout: float) -> ControlList:
    content = _get(address, "application/xhtml+xml, application/pdf;q=0.5", timeout)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / address.rpartition("/")[2]
        path.write_bytes(content)
        return import_list(path)


def _get(address: str, accept: str, timeout: float) -> bytes:
    request = Request(address, headers={"Accept": accept, "Accept-Language": "eng"})
    try:
        with urlopen(request, timeout=timeout) as answer:
            content: bytes = answer.read(_MOST_BYTES + 1)
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or error
        raise FetchError(f"{address.partition('?')[0]}: {reason}.", _REMEDY) from error
    if len(content) > _MOST_BYTES:
        raise FetchError(f"{address} is too large to be a control list.", _REMEDY)
    return content


def _check(imported: ControlList, version: str) -> None:
    """An edition must be the one asked for, and hold nearly all that the one at hand holds."""
    if imported.version != version:
        raise ListFormatError(
            f"The edition of {version} was asked for, that of {imported.version} came.", _REMEDY
        )
    known = [entry.code for entry in load_list(imported.id).entries]
    missing = missing_codes(imported, known)
    if len(missing) > _MOST_MISSING * len(known):
        raise ListFormatError(
            f"{len(missing)} of {len(known)} known entries are not in the edition of {version}, "
            f"the first of them {missing[0]}; it is not kept.",
            _REMEDY,
        )
