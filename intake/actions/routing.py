"""From the decision to the first contact: who leads, when they meet the patient, and that they did."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change
from core.refusals import Refused
from facilities.models import Team
from intake import candidates, desk, suggest
from intake.models import IntakeRequest
from patients import stages
from patients.models import Case, Stage
from teams import actions as teams
from worklist import actions as worklist
from worklist.models import Appointment, ContactAttempt, Item

Status = IntakeRequest.Status
Slot = tuple[datetime, datetime]
# The patient was spoken with, whatever they said: the first contact is made.
MADE = (ContactAttempt.Outcome.REACHED, ContactAttempt.Outcome.DECLINED)


@action("edit_intake", moves={Status.ACCEPTED: Status.ASSIGNED})
def assign(
    request: IntakeRequest,
    *,
    by: Any,
    user: Any,
    role: str = "",
    team: Team | None = None,
    because: str = "",
    slot: Slot | None = None,
    mode: str = Appointment.Mode.BEDSIDE,
    waiver: str = "",
) -> IntakeRequest:
    """Give the case its lead and team; the first contact is booked in the same step, or waived with a reason.

    Without a `role` they lead in their usual one. Somebody else than the one suggested needs a reason.
    The case leaves intake: it is then assessing.
    """
    ranked = candidates.field_of(request.facility).rank(request)
    chosen = next((each for each in ranked if each.who.key == user.pk), None)
    _must_say_why_another(ranked, user, because)
    _book_or_waive(slot, waiver)
    request.team = team or _team_of(chosen) or request.case.team  # type: ignore[union-attr]
    # Before the lead joins: with them the supervisor of this team takes up what is theirs.
    case = change(request.case, team=request.team)  # type: ignore[arg-type]
    desk.clear(request, by=by, because=str(_("Routed to a lead")), done=True)
    teams.assign(case, by=by, user=user, role=role or user.default_role, is_lead=True, why=because)
    request.appointment = _book(request, by, user, slot, mode)
    request.waiver = "" if slot else waiver.strip()
    request.suggestion = _kept(ranked, chosen, because)
    _ask_for_first_contact(request, by, user)
    _leave_intake(request, by)
    return request


@action("edit_work", moves={Status.ASSIGNED: Status.ASSIGNED})
def contact(request: IntakeRequest, *, by: Any, mode: str, outcome: str, **said: Any) -> IntakeRequest:
    """Log an attempt at the first contact; once the patient was spoken with, the request is finished.

    `said`: what `worklist.log_contact` takes besides. Until then its item stays open and its clock runs.
    """
    item = desk.first_contact_item(request) if outcome in MADE else None
    logged = worklist.log_contact(
        request.case, by=by, activity=desk.ACTIVITY, mode=mode, outcome=outcome, item=item, **said
    )
    if outcome in MADE:
        _made(request, logged, by)
    return request


@action("edit_work", moves={Status.ASSIGNED: Status.CONTACTED})
def note_contact(request: IntakeRequest, *, by: Any, logged: ContactAttempt) -> IntakeRequest:
    """Take a contact that was logged elsewhere on the case as the first one (the keeper's verb)."""
    if logged.case_id != request.case_id or logged.outcome not in MADE:
        raise Refused(_("This is no contact with the patient of this request."))
    _made(request, logged, by)
    return request


def _made(request: IntakeRequest, logged: ContactAttempt, by: Any) -> None:
    request.status, request.contact, request.contacted_at = Status.CONTACTED, logged, logged.at
    desk.clear(request, by=by, because=logged.get_outcome_display(), done=True)
    meeting = request.appointment
    if meeting and meeting.status == Appointment.Status.BOOKED and meeting.starts_at <= clock.now():
        worklist.keep_appointment(meeting, by=by)


def _must_say_why_another(ranked: list[suggest.Suggestion], user: Any, because: str) -> None:
    if ranked and ranked[0].who.key != user.pk and not because.strip():
        raise Refused(
            _("%(name)s is suggested. Say why somebody else should lead.") % {"name": ranked[0].who.name},
            field="because",
        )


def _book_or_waive(slot: Slot | None, waiver: str) -> None:
    if slot is None and not waiver.strip():
        raise Refused(_("Book the first contact, or say why none is booked."), field="waiver")


def _book(request: IntakeRequest, by: Any, user: Any, slot: Slot | None, mode: str) -> Appointment | None:
    if slot is None:
        return None
    starts_at, ends_at = slot
    return worklist.book(
        request.case,
        by=by,
        user=user,
        activity=desk.ACTIVITY,
        mode=mode,
        starts_at=starts_at,
        ends_at=ends_at,
        # The first contact has a clock of its own; what it gets in the way of shows in the calendar.
        despite=True,
    )


def _ask_for_first_contact(request: IntakeRequest, by: Any, user: Any) -> None:
    worklist.open_item(
        request.case,
        by=by,
        activity=desk.ACTIVITY,
        kind=Item.Kind.FIRST_CONTACT,
        what=_("Make the first contact"),
        why=_("New case: %(tier)s") % {"tier": "; ".join(request.tier_reasons)},
        if_waits=_("The first-contact clock is breached and your supervisor is told."),
        due_at=request.first_contact_due,
        owner=user,
        priority=Item.Priority.HIGH,
        source_key=desk.first_contact_key(request),
    )


def _leave_intake(request: IntakeRequest, by: Any) -> None:
    """The case as the verbs above left it moves on; the desk loses sight of it with this."""
    case = Case.objects.get(intake_requests=request)
    stages.move(case, Stage.ASSESSING, by=by, why=str(_("Assigned")))
    request.case = case


def _team_of(chosen: suggest.Suggestion | None) -> Team | None:
    return Team.objects.get(pk=chosen.who.team.key) if chosen else None


def _kept(
    ranked: list[suggest.Suggestion], chosen: suggest.Suggestion | None, because: str
) -> dict[str, Any]:
    """What was suggested and who was chosen, so that the reasons can be read later."""
    kept = candidates.stored(ranked[0]) if ranked else {}
    return kept | {"chosen": candidates.stored(chosen) if chosen else {}, "because": because.strip()}
