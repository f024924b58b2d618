"""How a comparison of two editions is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dualens.lists import Comparison, EntryChange, Piece, ProvisionChange

AROUND = 12
"""Unchanged words shown before and after a change."""


def comparison_lines(compared: Comparison) -> Iterator[str]:
    """A summary first, then each entry: gone words as [-these-], new ones as {+these+}."""
    yield f"{compared.before} → {compared.after}"
    yield _summary(compared)
    for entry in (*compared.of_kind("added"), *compared.of_kind("removed")):
        yield f"{entry.kind:<8}{entry.code}  {entry.title}"
    for entry in compared.of_kind("changed"):
        yield ""
        yield f"changed {entry.code}  {entry.title}"
        yield from (f"  {_provision(provision)}" for provision in entry.provisions)


def _summary(compared: Comparison) -> str:
    if not compared.entries:
        return "No entry was added, removed or changed."
    added, removed, changed = (
        compared.of_kind("added"), compared.of_kind("removed"), compared.of_kind("changed"),
    )  # fmt: skip
    provisions = sum(len(entry.provisions) for entry in changed)
    return (
        f"{_entries(added)} added, {len(removed) or 'none'} removed, "
        f"{len(changed) or 'none'} changed"
        + (f" in {provisions} provision{'s' * (provisions > 1)}." if changed else ".")
    )


def _entries(entries: Sequence[EntryChange]) -> str:
    count = len(entries)
    return f"{count or 'No'} entr{'y' if count == 1 else 'ies'}"


def _provision(provision: ProvisionChange) -> str:
    words = " ".join(
        _shown(piece, first=at == 0, last=at == len(provision.words) - 1)
        for at, piece in enumerate(provision.words)
    )
    return f"{provision.kind:<8}{provision.code}: {words}"


def _shown(piece: Piece, *, first: bool, last: bool) -> str:
    if piece.kind == "gone":
        return typer.style(f"[-{piece.text}-]", fg="red")
    if piece.kind == "new":
        return typer.style(f"{{+{piece.text}+}}", fg="green")
    return _shortened(piece.text.split(), first=first, last=last)


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    """Only what stands next to a change."""
    if (first and last) or len(words) <= 2 * AROUND:
        return " ".join(words)
    before = [] if first else words[:AROUND]
    after = [] if last else words[-AROUND:]
    return " ".join([*before, "…", *after])
