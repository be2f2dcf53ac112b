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
    case: Case, people: Any, since: datetime, until: datetime, *, settled: bool = False
) -> QuerySet[Appointment]:
    """The booked meetings of a case, and of some people with whomever, from two days before to two days after.

    With `settled` also those that are over.
    """
    rows = Appointment.objects.filter(Q(case=case) | Q(user__in=people))
    rows = rows.filter(starts_at__lt=until + AROUND, ends_at__gt=since - AROUND).select_related("user")
    over = rows.exclude(status=Status.CANCELLED) if settled else rows.filter(status=Status.BOOKED)
    return over.order_by("starts_at", "pk")


def as_meeting(row: Appointment, case: Case) -> Meeting:
    """An appointment as clashes are looked for, round one case."""
    return Meeting(row.pk, row.user_id, row.user.short, row.starts_at, row.ends_at, row.case_id == case.pk)


def warnings(case: Case, user: Any, starts_at: datetime, ends_at: datetime) -> list[Clash]:
    """What a new meeting would get in the way of."""
    made = Meeting(NEW, user.pk, user.short, starts_at, ends_at)
    rows = [*(as_meeting(row, case) for row in around(case, [user.pk], starts_at, ends_at)), made]
    now = clock.now()
    found = clashes.found(rows, rules.teamwork(case.facility, now), now, case.facility.tz)
    return [clash for clash in found if NEW in clash.keys]


def must_be_free(case: Case, user: Any, starts_at: datetime, ends_at: datetime) -> None:
    """Refused with every warning as a sentence; a person booked twice is left to the constraint, which nobody waives."""
    said = [one.sentence for one in warnings(case, user, starts_at, ends_at) if one.kind != "person"]
    if said:
        ask = _("Choose another time, or book it all the same.")
        raise Refused(" ".join([*said, ask]), field="despite")
