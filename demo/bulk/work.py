"""Work: items, follow-ups with their reminders and notices, and the contacts that were made."""

from collections.abc import Iterator

from demo import words
from demo.bulk.sql import Kind, Rows, draw, key, literal, minutes, pick
from worklist import ladder
from worklist.models import ContactAttempt, FollowUp, Item, Notification, Reminder

DAY = 24 * 60
RUNGS = ", ".join(f"({n}, {after})" for n, after in enumerate(ladder.DEFAULT))
PROMISED = "A follow-up was promised."
IF_WAITS = "Nobody learns how it goes at home"

# An open case has four live tasks of its people, one that is done, and a running follow-up, and every fifth
# something for the supervisor; a closed one has a task and, every second, a follow-up that was kept.
# `k` numbers a case's items; 9 is the follow-up's.
ITEMS = """
create temp table bulk_item on commit drop as
select c.n * 10 + t.k as n, c.n as case_n, t.k, c.id as case_id, c.boss_id, c.lead_id, s.id as owner_id, t.k = 9 as promised,
       c.open and t.k > 0 as live, 1 + mod(c.n + t.k, {tasks})::int as task,
       case when c.open and t.k > 0 then core_now() + {soon}
            else c.opened_at + (coalesce(c.closed_at, core_now()) - c.opened_at) * 0.6 end as due_at,
       c.opened_at + (coalesce(c.closed_at, core_now()) - c.opened_at) * 0.3 as made_at
  from bulk_case c
  join (values (0, 'case_manager'), (1, 'case_manager'), (2, 'nurse'), (3, 'social_worker'), (4, 'coordinator'),
               (5, 'supervisor'), (9, 'case_manager')) as t (k, role)
    on c.open and (t.k <> 5 or {fifth} = 0) or t.k = 0 or t.k = 9 and mod(c.n, 2) = 0
  join bulk_staff s on s.f = c.f and s.role = t.role and s.place = mod(c.turn, s.number) + 1
"""
NEXT_DUE = """
update patients_case c set next_due_at = found.due
  from (select case_id, min(due_at) as due from bulk_item where live group by case_id) found where found.case_id = c.id
"""
# Reminders of promises: told when their time has come, waiting otherwise; of a kept promise the later rung was not needed.
REMINDERS = f"""
create temp table bulk_reminder on commit drop as
select i.n * 10 + r.rung as n, i.n as item_n, i.case_id, i.owner_id, i.live, r.rung, r.after > 0 as late, i.due_at,
       i.due_at + make_interval(mins => r.after) as at,
       case when not i.live and r.rung > 0 then 'cancelled'
            when i.due_at + make_interval(mins => r.after) <= core_now() then 'planned' else 'waiting' end as status
  from bulk_item i, (values {RUNGS}) as r (rung, after) where i.promised
"""


def tables() -> Iterator[str]:
    """What items and reminders are made from."""
    soon = minutes(f"{draw('c.n * 10 + t.k', 40, 17 * DAY)} - 3 * {DAY}")
    yield ITEMS.format(tasks=len(words.TASKS), soon=soon, fifth=draw("c.n", 45, 5))
    yield REMINDERS
    yield "analyze bulk_item; analyze bulk_reminder"


def promises() -> Iterator[Rows]:
    """Follow-ups: running on open cases, kept to their end on closed ones."""
    columns = {
        "id": key(Kind.FOLLOW_UP, "case_n"),
        "case_id": "case_id",
        "created_by_id": "lead_id",
        "activity": "'follow_up'",
        "what": "'Call the patient at home'",
        "if_waits": literal(IF_WAITS),
        "owner_id": "owner_id",
        "first_due_at": "due_at",
        "ladder": f"'{list(ladder.DEFAULT)}'::jsonb",
        "status": "case when live then 'running' else 'ended' end",
        "created_at": "made_at",
    }
    yield Rows(FollowUp, "bulk_item where promised", columns)


def items() -> Iterator[Rows]:
    """The work itself; whoever owns it did it, half an hour after it was due."""
    state = pick("n", 41, ["open"] * 7 + ["in_progress"] * 2 + ["waiting"])
    done = "due_at + interval '30 minutes'"
    columns = {name: _task(at) for at, name in enumerate(("activity", "what", "why", "if_waits"))}
    columns |= {
        "id": key(Kind.ITEM, "n"),
        "case_id": "case_id",
        "kind": "case when promised then 'follow_up' else 'task' end",
        "owner_id": "owner_id",
        "due_at": "due_at",
        "priority": _priority("n"),
        "status": f"case when live then {state} else 'done' end",
        "waiting_on": f"case when live and {state} = 'waiting' then 'the payer' else '' end",
        "series_id": f"case when promised then {key(Kind.FOLLOW_UP, 'case_n')} end",
        "n": "case when promised then 1 end",
        "created_by_id": "lead_id",
        "done_at": f"case when not live then {done} end",
        "done_by_id": "case when not live then owner_id end",
        "done_note": f"case when live then '' else {pick('n', 43, words.NOTES)} end",
        "created_at": "made_at",
    }
    yield Rows(Item, "bulk_item", columns)


def _priority(n: str) -> str:
    """How much harm it does when late, of one piece of work."""
    return pick(n, 42, ["3", "3", "3", "2", "1"]) + "::int"


def reminders() -> Iterator[Rows]:
    """Each rung of each promise, and the notice of every one that was told."""
    wall = "(due_at at time zone 'America/New_York')"
    columns = {
        "id": key(Kind.REMINDER, "n"),
        "item_id": key(Kind.ITEM, "item_n"),
        "recipient_id": "owner_id",
        "risk": _priority("item_n"),
        "rung": "rung",
        "late": "late",
        "wall_on": f"{wall}::date",
        "wall_at": f"{wall}::time",
        "zone": "'America/New_York'",
        "due_at": "at",
        "status": "status",
        "planned_at": "case when status = 'planned' then at end",
        "rang_for": "case when status = 'planned' then 'person' else '' end",
        "told": "case when status = 'planned' then 1 else 0 end",
        "created_at": "least(at, core_now())",
    }
    yield Rows(Reminder, "bulk_reminder", columns)
    notice = {
        "id": key(Kind.NOTICE, "n"),
        "recipient_id": "owner_id",
        "source": f"'item:' || {key(Kind.ITEM, 'item_n')}",
        "n": "1",
        "rung": "rung",
        "kind": "case when late then 'late' else 'due' end",
        "item_id": key(Kind.ITEM, "item_n"),
        "reminder_id": key(Kind.REMINDER, "n"),
        "told_at": "at",
        "read_at": "case when not live then at + interval '30 minutes' end",
    }
    yield Rows(Notification, "bulk_reminder where status = 'planned'", notice)


def contacts() -> Iterator[Rows]:
    """One conversation for each case, the one its `last_contact_at` shows."""
    columns = {
        "id": key(Kind.CONTACT, "n"),
        "case_id": "id",
        "activity": "'cm_assessment'",
        "mode": "'in_person'",
        "outcome": "'reached'",
        "at": "contact_at",
        "minutes": f"5 + {draw('n', 44, 40)}",
        "note": pick("n", 43, words.NOTES),
        "recorded_by_id": "lead_id",
        "created_at": "contact_at",
    }
    yield Rows(ContactAttempt, "bulk_case", columns)


def _task(at: int) -> str:
    """One part of the text of a task: 0 activity, 1 what, 2 why, 3 what happens if it waits."""
    promised = ("follow_up", "Call the patient at home", PROMISED, IF_WAITS)[at]
    texts = ", ".join(literal(task[at]) for task in words.TASKS)
    return f"case when promised then {literal(promised)} else (array[{texts}])[task] end"
