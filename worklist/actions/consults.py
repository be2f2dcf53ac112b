"""Asking somebody outside the team (C39): the question opens what they need to answer it, and closes it again."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.access import OWN
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case
from policy.queries import teamwork
from teams import standing
from teams.models import Consult
from worklist import consults, told

Status = Consult.Status


@action("edit_consult")
def ask_consult(
    case: Case,
    *,
    by: Any,
    to_user: Any,
    question: str,
    summary: str,
    urgency: str = Consult.Urgency.ROUTINE,
    classes: Sequence[str] = (),
    activity: str = "",
) -> Consult:
    """Ask a colleague a question on a case; they see the question, the summary and the named classes until it is due."""
    _must_be_askable(case, by, to_user, classes)
    if urgency not in Consult.Urgency.values:
        raise Refused(_("Choose how urgent it is."), field="urgency")
    now = clock.now()
    due_at = teamwork(case.facility, now).ends(f"consult:{urgency}", now)
    grant = keep(consults.sight(case, by, to_user, classes, due_at))
    asked = Consult(
        case=case,
        created_by=by,
        to_user=to_user,
        question=question,
        summary=summary,
        urgency=urgency,
        classes=sorted(classes),
        activity=activity,
        grant=grant,
        due_at=due_at,
    )
    told.tell(to_user, "consult", keep(asked).pk)
    return asked


@action(OWN, moves={Status.ASKED: Status.ANSWERED, Status.EXPIRED: Status.ANSWERED})
def answer_consult(
    consult: Consult, *, by: Any, finding: str = "", advice: str = "", watch_for: str = ""
) -> Consult:
    """Answer in the three parts a team can act on; also late, while the case can still be read."""
    if not (finding.strip() or advice.strip()):
        raise Refused(_("Write what you found or what you advise."), field="finding")
    consult.finding, consult.advice, consult.watch_for = finding.strip(), advice.strip(), watch_for.strip()
    consult.answered_at, consult.answered_by = clock.now(), by
    _close_sight(consult, read_on=True)
    told.tell(consult.created_by, "consult-answer", consult.pk)
    return consult


@action(OWN, moves={Status.ASKED: Status.DECLINED})
def decline_consult(consult: Consult, *, by: Any, decline_reason: str) -> Consult:
    """Say that one cannot answer, so that somebody else is asked; sight ends at once."""
    if not decline_reason.strip():
        raise Refused(
            _("Say why you cannot answer, so that they can ask somebody else."), field="decline_reason"
        )
    consult.decline_reason = decline_reason.strip()
    _close_sight(consult)
    told.tell(consult.created_by, "consult-none", consult.pk)
    return consult


@action("edit_consult", moves={Status.ASKED: Status.WITHDRAWN})
def withdraw_consult(consult: Consult, *, by: Any) -> Consult:
    """Take a question back; sight ends at once."""
    _close_sight(consult)
    told.tell(consult.to_user, "consult-back", consult.pk)
    return consult


@action("edit_consult", moves={Status.ANSWERED: Status.APPLIED})
def apply_consult(consult: Consult, *, by: Any, plan_changed: bool, change_note: str = "") -> Consult:
    """Say whether the plan changed because of the answer, and what changed."""
    if plan_changed and not change_note.strip():
        raise Refused(_("Say what changed in the plan."), field="change_note")
    if consult.answered_by_id == by.pk:
        raise Refused(_("The care team says what it made of your answer."))
    consult.plan_changed, consult.change_note = plan_changed, change_note.strip()
    consult.applied_at, consult.applied_by = clock.now(), by
    return consult


@action("edit_consult", moves={Status.ASKED: Status.EXPIRED})
def expire_consult(consult: Consult, *, by: Any) -> Consult:
    """A question whose time is over: whoever asked is told to ask somebody else."""
    if clock.now() < consult.due_at:
        raise Refused(_("There is still time to answer."))
    told.tell(consult.created_by, "consult-none", consult.pk)
    return consult


def _must_be_askable(case: Case, by: Any, to_user: Any, classes: Sequence[str]) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before you ask somebody."))
    if to_user.pk == by.pk:
        raise Refused(_("Choose somebody else to ask."), field="to_user")
    here = to_user.is_active and not to_user.is_service and standing.works_at(case.facility, to_user)
    if not here:
        raise Refused(_("Choose a colleague who works here."), field="to_user")
    standing.must_not_be_kept_from(case, to_user, field="to_user")
    if not set(classes) <= set(consults.shareable(by, case)):
        raise Refused(_("You can share only what you may see yourself on this case."), field="classes")
    if consults.sees_all(to_user, case, classes):
        raise Refused(
            _("%(name)s sees all of this already. Ask on a piece of work instead.") % {"name": to_user.short},
            field="to_user",
        )


def _close_sight(consult: Consult, *, read_on: bool = False) -> None:
    """End the sight that came with the question: at once, or with the time to read on after an answer."""
    now, grant = clock.now(), consult.grant
    if not read_on:
        change(grant, ends_at=now, read_until=None, live=False)
    elif grant.ends_at and grant.ends_at > now:
        change(grant, ends_at=now, read_until=teamwork(consult.case.facility, now).ends("consult_tail", now))
