"""A change of condition is told to everybody, acknowledged by each, and nobody is forgotten (C36)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import access, clock
from core.actions import action, keep
from core.refusals import Refused
from messaging import asked
from messaging.models import Acknowledgement, ConditionChange
from messaging.severity import Severity, clock_of
from messaging.standing_in import covers
from patients.models import Case

Status = Acknowledgement.Status


@action("edit_work")
def broadcast(
    case: Case, *, by: Any, what: str, severity: str, at: datetime | None = None, reported_by: str = ""
) -> ConditionChange:
    """Tell the whole team of a change: a row, a piece of work, rungs and a notice for each, and a look at the plan."""
    now = clock.now()
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before telling its team of a change."))
    if severity not in Severity.values:
        raise Refused(_("Choose how grave it is."), field="severity")
    if at is not None and at > now:
        raise Refused(_("This time is still to come. Enter when it happened."), field="at")
    made = ConditionChange(case=case, created_by=by, what=what.strip(), severity=severity)
    made.event_at, made.reported_by = at or now, reported_by.strip()
    made.due_at = now + clock_of(case.facility, severity, now).time
    keep(made)
    asked.ask(made, asked.everybody(made), by=by)
    asked.ask_for_the_plan(made, by=by)
    return made


@action("edit_work", moves={Status.DUE: Status.ACKNOWLEDGED})
def acknowledge(row: Acknowledgement, *, by: Any) -> Acknowledgement:
    """Say that one knows, or as the deputy of who is away that one stands in; the work that asked ends with its rungs."""
    cover = covers(row.change.case, [row.user_id]).get(row.user_id)
    if by.pk != row.user_id and (cover is None or cover.deputy_id != by.pk):
        raise Refused(
            _("Only %(name)s, or who stands in for them now, can say that they know.")
            % {"name": row.user.short}
        )
    row.acknowledged_at, row.acknowledged_by = clock.now(), by
    row.standing_in = cover if by.pk != row.user_id else None
    asked.release(row, by=by)
    return row


@action("edit_work", moves={Status.DUE: Status.EXCUSED})
def excuse(row: Acknowledgement, *, by: Any, reason: str) -> Acknowledgement:
    """Let somebody off who need not answer, with the reason: by the lead, a supervisor, or the clock when they left."""
    if not reason.strip():
        raise Refused(_("Say why they need not answer."), field="reason")
    if by.pk == row.user_id:
        raise Refused(_("You are asked yourself: acknowledge it."))
    if not by.is_service and not access.can(by, "manage_team", row):
        raise Refused(_("Only the lead or a supervisor lets somebody off."))
    row.excused_at, row.excused_by, row.excused_reason = clock.now(), by, reason.strip()
    asked.release(row, by=by, because=reason.strip())
    return row


@action("edit_work", moves={Status.EXCUSED: Status.DUE})
def recall(row: Acknowledgement, *, by: Any) -> Acknowledgement:
    """Ask somebody again who was let off and is on the team, while the clock of the change runs.

    By the lead or a supervisor; the keeper asks those who left and are back.
    """
    if not by.is_service and not access.can(by, "manage_team", row):
        raise Refused(_("Only the lead or a supervisor asks somebody again."))
    if row.change.due_at <= clock.now():
        raise Refused(_("The time to acknowledge this is over."))
    if not asked.may_be_asked(row.change, row.user):
        raise Refused(_("%(name)s is not on the care team. Assign them first.") % {"name": row.user.short})
    row.excused_at, row.excused_by, row.excused_reason = None, None, ""
    asked.ask_again(row, by=by)
    return row


@action("edit_work")
def ask_newcomers(change: ConditionChange, *, by: Any) -> ConditionChange:
    """Ask those who joined the team while the clock of a change runs (the keeper's verb)."""
    if change.due_at <= clock.now():
        raise Refused(_("The time to acknowledge this is over."))
    known = set(change.acknowledgements.values_list("user", flat=True))
    asked.ask(change, [user for user in asked.everybody(change) if user.pk not in known], by=by)
    return change
