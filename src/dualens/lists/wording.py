"""What a provision says when read alone: with its subject and what encloses it."""

from __future__ import annotations

from collections.abc import Iterator

from dualens.lists.model import ControlList, Entry, Provision, ProvisionKind


def search_text(control_list: ControlList, entry: Entry, provision: Provision) -> str:
    """A provision with what encloses it: the subject first, the most specific words last."""
    above = [p.text for p in control_list.ancestors(provision.code)[1:]]
    conditions = [c.text for c in provision.conditions]
    return " ".join(dict.fromkeys([f"{entry.title}:", *above, provision.text, *conditions]))


def search_texts(control_list: ControlList) -> dict[str, str]:
    """The search text of every provision that controls something, by code, in order."""
    return {
        provision.code: search_text(control_list, entry, provision)
        for entry, provision in controlling(control_list)
    }


def fact_texts(control_list: ControlList) -> list[str]:
    """The texts of all conditions and exclusions of provisions, each once, in order."""
    texts = [c.text for _, p in controlling(control_list) for c in p.conditions]
    return list(dict.fromkeys([*texts, *exclusion_texts(control_list)]))


def exclusion_texts(control_list: ControlList) -> list[str]:
    """The texts of all exclusions of provisions, each once, in order."""
    exclusions = (x for _, p in controlling(control_list) for x in p.exclusions)
    return list(dict.fromkeys(x.text for x in exclusions))


def controlling(control_list: ControlList) -> Iterator[tuple[Entry, Provision]]:
    """Every provision that controls something, with its entry, in order; notes are left out."""
    for entry, provision in control_list.provisions():
        if provision.kind is ProvisionKind.PROVISION:
            yield entry, provision
