"""Control lists: the model, our digest, and importers of the official forms."""

from dualens.lists.catalog import DEFAULT_LIST, ListEdition, editions, load_list, official_text
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

__all__ = [
    "DEFAULT_LIST",
    "Condition",
    "ControlList",
    "Entry",
    "Exclusion",
    "ListEdition",
    "Parameter",
    "Provision",
    "ProvisionKind",
    "editions",
    "load_list",
    "load_list_file",
    "official_text",
    "save_list_file",
]
