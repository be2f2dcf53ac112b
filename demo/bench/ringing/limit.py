"""The limit: one hand-written statement that claims a batch, writes the same notices and messages and moves the rungs.

It asks nothing: no stop rule, no deputies, no wishes, no quiet hours, no folding. Two hands at once are what this machine
can do.
"""

import threading
from typing import Any

from django.db import connection, connections

from worklist.planner import BATCH, CLAIM

HANDS = 2
RAW = f"""
with due as materialized ({CLAIM}), rung as materialized (
  select r.id, r.item_id, r.recipient_id, r.n, r.rung, r.risk, r.due_at from worklist_reminder r join due using (id)
), told as (
  insert into worklist_notification (id, version, recipient_id, source, n, rung, kind, item_id, reminder_id, safety, delayed)
  select gen_random_uuid(), 1, recipient_id, 'item:' || item_id, n, rung, 'due', item_id, id, risk = 1, false from rung
  returning id, recipient_id, reminder_id, safety
), written as (
  insert into worklist_outbox (id, version, channel, recipient_id, notification_id, idem_key, template, facts, status,
                               attempts, last_error, risk, safety)
  select gen_random_uuid(), 1, 'email', t.recipient_id, t.id, 'reminder:' || t.reminder_id || ':' || t.recipient_id || ':email',
         'due', jsonb_build_object('due_at', g.due_at, 'delayed', false, 'late_after', core_now()), 'pending', 0, '',
         g.risk, t.safety
    from told t join rung g on g.id = t.reminder_id
)
update worklist_reminder r
   set status = 'planned', planned_at = core_now(), told = 1, rang_for = 'person', version = r.version + 1
  from due where r.id = due.id
"""


def drain() -> None:
    """Tell everything that is due, with two hands."""
    # Of the connection itself: the name `connection` is a stand-in of another type.
    here = connections[connection.alias]
    hands = [threading.Thread(target=_work, args=(here.settings_dict, type(here))) for _n in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


def _work(place: dict[str, Any], kind: Any) -> None:
    line = kind({**place}, "default")
    try:
        with line.cursor() as cursor:
            while True:
                cursor.execute(RAW, {"batch": BATCH})
                if cursor.rowcount < BATCH:
                    break
    finally:
        line.close()
