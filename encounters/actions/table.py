"""The national table of expected stays, brought by the site: all of a file, or nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from core.actions import action, change, keep
from encounters.models import ExpectedStay, StayImport
from encounters.table5 import Row


@action("manage_policy")
def fill_table(brought: StayImport, *, by: Any, rows: Sequence[Row]) -> StayImport:
    """Write the rows of an import: new groups are added, those of the same year that differ are changed, none is removed."""
    year = brought.fiscal_year
    held = {row.drg: row for row in ExpectedStay.objects.filter(fiscal_year=year)}
    for row in rows:
        values = asdict(row)
        present = held.get(row.drg)
        if present is None:
            keep(ExpectedStay(brought=brought, fiscal_year=year, **values))
        elif any(getattr(present, name) != value for name, value in values.items()):
            change(present, brought=brought, **values)
    brought.rows = len(rows)
    return brought
