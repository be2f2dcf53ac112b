"""Who is to know of a change, and the work, the notice and the rungs that ask each of them. Used inside verbs only.

Asked is the care team of that instant without whoever told it; somebody kept away from the patient is nobody to ask.
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from core import access, clock
from core.actions import keep
from messaging.models import Acknowledgement, ConditionChange
from messaging.severity import Clock, clock_of
from messaging.standing_in import deputies
from worklist import endings, promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.queries import people_on
from worklist.told import tell

Status = Acknowledgement.Status


def everybody(change: ConditionChange) -> list[Any]:
    """The people on the care team now who may work on the case, but for whoever told of the change."""
    people = people_on(change.case).exclude(pk=change.created_by_id)
    return [user for user in people if access.can(user, "edit_work", change.case)]


def may_be_asked(change: ConditionChange, user: Any) -> bool:
    """Whether somebody is on the care team now and may work on the case."""
    return people_on(change.case).filter(pk=user.pk).exists() and access.can(user, "edit_work", change.case)


def ask(change: ConditionChange, people: list[Any], *, by: Any) -> list[Acknowledgement]:
    """Ask people who were not asked before: each has the whole clock of the severity from now."""
    due_at = clock.now() + _clock(change).time
    rows = []
    for user in people:
        row = Acknowledgement(change=change, user=user, due_at=due_at)
        row.item = _work(row, by)
        rows.append(keep(row))
    _tell(change, rows)
    keep_next_due(change.case_id)
    return rows


def ask_again(row: Acknowledgement, *, by: Any) -> None:
    """Ask somebody who came back to the team: anew, by a new piece of work; the caller or the kernel saves the row."""
    row.due_at = clock.now() + _clock(row.change).time
    row.item = _work(row, by)
    _tell(row.change, [row])
    keep_next_due(row.change.case_id)


def release(row: Acknowledgement, *, by: Any, because: str = "") -> None:
    """End the work that asked: done with the answer, or dropped with a reason; its rungs go with it."""
    item = row.item
    if because:
        endings.drop_at_once(item, because)
    else:
        endings.finish_at_once(item, by=by, note=_("Knows of it"))
    keep_next_due(row.change.case_id)


def ask_for_the_plan(change: ConditionChange, *, by: Any) -> Item:
    """Ask the lead, once for each change, whether the plan still fits."""
    rule = _clock(change)
    item = Item(
        case=change.case,
        activity=Activity.PLAN,
        kind=Item.Kind.PLAN,
        subject=f"plan:{change.pk}",
        source_key=f"plan:{change.pk}",
        about=f"change:{change.pk}",
        what=_("Look at the plan: change of condition"),
        why=_("%(severity)s change of condition") % {"severity": change.get_severity_display()},
        if_waits=_("The team works from a plan that may not fit any more."),
        due_at=clock.now() + rule.plan_time,
        priority=rule.priority,
        owner=change.case.lead,
        role="" if change.case.lead_id else Role.CASE_MANAGER,
        created_by=by,
    )
    keep(item)
    promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(change.case_id)
    return item


def _work(row: Acknowledgement, by: Any) -> Item:
    """One person's piece of work; it says how grave, never what happened: more people see work than health."""
    change, rule = row.change, _clock(row.change)
    item = Item(
        case=change.case,
        activity=Activity.PLAN,
        kind=Item.Kind.ACKNOWLEDGE,
        subject=f"ack:{row.pk}" if row._state.adding else f"ack:{row.pk}:{row.version}",
        about=f"change:{change.pk}",
        what=_("Change of condition: %(severity)s") % {"severity": change.get_severity_display().lower()},
        why=_("%(who)s told the team") % {"who": change.created_by.short},
        if_waits=_("Your deputy is told, then your supervisor."),
        due_at=row.due_at,
        priority=rule.priority,
        owner=row.user,
        created_by=by,
    )
    keep(item)
    promises.remind(item, rule.rungs)
    return item


def _tell(change: ConditionChange, rows: list[Acknowledgement]) -> None:
    """One notice for each person asked and for who stands in for one of them: nothing can switch it off."""
    deputy_of = deputies(change.case, [row.user_id for row in rows])
    told: dict[Any, Acknowledgement] = {row.user_id: row for row in rows}
    for row in rows:
        if row.user_id in deputy_of:
            told.setdefault(deputy_of[row.user_id], row)
    people = User.objects.in_bulk(told)
    for person, row in told.items():
        again = Notification.objects.filter(source=f"change:{change.pk}", recipient_id=person).count()
        kind = Notification.Kind.CHANGE
        tell(people[person], "change", change.pk, n=again, tone=kind, item=row.item, safety=True)


def _clock(change: ConditionChange) -> Clock:
    """By the rules in force now: whoever was asked before keeps the clock they were given."""
    return clock_of(change.case.facility, change.severity, clock.now())
