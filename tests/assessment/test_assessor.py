"""What search and encoder see of a passage."""

from __future__ import annotations

from dataclasses import replace

from dualens.assessment.assessor import searchable
from dualens.documents.texts import document_of_text

_MODEL = next(iter(document_of_text("A lamp gives light.").passages))


def test_search_sees_heading_and_table_header_before_the_words() -> None:
    made = replace(_MODEL, text="40 W", heading="Power", header="Mode, Value")
    assert searchable(made) == "Power: Mode, Value: 40 W"
    assert searchable(replace(_MODEL, text="40 W", heading="", header="")) == "40 W"
