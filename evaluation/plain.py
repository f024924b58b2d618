"""Reports as plain JSON values."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any


def as_plain(value: Any) -> Any:
    """Dataclasses as objects with their properties, tuples as lists, floats to four places."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
        extra = [n for n, member in vars(type(value)).items() if isinstance(member, property)]
        return kept | {name: as_plain(getattr(value, name)) for name in extra}
    if isinstance(value, dict):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value
