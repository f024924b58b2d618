"""Control lists: the model, our digest, and importers of the official forms."""

from dualens.lists.catalog import (
    DEFAULT_LIST,
    ListEdition,
    editions,
    load_list,
    load_pair,
    official_text,
)
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
from dualens.lists.storage import load_list_file, save_list_file
from dualens.lists.update import ANNEX_I, PUBLICATIONS_OFFICE, Update, update_list
from dualens.lists.wording import exclusion_texts, fact_texts, search_text, search_texts

__all__ = [
    "ANNEX_I",
    "DEFAULT_LIST",
    "PUBLICATIONS_OFFICE",
    "Comparison",
    "Condition",
    "ControlList",
    "Entry",
    "EntryChange",
    "Exclusion",
    "ListEdition",
    "Parameter",
    "Piece",
    "Provision",
    "ProvisionChange",
    "ProvisionKind",
    "Update",
    "add_to_library",
    "compare",
    "editions",
    "exclusion_texts",
    "fact_texts",
    "import_list",
    "load_list",
    "load_list_file",
    "load_pair",
    "missing_codes",
    "official_text",
    "save_list_file",
    "search_text",
    "search_texts",
    "update_list",
]
