"""Conflicts: found by rules or raised by a person, and settled with a decision that somebody answers for (C25)."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from careplans import conflicting
from careplans.models import CarePlan, Conflict
from careplans.sides import keep_row, said
from core import access, clock
from core.actions import action, keep
from core.models import new_key
from core.refusals import Refused

Status = Conflict.Status


@action("edit_notes")
def check_conflicts(plan: CarePlan, *, by: Any) -> CarePlan:
    """Look for conflicts now; those found before stay the same rows, those that are no longer so are withdrawn."""
    _must_be_open(plan)
    conflicting.recheck(plan, by=by)
    return plan


@action("edit_notes")
def raise_conflict(
    plan: CarePlan, *, by: Any, sentence: str, severity: str, one: Model | str, other: Model | str
) -> Conflict:
    """Somebody of the team sees two things that cannot both be: rows of the plan, or words for what is none."""
    _must_be_open(plan)
    if one == other:
        raise Refused(_("Name two different things."), field="other")
    for side in (one, other):
        if isinstance(side, Model) and getattr(side, "case_id", None) != plan.case_id:
            raise Refused(_("This is not of the same case. Choose again."))
    conflict = keep(
        Conflict(
            case=plan.case,
            plan=plan,
            key=f"person|{new_key()}",
            severity=severity,
            sentence=sentence,
            created_by=by,
        )
    )
    for position, side in enumerate((one, other)):
        keep_row(conflict, position, side)
    return conflict


@action("edit_plan", moves={Status.OPEN: Status.ACCEPTED})
def accept_conflict(conflict: Conflict, *, by: Any, decision: str) -> Conflict:
    """Both stay as they are, and why: the decision stands on the plan."""
    return _decided(conflict, decision, by)


@action("edit_plan", moves={Status.OPEN: Status.RESOLVED})
def settle_conflict(conflict: Conflict, *, by: Any, decision: str) -> Conflict:
    """It was talked over, and this is what holds now."""
    return _decided(conflict, decision, by)


@action("edit_notes", moves={Status.OPEN: Status.WITHDRAWN})
def withdraw_conflict(conflict: Conflict, *, by: Any, decision: str) -> Conflict:
    """A person takes back what they raised; what a rule found goes when its facts do."""
    if conflict.rule:
        raise Refused(_("A rule found this. Change the plan, or decide on it and say why."))
    if conflict.created_by_id != by.pk and not access.can(by, "edit_plan", conflict):
        raise Refused(_("A colleague raised this. Ask them to take it back, or whoever keeps the plan."))
    return _decided(conflict, decision, by)


def _decided(conflict: Conflict, decision: str, by: Any) -> Conflict:
    """Nobody decides on what they may not read."""
    sides = list(conflict.sides.order_by("position"))
    if said(conflict, sides, access.held(by, conflict)).hidden:
        raise Refused(_("You may not read a part of this. Ask somebody who may to decide on it."))
    conflict.decision, conflict.decided_at, conflict.decided_by = decision, clock.now(), by
    return conflict


def _must_be_open(plan: CarePlan) -> None:
    if plan.status == CarePlan.Status.CLOSED:
        raise Refused(_("This plan is closed. Start a new plan first."))
