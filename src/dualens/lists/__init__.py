"""Control lists: the model, our digest, and importers of the official forms."""

from dualens.lists.catalog import (
    DEFAULT_LIST,
    ListEdition,
    editions,
    load_list,
    load_pair,
    official_text,
)
from dualens.lists.definitions import Definition, defined_terms, definitions
from dualens.lists.diff import Comparison, EntryChange, Piece, ProvisionChange, compare
from dualens.lists.importers import import_list, missing_codes
from dualens.lists.library import add_to_library
from dualens.lists.model import (
    Condition,
    ControlList,
    Entry,
    Exclusion,
    Parameter,
    Provision,
    ProvisionKind,
)
from dualens.lists.reading import LIST_NAMES, Paragraph, Reading, reading_of, reading_page
from dualens.lists.storage import load_list_file, save_list_file
from dualens.lists.update import ANNEX_I, PUBLICATIONS_OFFICE, Update, update_list
from dualens.lists.wording import (
    controlling,
    exclusion_texts,
    fact_texts,
    search_text,
    search_texts,
)

__all__ = [
    "ANNEX_I",
    "DEFAULT_LIST",
    "LIST_NAMES",
    "PUBLICATIONS_OFFICE",
    "Comparison",
    "Condition",
    "ControlList",
    "Definition",
    "Entry",
    "EntryChange",
    "Exclusion",
    "ListEdition",
    "Paragraph",
    "Parameter",
    "Piece",
    "Provision",
    "ProvisionChange",
    "ProvisionKind",
    "Reading",
    "Update",
    "add_to_library",
    "compare",
    "controlling",
    "defined_terms",
    "definitions",
    "editions",
    "exclusion_texts",
    "fact_texts",
    "import_list",
    "load_list",
    "load_list_file",
    "load_pair",
    "missing_codes",
    "official_text",
    "reading_of",
    "reading_page",
    "save_list_file",
    "search_text",
    "search_texts",
    "update_list",
]
