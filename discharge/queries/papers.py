"""What the page of papers shows of a case: versions, visits after leaving, results still to come, who was told."""

from collections.abc import Collection
from typing import Any

from django.db.models import F

from discharge.models import DischargePlan, FollowUpVisit, PlanTold
from patients.models import Case
from patients.queries.bundle import bundle, unpack
from referrals.models import Packet, PendingResult
from referrals.queries import packets as papers

SEND, EDIT = "share_information", "edit_discharge"
Status = Packet.Status
# From where each verb goes on (referrals.actions.packets).
STATES = {
    "send": (Status.DRAFT,),
    "received": (Status.SENT,),
    "reopen": (Status.SENT, Status.RECEIVED),
    "aside": (Status.REOPENED,),
    "again": (Status.SENT, Status.RECEIVED, Status.REOPENED),
}


def page(case: Case) -> dict[str, Any]:
    """Everything of the page, in two statements."""
    small: Any = Case.objects.filter(pk=case.pk).values(
        its_visits=bundle(_of(FollowUpVisit, case).order_by("at", "pk")),
        its_results=bundle(_of(PendingResult, case).order_by("-created_at"), owner_name=F("owner__name")),
        its_tellings=bundle(
            PlanTold.objects.filter(case=case).order_by("-told_at", "-pk"),
            whom=F("person__name"), teller=F("told_by__name"),
        ),
    )[0]  # fmt: skip
    visits = unpack(FollowUpVisit, small["its_visits"])
    results = unpack(PendingResult, small["its_results"])
    return {
        "packets": papers.of_case(case),
        "visits": sorted(visits, key=lambda row: row.status != FollowUpVisit.Status.BOOKED),
        "results": sorted(results, key=lambda row: row.status != PendingResult.Status.PENDING),
        "tellings": unpack(PlanTold, small["its_tellings"]),
    }


def leaving_of(case: Case) -> int:
    """Which departure of the case is prepared now."""
    found = DischargePlan.objects.filter(case=case).values_list("leaving", flat=True).first()
    return found or 1


def _of(model: Any, case: Case) -> Any:
    return model.objects.filter(case=case, error_at=None)


def verbs(packet: Packet, rights: Collection[str]) -> set[str]:
    """What somebody with these rights may do with papers as they stand."""
    if EDIT not in rights:
        return set()
    may = {name for name, states in STATES.items() if packet.status in states}
    return may - {"send"} if SEND not in rights else may
