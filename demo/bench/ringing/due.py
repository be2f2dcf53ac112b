"""Rungs of the benchmark: written in bulk on the open cases of a data set, counted while they are told, and removed."""

from django.db import connection, transaction

from demo.bulk.fill import quiet
from demo.bulk.sql import Rows, run
from worklist.models import Item, Reminder

MARK = "bench"
TABLES = "worklist_item, worklist_reminder, worklist_notification, worklist_outbox"
# Keys in the order of their making, as the application's own are.
KEY = """(lpad(to_hex((1000 * extract(epoch from core_now()))::bigint + g / 4096), 12, '0') || '7'
          || lpad(to_hex(mod(g, 4096)), 3, '0') || '8' || substr(md5(random()::text), 1, 15))::uuid"""
# The people of the open cases in turn, everybody with an address; a third of it can harm when it is late.
MADE = f"""
create temp table bench_due on commit drop as
select {KEY} as id, {KEY} as rung_id, g, 1 + mod(g, 3) as priority, c.id as case_id,
       c.lead_id as owner_id, core_now() + make_interval(secs => {{seconds}}) as due_at
  from generate_series(1, {{number}}) g
  join (select id, lead_id, row_number() over (order by id) as k, count(*) over () as number
          from patients_case where stage <> 'closed' and lead_id is not null) c on c.k = 1 + mod(g, c.number)
"""
REACHED = "update accounts_user set email = username || '@example.org' where email = '' and not is_service"
# What fell due in a data set since it was made is not of the benchmark.
OLD = "update worklist_reminder set status = 'cancelled' where status = 'waiting' and due_at <= core_now()"
MINE = f"(select id from worklist_item where distinct_because = '{MARK}')"
CLEAR = (
    "delete from worklist_outbox",
    f"delete from worklist_notification where item_id in {MINE}",
    f"delete from worklist_reminder where item_id in {MINE}",
    f"delete from worklist_item where distinct_because = '{MARK}'",
)
# By the planner's own index: it is asked again and again beside what is measured.
WAITING = """
select count(*) from worklist_reminder where status = 'waiting' and risk in (1, 2, 3) and due_at <= core_now()
"""
TOLD = f"""
select count(*) filter (where told = 0), coalesce(sum(greatest(told - 1, 0)), 0)
  from (select r.id, count(n.id) as told from worklist_reminder r
          left join worklist_notification n on n.reminder_id = r.id and n.recipient_id = r.recipient_id
         where r.item_id in {MINE} group by r.id) rung
"""


def fall(number: int, seconds: float = 0.0) -> None:
    """So many rungs of the people themselves that fall due in so many seconds; all appear at once."""
    wall = "(due_at at time zone 'America/New_York')"
    item = {
        "id": "id",
        "case_id": "case_id",
        "owner_id": "owner_id",
        "created_by_id": "owner_id",
        "activity": "'teaching'",
        "what": "'Teach inhaler use'",
        "why": "'Asked for in rounds'",
        "subject": "'n' || g",
        "due_at": "due_at",
        "priority": "priority",
        "distinct_because": f"'{MARK}'",
    }
    rung = {
        "id": "rung_id",
        "item_id": "id",
        "recipient_id": "owner_id",
        "risk": "priority",
        "wall_on": f"{wall}::date",
        "wall_at": f"{wall}::time",
        "zone": "'America/New_York'",
        "due_at": "due_at",
    }
    with transaction.atomic(), quiet():
        run(OLD)
        run(REACHED)
        run(MADE.format(number=int(number), seconds=float(seconds)))
        run(Rows(Item, "bench_due", item))
        run(Rows(Reminder, "bench_due", rung))


def clear() -> None:
    """Remove them with all that came of them."""
    with transaction.atomic(), quiet():
        for statement in CLEAR:
            run(statement)
    settle()


def settle() -> None:
    """Leave the tables as autovacuum would in its own time."""
    if not connection.in_atomic_block:
        run(f"vacuum (analyze) {TABLES}")


def left() -> int:
    """How many of them are due and not told."""
    return _row(WAITING)[0]


def lost_and_doubled() -> tuple[int, int]:
    """How many of them nobody was told, and how often somebody was told one a second time."""
    lost, doubled = _row(TOLD)
    return lost, int(doubled)


def _row(question: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return tuple(cursor.fetchone())
