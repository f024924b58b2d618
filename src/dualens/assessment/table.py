"""The table in the terminal, and the lines that sum a run up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dualens.assessment.run import Row, by_need
from dualens.showing import one_line

if TYPE_CHECKING:
    from rich.table import Table

_MOST_PAGES = 3


def build_table(rows: Sequence[Row]) -> Table:
    """A table for a terminal, most needing review first."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=None, expand=False, pad_edge=False)
    table.add_column("Review", no_wrap=True)
    table.add_column("Document", overflow="fold")
    table.add_column("Likely capabilities", no_wrap=True)  # each beside its pages
    table.add_column("Page", no_wrap=True)
    table.add_column("Nearest entries", overflow="fold")
    table.add_column("Art. 2(20)", overflow="fold")
    for row in by_need(rows):
        a = row.assessment
        name = Text(one_line(a["document"]["name"]))
        if row.unreadable:
            why = f"not read: {a['error']['kind']}"
            table.add_row(Text("?", "yellow"), name, Text(why, "yellow"), "", "", "")
            continue
        mark = "● " if a["review"]["recommended"] else "  "
        style = "bold red" if a["review"]["recommended"] else "dim"
        table.add_row(
            Text(f"{mark}{a['review']['probability']:.2f}", style),
            name,
            "\n".join(f"{f['capability']} {f['probability']:.2f}" for f in flagged(a)),
            "\n".join(pages_of(f) for f in flagged(a)),
            Text("\n".join(f"{m['entry']} {m['status']}" for m in nearest(a))),
            a["article_2_20"]["outcome"],
        )
    return table


def flagged(assessment: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The flags that pass, most probable first."""
    passing = [flag for flag in assessment["flags"] if flag["flagged"]]
    return sorted(passing, key=lambda flag: -flag["probability"])


def nearest(assessment: Mapping[str, Any], most: int = 3) -> list[Mapping[str, Any]]:
    """The matches worth a line: those whose conditions speak, or that score well."""
    telling = [
        match
        for match in assessment["matches"]
        if match["status"] in ("conditions met", "released by an exclusion")
        or match["score"] >= 0.4
    ]
    return telling[:most]


def pages_of(flag: Mapping[str, Any]) -> str:
    """The pages of a flag's evidence: "p. 2, 5"."""
    pages = sorted({evidence["page"] for evidence in flag["evidence"]})
    shown = [*map(str, pages[:_MOST_PAGES]), *(["…"] if len(pages) > _MOST_PAGES else [])]
    return "p. " + ", ".join(shown) if pages else ""


def summary(rows: Sequence[Row]) -> str:
    """One sentence on a run, with what may be missing."""
    read = [row for row in rows if not row.unreadable]
    wanted = sum(1 for row in read if row.assessment["review"]["recommended"])
    parts = [f"{len(read)} assessed, {wanted} recommended for review"]
    if len(read) < len(rows):
        parts.append(f"{len(rows) - len(read)} could not be read")
    withdrawn = sum(1 for row in read if not row.assessment["review"]["promise"]["holds"])
    text = "; ".join(parts) + "."
    if read:
        promise = read[0].assessment["review"]["promise"]
        text += (
            f" Threshold set to find {promise['recall']:.0%} of such documents"
            f" (confidence {promise['confidence']:.0%});"
        )
        text += (
            f" not promised for {withdrawn} that look unlike those it was calibrated on."
            if withdrawn
            else " no document looks unlike those it was calibrated on."
        )
    return text
