"""What guardian gives and takes on the view of cases reaches the truth only here, by somebody, for a reason and a time."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models


@contextmanager
def giving(by: Any, why: str, until: datetime | None = None) -> Iterator[None]:
    """Inside a verb: what guardian gives and takes on the view of cases is by this person, for this reason and time."""
    facts = json.dumps({"by": str(by.pk), "why": why, "until": until.isoformat() if until else None})
    _granting(facts)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _granting("")


def give(perm: str, user: Any, row: models.Model) -> None:
    """Give one permission on one case through guardian; only inside `giving`, which says who, why and until when."""
    from guardian.shortcuts import assign_perm

    assign_perm(perm, user, row)


def take(perm: str, user: Any, row: models.Model) -> None:
    """Take back through guardian what was given by hand; only inside `giving`, whose reason is kept."""
    from guardian.shortcuts import remove_perm

    remove_perm(perm, user, row)


def _granting(facts: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('casemgmt.granting', %s, true)", [facts])
