"""What a visit means for casework: it counts to the open case, or asks for case management."""

from django.utils.translation import gettext as _

from encounters.actions import link_to_case
from encounters.models import Encounter
from intake import actions
from intake.models import OPEN, IntakeRequest
from interop.inbound.applied import Applied
from patients.models import Case, Stage

ASKS = (Encounter.Kind.INPATIENT, Encounter.Kind.OBSERVATION)


def follow(work: Applied, encounter: Encounter) -> None:
    """An admission joins the open case or the queue; one that is taken back leaves the queue, never a case."""
    if encounter.status == Encounter.Status.CANCELLED:
        _withdraw(work, encounter)
    elif encounter.status == Encounter.Status.IN_PROGRESS and encounter.kind in ASKS and encounter.started_at:
        _join(work, encounter)


def _join(work: Applied, encounter: Encounter) -> None:
    if encounter.case_id is not None:
        return
    cases = Case.objects.filter(patient=work.patient, facility=work.message.facility).exclude(
        stage=Stage.CLOSED
    )
    case = cases.order_by("-opened_at").first()
    if case is not None:
        link_to_case(encounter, by=work.by, case=case)
        work.effects.append("case.linked")
    elif work.sender.opens_cases and not _asked(work, encounter):
        actions.receive(
            work.patient,
            by=work.by,
            source=IntakeRequest.Source.FEED,
            unit=encounter.unit,
            encounter=encounter,
        )
        work.effects.append("intake.asked")


def _asked(work: Applied, encounter: Encounter) -> bool:
    """One patient waits once, and one visit asks once, also when the request was declined."""
    requests = IntakeRequest.objects.filter(patient=work.patient)
    return requests.filter(status__in=OPEN).exists() or requests.filter(encounter=encounter).exists()


def _withdraw(work: Applied, encounter: Encounter) -> None:
    """Nobody has decided yet: the request of an admission that did not take place is declined."""
    undecided = (IntakeRequest.Status.RECEIVED, IntakeRequest.Status.SCREENING)
    found = IntakeRequest.objects.filter(
        encounter=encounter, source=IntakeRequest.Source.FEED, status__in=undecided
    )
    for request in found:
        actions.decline(request, by=work.by, reason=_("The hospital's system took the admission back."))
        work.effects.append("intake.withdrawn")
