"""Retrieval pairs: product texts with their entries, and the digest among itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from dualens.errors import UsageError
from dualens.lists import ControlList, controlling


def product_pairs(paths: Iterable[Path], texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Product texts with the search text of their provision.

    Args:
        paths: JSON Lines of ``id``, ``text``, ``entries``.
        texts: The search text of each provision, by code.

    Raises:
        UsageError: A line is damaged.
    """
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                item = json.loads(line)
                codes = [code if code in texts else code[:5] for code in item["entries"]]
                yield from ((item["text"], texts[code]) for code in codes if code in texts)
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path.name}, line {number}: {error!r}.") from error


def digest_pairs(control_list: ControlList, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """An entry's title with each of its provisions, and a provision's own words with all of it."""
    for entry, provision in controlling(control_list):
        if provision.parent is None:
            yield entry.title, texts[provision.code]
        elif len(provision.text) > 20:
            yield provision.text, texts[provision.code]
