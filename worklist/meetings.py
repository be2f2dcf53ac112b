"""Booked times as clashes are looked for: those of a patient, and those that keep the people of the team busy."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.refusals import Refused
from patients.models import Case
from policy import queries as rules
from worklist import clashes
from worklist.clashes import Clash, Meeting
from worklist.models import Appointment

# Rest is counted from the evening before to the morning after.
AROUND = timedelta(days=2)
NEW = "new"
Status = Appointment.Status


def around(
    case: Case,
    people: Any,
    since: datetime,
    until: datetime,
    *,
    settled: bool = False,
    practitioner: Any = None,
) -> QuerySet[Appointment]:
    """The booked meetings of a case, and of some people with whomever, from two days before to two days after.

    With `settled` also those that are over.
    """
    outside = Q(practitioner=practitioner) if practitioner is not None else Q()
    rows = Appointment.objects.filter(Q(case=case) | Q(user__in=people) | outside)
    rows = rows.filter(starts_at__lt=until + AROUND, ends_at__gt=since - AROUND).select_related(
        "user", "practitioner"
    )
    over = rows.exclude(status=Status.CANCELLED) if settled else rows.filter(status=Status.BOOKED)
    return over.order_by("starts_at", "pk")


def as_meeting(row: Appointment, case: Case) -> Meeting:
    """An appointment as clashes are looked for, round one case."""
    return Meeting(row.pk, row.who_key, row.who, row.starts_at, row.ends_at, row.case_id == case.pk)


def warnings(planned: Appointment) -> list[Clash]:
    """What a meeting, new or at its new time, would get in the way of."""
    case, people = planned.case, [planned.user_id] if planned.user_id else []
    near = around(case, people, planned.starts_at, planned.ends_at, practitioner=planned.practitioner_id)
    made = Meeting(NEW, planned.who_key, planned.who, planned.starts_at, planned.ends_at)
    rows = [*(as_meeting(row, case) for row in near if row.pk != planned.pk), made]
    now = clock.now()
    found = clashes.found(rows, rules.teamwork(case.facility, now), now, case.facility.tz)
    return [clash for clash in found if NEW in clash.keys]


def must_be_free(planned: Appointment) -> None:
    """Refused with every warning as a sentence; a person booked twice is left to the constraint, which nobody waives."""
    said = [one.sentence for one in warnings(planned) if one.kind != "person"]
    if said:
        ask = _("Choose another time, or book it all the same.")
        raise Refused(" ".join([*said, ask]), field="despite")
