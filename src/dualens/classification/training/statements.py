"""Statements: product texts, and which facts of the law each of them states.

A fact is a condition or an exclusion of a provision. ``5A001.j/c2`` names the condition with the id
``c2`` of 5A001.j. For Art. 2(20) the facts are its elements, and the commercial uses of recital 8.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dualens.classification.classifier import ELEMENTS
from dualens.documents import document_of_text
from dualens.errors import UsageError
from dualens.lists import ControlList

CATCH_ALL = "2(20)"
COMMERCIAL = "commercial"
HELD = 6
"""One family in so many is kept from the encoder, to calibrate on."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A product text written to one provision.

    Attributes:
        family: Variants of one product share it.
        passages: The text, cut as a reader cuts it.
        facts: Whether the text states each fact of the provision, by the fact's words. A number
            that misses its threshold is stated nonetheless. What the writer left open is absent.
        elements: The same for the elements of Art. 2(20), by their names and ``commercial``.
    """

    family: int
    language: str
    passages: Sequence[str]
    facts: Mapping[str, bool]
    elements: Mapping[str, bool]

    @property
    def held(self) -> bool:
        """Whether it is kept from the encoder."""
        return self.family % HELD == 0


def load_statements(paths: Iterable[Path], control_list: ControlList) -> list[Statement]:
    """The statements of JSON Lines files.

    Args:
        paths: Lines of ``code``, ``family``, ``language``, ``text``, ``unmet``, ``missed``,
            ``applies`` and ``open``; the last four name facts.

    Raises:
        UsageError: A line is damaged, or names a fact that the list does not have.
    """
    return [_statement(item, control_list, where) for item, where in _lines(paths)]


def _lines(paths: Iterable[Path]) -> Iterator[tuple[dict[str, Any], str]]:
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            where = f"{path.name}, line {number}"
            try:
                yield json.loads(line), where
            except ValueError as error:
                raise UsageError(f"{where}: {error}.") from error


def _statement(item: dict[str, Any], control_list: ControlList, where: str) -> Statement:
    try:
        code = item["code"]
        catch_all = code == CATCH_ALL
        conditions, exclusions = _elements() if catch_all else _facts(control_list, code)
        words = conditions | exclusions
        stated = {words[name]: True for name in conditions}
        stated |= {words[name]: False for name in exclusions}
        stated |= {words[name]: False for name in item["unmet"]}
        stated |= {words[name]: True for name in (*item["missed"], *item["applies"])}
        for name in item["open"]:
            stated.pop(words[name], None)
        passages = [p.text for p in document_of_text(item["text"]).passages]
        family, language = int(item["family"]), str(item["language"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{where}: {error!r}.") from error
    if catch_all:
        return Statement(family, language, passages, {}, stated)
    return Statement(family, language, passages, stated, {})


def _elements() -> tuple[dict[str, str], dict[str, str]]:
    return {name: name for name in ELEMENTS}, {COMMERCIAL: COMMERCIAL}


def _facts(control_list: ControlList, code: str) -> tuple[dict[str, str], dict[str, str]]:
    """The words of a provision's conditions and exclusions, and of what encloses it, by name."""
    provision = control_list.provision(code)
    if provision is None:
        raise KeyError(code)
    chain = [*control_list.ancestors(code), provision]
    return (
        {f"{p.code}/{c.id}": c.text for p in chain for c in p.conditions},
        {f"{p.code}/{x.id}": x.text for p in chain for x in p.exclusions},
    )
