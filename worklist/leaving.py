"""What a person leaves behind who may not do work on a case any more: whose it is now. Used by verbs and sweeps."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.permissions import Role
from core import access, clock
from core.permission_ids import permission_id
from patients.models import Case, Stage
from teams.models import Assignment, CaseAccess, FacilityAccess
from worklist.models import Appointment, FollowUp, Item, Reminder
from worklist.models.item import LIVE


def items() -> QuerySet[Item]:
    """Live work whose owner may not do it any more, and of running promises what waits for a lead to take it."""
    # What one person alone can answer is nobody else's to do: it ends with their part.
    rows = Item.objects.filter(status__in=LIVE).exclude(kind=Item.Kind.ACKNOWLEDGE)
    case = Q(~Exists(_able(CaseAccess, "owner", "case")), case__isnull=False) & _open("case")
    desk = Q(~Exists(_able(FacilityAccess, "owner", "facility_for_intake")), case=None)
    waits = Q(
        Exists(_able(CaseAccess, "case__lead", "case")), owner=None, series__status=FollowUp.Status.RUNNING
    )
    return rows.filter(Q(owner__isnull=False) & (case | desk) | waits)


def follow_ups() -> QuerySet[FollowUp]:
    """Running promises of somebody who may not keep them any more, where a lead is there to keep them."""
    rows = FollowUp.objects.filter(_open("case"), status=FollowUp.Status.RUNNING)
    return rows.filter(
        ~Exists(_able(CaseAccess, "owner", "case")), Exists(_able(CaseAccess, "case__lead", "case"))
    )


def appointments() -> QuerySet[Appointment]:
    """Booked times whose reminders wait for somebody who left, where a lead is there to be reminded instead."""
    gone = Reminder.objects.filter(
        ~Exists(_able(CaseAccess, "recipient", "appointment__case")),
        appointment=OuterRef("pk"),
        recipient__isnull=False,
        status=Reminder.Status.WAITING,
    )
    rows = Appointment.objects.filter(_open("case"), status=Appointment.Status.BOOKED)
    return rows.filter(Exists(gone), Exists(_able(CaseAccess, "case__lead", "case")))


def heir(case: Case | None) -> Any:
    """The lead, where there is one who may do the work; else nobody."""
    if case is None or case.lead is None:
        return None
    return case.lead if access.can(case.lead, "edit_work", case) else None


def role_for(item: Item) -> str:
    """The role whose list work without a person stands on: the lead's on the case, or the desk's."""
    if item.case_id is None:
        return item.role or Role.INTAKE
    led = Assignment.objects.filter(
        case=item.case_id, is_lead=True, error_at=None, starts_at__lte=clock.now()
    )
    return led.order_by("-starts_at").values_list("role", flat=True).first() or Role.CASE_MANAGER


def _able(view: Any, user: str, thing: str) -> QuerySet[Any]:
    """The line of access that lets a person do work on the thing; somebody who cannot sign in has none."""
    permission = permission_id(view, "edit_work")
    return view.objects.filter(
        user=OuterRef(user), content_object=OuterRef(thing), permission=permission
    ).order_by()


def _open(case: str) -> Q:
    return ~Q(**{f"{case}__stage": Stage.CLOSED})
