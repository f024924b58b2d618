"""What a provision says when read alone: with its subject and what encloses it."""

from __future__ import annotations

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
        for entry, provision in control_list.provisions()
        if provision.kind is ProvisionKind.PROVISION
    }


def fact_texts(control_list: ControlList) -> list[str]:
    """The texts of all conditions and exclusions of provisions, each once, in order."""
    provisions = [p for _, p in control_list.provisions() if p.kind is ProvisionKind.PROVISION]
    texts = [c.text for p in provisions for c in p.conditions]
    return list(dict.fromkeys([*texts, *exclusion_texts(control_list)]))


def exclusion_texts(control_list: ControlList) -> list[str]:
    """The texts of all exclusions of provisions, each once, in order."""
    provisions = [p for _, p in control_list.provisions() if p.kind is ProvisionKind.PROVISION]
    return list(dict.fromkeys(x.text for p in provisions for x in p.exclusions))
