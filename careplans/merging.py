"""Two people changed the same row: what both did is put together field by field, and only a real clash is asked about. Pure.

`base` is what stood when the form was opened, `mine` what was typed, `theirs` what stands now; all by field name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Merged:
    """What is to be saved, and where both wrote something else: mine and theirs by field."""

    values: dict[str, Any] = field(default_factory=dict)
    clashes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def merge(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    chosen: Mapping[str, str] | None = None,
) -> Merged:
    """Only what I changed is saved; a field that both changed differently needs "yours" or "theirs" in `chosen`."""
    values: dict[str, Any] = {}
    clashes: dict[str, tuple[Any, Any]] = {}
    for name, said in mine.items():
        before, now = base.get(name), theirs.get(name)
        if said in (before, now):
            continue
        answer = (chosen or {}).get(name)
        if now == before or answer == "yours":
            values[name] = said
        elif answer != "theirs":
            clashes[name] = (said, now)
    return Merged(values, clashes)
