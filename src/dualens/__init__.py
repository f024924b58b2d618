"""Dualens reads product documents and shows what in them a person should look at.

    import dualens
    document = dualens.read("brochure.pdf")
    assessment = dualens.Assessor.load().assess(document)

Everything here is loaded when first used, so that importing Dualens is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dualens.version import __version__

if TYPE_CHECKING:
    from dualens.assessment import Assessment, Assessor, assess
    from dualens.documents import Document, Evidence, Page, Passage, Word, read
    from dualens.errors import DualensError
    from dualens.lists import ControlList, Entry, Provision, load_list

_HOMES = {
    "Assessment": "dualens.assessment",
    "Assessor": "dualens.assessment",
    "ControlList": "dualens.lists",
    "Document": "dualens.documents",
    "DualensError": "dualens.errors",
    "Entry": "dualens.lists",
    "Evidence": "dualens.documents",
    "Page": "dualens.documents",
    "Passage": "dualens.documents",
    "Provision": "dualens.lists",
    "Word": "dualens.documents",
    "assess": "dualens.assessment",
    "load_list": "dualens.lists",
    "read": "dualens.documents",
}

__all__ = [
    "Assessment",
    "Assessor",
    "ControlList",
    "Document",
    "DualensError",
    "Entry",
    "Evidence",
    "Page",
    "Passage",
    "Provision",
    "Word",
    "__version__",
    "assess",
    "load_list",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'dualens' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
