"""Keeps the shown column `Case.next_due_at` true: one UPDATE from the partial index, in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import connection

from worklist.models import Item

KEEP = """
update patients_case as c set next_due_at = found.due
  from (select least(%(own)s::timestamptz, min(i.due_at)) as due from worklist_item i
         where i.case_id = %(case)s and i.status in ('scheduled', 'open', 'in_progress', 'waiting')
           and i.id is distinct from %(item)s::uuid) as found
 where c.id = %(case)s and c.next_due_at is distinct from found.due
"""


def keep_next_due(case_id: Any, item: Item | None = None) -> None:
    """Set the case's next due time; `item` is a verb's own target, which the kernel saves only afterwards."""
    if case_id is None:
        return
    own: datetime | None = item.due_at if item is not None and item.is_live else None
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"case": case_id, "item": item.pk if item is not None else None, "own": own})
