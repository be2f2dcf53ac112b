"""From the door to a decision: received, screened, accepted, declined or sent on."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from encounters import linking
from encounters.models import Encounter
from facilities.models import Unit
from intake import answering, candidates, clocks, desk
from intake.models import IntakeRequest
from patients import actions as patients
from patients import stages
from patients.models import Case, Patient, Stage
from teams import ledger

Status = IntakeRequest.Status
# A discharge this recent makes the new case a return of the earlier one (R-INT-7).
RETURN_WITHIN = timedelta(days=30)
SAME = {status: status for status in (Status.SCREENING, Status.ACCEPTED, Status.ASSIGNED)}
TO_DECIDE = (Status.RECEIVED, Status.SCREENING, Status.ACCEPTED)


@action("edit_intake")
def receive(
    patient: Patient,
    *,
    by: Any,
    source: str,
    need: str = "",
    question: str = "",
    arrival: str = "",
    unit: Unit | None = None,
    encounter: Encounter | None = None,
    asked_by: User | None = None,
    asker: str = "",
) -> IntakeRequest:
    """Put a request in the queue; its first-contact clock starts now, and until it is screened it counts as urgent."""
    if patient.merged_into_id:
        raise Refused(_("This record was joined with another. Make the request on that one."))
    if encounter is not None and encounter.patient_id != patient.pk:
        raise Refused(
            _("That visit belongs to another record. Choose one of this patient."), field="encounter"
        )
    unit = unit or (encounter.unit if encounter else None)
    request = IntakeRequest(
        patient=patient,
        source=source,
        question=question,
        arrival=arrival,
        unit=unit,
        encounter=encounter,
        need=need,
    )
    request.facility = unit.facility if unit else encounter.facility if encounter else patient.facility
    request.asked_by, request.asker = asked_by, asker or (asked_by.name if asked_by else "")
    request.received_at, request.created_by = clock.now(), by
    clocks.start(request, {"need": need} if need else {})
    return keep(request)


@action("edit_intake", moves={Status.RECEIVED: Status.SCREENING, **SAME})
def screen(request: IntakeRequest, *, by: Any, triage: Mapping[str, str]) -> IntakeRequest:
    """Answer triage items; tier, reasons and first-contact clock follow, old and new are noted (E-9, E-10)."""
    clocks.recount(request, triage, by=by)
    request.suggestion = candidates.field_of(request.facility).suggestion(request)
    desk.follow_clock(request)
    return request


@action("edit_intake", moves={Status.SCREENING: Status.ACCEPTED})
def accept(request: IntakeRequest, *, by: Any, complexity: str = Case.Complexity.STANDARD) -> IntakeRequest:
    """Take the patient into case management: opens the case, or joins the one that still waits in intake."""
    if not request.need:
        raise Refused(_("Say first what is needed most: the route depends on it."), field="need")
    earlier = (
        Case.objects.filter(patient=request.patient_id, facility=request.facility_id)
        .order_by("-opened_at")
        .first()
    )
    case = _case_for(request, earlier, by)
    request.case, request.decided_at, request.decided_by = case, clock.now(), by
    field = candidates.field_of(request.facility)
    team = case.team or field.best_team(request)
    change(case, complexity=complexity, unit=request.unit or case.unit, team=team)
    if request.encounter is not None and request.encounter.case_id is None:
        linking.link(request.encounter, case)
    request.suggestion = field.suggestion(request)
    ledger.join(case, by=by, roles={Role.INTAKE}, also=_registrar(request, by))
    return request


@action("edit_intake", moves=dict.fromkeys(TO_DECIDE, Status.DECLINED))
def decline(request: IntakeRequest, *, by: Any, reason: str) -> IntakeRequest:
    """Say no with a reason that is sent to whoever asked; a case that had been opened is closed as not selected."""
    _decide(request, by, reason)
    answering.send(request, by=by)
    return request


@action("edit_intake", moves=dict.fromkeys(TO_DECIDE, Status.REDIRECTED))
def redirect(request: IntakeRequest, *, by: Any, to: str, reason: str) -> IntakeRequest:
    """Send a request on to where it belongs; whoever asked is told where and why."""
    if not to.strip():
        raise Refused(_("Say where the request is sent."), field="to")
    request.redirected_to = to.strip()
    _decide(request, by, reason)
    answering.send(request, by=by)
    return request


def _registrar(request: IntakeRequest, by: Any) -> dict[str, Any]:
    """Who answers for registration and benefits: the intake specialist who accepts, else the one who took it in."""
    people = (by, request.created_by)
    found = next((each for each in people if each.default_role == Role.INTAKE and each.is_active), None)
    return {Role.INTAKE.value: found} if found else {}


def _case_for(request: IntakeRequest, earlier: Case | None, by: Any) -> Case:
    if earlier is not None and earlier.is_open:
        if earlier.stage == Stage.REFERRED:
            return earlier
        raise Refused(
            _("This patient already has an open case (%(reference)s). Send the request on to its lead.")
            % {"reference": earlier.reference}
        )
    returns = earlier is not None and earlier.closed_at and clock.now() - earlier.closed_at <= RETURN_WITHIN
    return patients.open_case(
        request.patient,
        by=by,
        facility=request.facility,
        unit=request.unit,
        admitted_at=request.encounter.started_at if request.encounter else None,
        follows=earlier if returns else None,
        why=request.get_source_display(),
    )


def _decide(request: IntakeRequest, by: Any, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason; it is sent to whoever asked."), field="reason")
    request.decision_reason, request.decided_at, request.decided_by = reason.strip(), clock.now(), by
    desk.clear(request, by=by, because=reason.strip())
    if request.case is not None and request.case.is_open:
        _close(request, request.case, by, reason.strip())


def _close(request: IntakeRequest, case: Case, by: Any, reason: str) -> None:
    """End the case that was opened for nothing; casework that has begun ends by the rules of closing a case."""
    left = desk.other_work(request)
    if left or case.stage != Stage.REFERRED:
        raise Refused(
            _("Work on the case has begun (%(reference)s, still to do: %(left)s). Close the case first.")
            % {"reference": case.reference, "left": left}
        )
    stages.enter(case, Stage.CLOSED, by=by, why=reason)
    ledger.close(case, by=by, why=reason)
    closed = {"closed_at": clock.now(), "closed_by": by, "closing": Case.Closing.NOT_SELECTED}
    change(case, stage=case.stage, stage_since=case.stage_since, **closed)
