"""Control lists as files: JSON of schema ``dualens/control-list/1``."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from dualens.errors import ListFormatError
from dualens.lists.model import (
    Condition,
    ControlList,
    Entry,
    Exclusion,
    Form,
    Operator,
    Parameter,
    Provision,
    ProvisionKind,
    Requires,
)

SCHEMA = "dualens/control-list/1"


def load_list_file(path: Path) -> ControlList:
    """A control list from its file.

    Raises:
        ListFormatError: The file is not JSON of the schema, or contradicts itself (a code given
            twice, a parent that is not there).
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        loaded = _control_list(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ListFormatError(
            f"{path.name} is not a control list of schema {SCHEMA} ({error}).",
            "Import the official file again with: dualens lists import FILE",
        ) from error
    _check(loaded, path.name)
    return loaded


def save_list_file(control_list: ControlList, path: Path) -> None:
    """Writes a control list so that :func:`load_list_file` gives an equal one.

    The file appears whole or not at all: it is written aside and moved.
    """
    data = {"schema": SCHEMA, **asdict(control_list)}
    aside = path.with_name(path.name + ".partial")
    aside.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(aside, path)


def _control_list(data: Mapping[str, Any]) -> ControlList:
    if data.get("schema") != SCHEMA:
        raise ValueError(f"schema is {data.get('schema')!r}")
    return ControlList(
        id=data["id"],
        version=data["version"],
        jurisdiction=data["jurisdiction"],
        title=data["title"],
        reference=data["reference"],
        language=data["language"],
        form=cast(Form, data["form"]),
        entries=tuple(_entry(entry) for entry in data["entries"]),
        unparsed=tuple(data.get("unparsed", ())),
    )


def _entry(data: Mapping[str, Any]) -> Entry:
    return Entry(
        code=data["code"],
        title=data["title"],
        provisions=tuple(_provision(p) for p in data["provisions"]),
        related=_related(data),
    )


def _provision(data: Mapping[str, Any]) -> Provision:
    return Provision(
        code=data["code"],
        parent=data["parent"],
        kind=ProvisionKind(data["kind"]),
        text=data["text"],
        requires=cast(Requires, data.get("requires", "all")),
        conditions=tuple(_condition(c) for c in data.get("conditions", ())),
        exclusions=tuple(
            Exclusion(
                x["id"], x["text"], x.get("reference", ""), x.get("capability"), _parameter(x)
            )
            for x in data.get("exclusions", ())
        ),
        related=_related(data),
    )


def _condition(data: Mapping[str, Any]) -> Condition:
    return Condition(data["id"], data["text"], data.get("capability"), _parameter(data))


def _parameter(data: Mapping[str, Any]) -> Parameter | None:
    """The parameter of a condition or an exclusion."""
    parameter = data.get("parameter")
    if parameter is None:
        return None
    return Parameter(
        name=parameter["name"],
        op=cast(Operator, parameter["op"]),
        value=float(parameter["value"]),
        unit=parameter["unit"],
    )


def _related(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(codes) for key, codes in data.get("related", {}).items() if codes}


def _check(control_list: ControlList, name: str) -> None:
    seen: set[str] = set()
    for entry, provision in control_list.provisions():
        if provision.code in seen:
            raise ListFormatError(f"{name}: the code {provision.code} is given twice.")
        seen.add(provision.code)
        if provision.parent is not None and provision.parent not in seen:
            raise ListFormatError(
                f"{name}: {provision.code} names the parent {provision.parent}, "
                f"which does not come before it in {entry.code}."
            )
