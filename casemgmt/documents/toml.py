"""A few kinds of values as TOML, for files that are read as diffs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def tables(note: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    """A commented head, then one table per row, in order of the keys."""
    head = "".join(f"# {line}\n" for line in note.splitlines())
    return head + "".join(_table(key, rows[key]) for key in sorted(rows))


def _table(key: str, row: Mapping[str, Any]) -> str:
    lines = [f"{name} = {_value(value)}\n" for name, value in row.items()]
    return f"\n[{json.dumps(key, ensure_ascii=False)}]\n" + "".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(part)}" for name, part in value.items()) + " }"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(_value(part) for part in value)}]"
    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)
