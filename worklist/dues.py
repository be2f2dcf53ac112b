"""Keeps the shown columns of a case true, in the same transaction: next due time, last contact."""

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


REACHED = """
update patients_case set last_contact_at = greatest(last_contact_at, %(at)s)
 where id = %(case)s and last_contact_at is distinct from greatest(last_contact_at, %(at)s)
"""


def keep_last_contact(case_id: Any, at: datetime) -> None:
    """Set the case's last contact, an attempt entered late included."""
    with connection.cursor() as cursor:
        cursor.execute(REACHED, {"case": case_id, "at": at})


def keep_next_due(case_id: Any, item: Item | None = None) -> None:
    """Set the case's next due time by one UPDATE from the partial index.

    `item` is a verb's own target, which the kernel saves only afterwards.
    """
    if case_id is None:
        return
    own: datetime | None = item.due_at if item is not None and item.is_live else None
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"case": case_id, "item": item.pk if item is not None else None, "own": own})
