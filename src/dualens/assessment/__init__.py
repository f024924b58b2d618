"""Assessments: flags, matches and Art. 2(20) with their evidence, and the reports made of them."""

from dualens.assessment.affected import Affected, Touched, affected, nearest_in, read_assessments
from dualens.assessment.assessor import Assessor, assess
from dualens.assessment.html import write_html
from dualens.assessment.journal import Journal, key_of
from dualens.assessment.json_lines import as_json, json_line, write_json
from dualens.assessment.model import (
    Assessment,
    CatchAll,
    DocumentSummary,
    Element,
    ElementState,
    Failure,
    Flag,
    MadeWith,
    Outcome,
    Promise,
    Review,
)
from dualens.assessment.run import Row, assess_paths, by_need
from dualens.assessment.table import build_table, summary
from dualens.assessment.writing import check_writable, is_special, written_aside
from dualens.assessment.xlsx import write_xlsx

__all__ = [
    "Affected",
    "Assessment",
    "Assessor",
    "CatchAll",
    "DocumentSummary",
    "Element",
    "ElementState",
    "Failure",
    "Flag",
    "Journal",
    "MadeWith",
    "Outcome",
    "Promise",
    "Review",
    "Row",
    "Touched",
    "affected",
    "as_json",
    "assess",
    "assess_paths",
    "build_table",
    "by_need",
    "check_writable",
    "is_special",
    "json_line",
    "key_of",
    "nearest_in",
    "read_assessments",
    "summary",
    "write_html",
    "write_json",
    "write_xlsx",
    "written_aside",
]
