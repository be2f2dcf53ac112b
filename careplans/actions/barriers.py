"""Barriers: what stands in the way of a goal or of work, found where, looked after by whom, removed how (C23)."""

from typing import Any

from django.utils.translation import gettext as _

from careplans import conflicting
from careplans.models import Barrier, Goal
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Case
from worklist import owners
from worklist.models import Item

Status = Barrier.Status


@action("edit_work", after=conflicting.look_again)
def raise_barrier(
    case: Case,
    *,
    by: Any,
    kind: str,
    words: str,
    found_where: str = "",
    systemic: bool = False,
    goal: Goal | None = None,
    item: Item | None = None,
    owner: Any = None,
) -> Barrier:
    """Say what is in the way, whoever of the team finds it; found on the unit where the patient is, unless said otherwise."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before you add to it."))
    open_goals = Goal.objects.filter(case=case, error_at=None).exclude(status=Goal.Status.CLOSED)
    if goal is not None and not open_goals.filter(pk=goal.pk).exists():
        raise Refused(_("Choose a goal of this case that is not closed."), field="goal")
    if item is not None and item.case_id != case.pk:
        raise Refused(_("Choose work of this case."), field="item")
    owners.must_be_able(owner, case)
    row = Barrier(case=case, kind=kind, words=words, systemic=systemic, created_by=by)
    row.found_where = found_where.strip() or (case.unit.name if case.unit else "")
    row.goal, row.item, row.owner = goal, item, owner
    made: Barrier = keep(row)
    return made


@action("edit_work", moves={Status.RAISED: Status.CLEARED}, after=conflicting.look_again)
def clear_barrier(barrier: Barrier, *, by: Any, how: str) -> Barrier:
    """It is out of the way, and how it was removed."""
    barrier.cleared_how, barrier.cleared_at, barrier.cleared_by = how.strip(), clock.now(), by
    return barrier
