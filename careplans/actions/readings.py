"""Readings from home, and the limits between which this patient is well."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from careplans import chores
from careplans.models import Reading, ReadingKind, Threshold
from careplans.queries import readings
from core import clock
from core.actions import action, change, keep
from core.calendar import add_hours
from core.localtime import DAY, local_date
from core.refusals import Refused
from patients.models import Case
from worklist.models import Item

# What no person and no device can mean: beyond it a figure is a slip of the pen, not a reading (project proposal).
POSSIBLE: dict[str, tuple[int, int]] = {
    ReadingKind.WEIGHT: (1, 500),
    ReadingKind.SYSTOLIC: (30, 300),
    ReadingKind.DIASTOLIC: (10, 200),
    ReadingKind.PULSE: (10, 300),
    ReadingKind.GLUCOSE: (5, 1500),
    ReadingKind.OXYGEN: (30, 100),
    ReadingKind.PEAK_FLOW: (20, 900),
    ReadingKind.TEMPERATURE: (25, 45),
    ReadingKind.PAIN: (0, 10),
    ReadingKind.DOSES_TAKEN: (0, 100),
}
# Somebody looks within so many hours (project proposal).
HOURS = 4
AHEAD = timedelta(minutes=5)


@action("edit_discharge")
def record_reading(
    case: Case,
    *,
    by: Any,
    kind: str,
    value: Decimal,
    source: str = Reading.Source.PATIENT,
    taken_at: datetime | None = None,
    source_key: str = "",
) -> Reading:
    """Keep a reading; outside the limits of that day it is work for the role they name, once a day and kind.

    One that names itself (`source_key`) is taken in once.
    """
    if (standing := _taken_in(case, source_key)) is not None:
        return standing
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before readings are recorded."))
    taken_at = taken_at or clock.now()
    if taken_at > clock.now() + AHEAD:
        raise Refused(_("This is still to come. Give the time at which it was measured."), field="taken_at")
    _must_be_possible(kind, value)
    limits = readings.limits_on(case, kind, local_date(taken_at, case.facility.tz))
    row = Reading(case=case, kind=kind, value=value, source=source, taken_at=taken_at, source_key=source_key)
    row.out_of_range, row.recorded_by = limits is not None and readings.outside(limits, value), by
    row.item = _look(case, row, limits, by) if row.out_of_range and limits is not None else None
    return keep(row)


def _taken_in(case: Case, source_key: str) -> Reading | None:
    return Reading.objects.filter(case=case, source_key=source_key).first() if source_key else None


def _must_be_possible(kind: str, value: Decimal) -> None:
    """A kind that does not exist is said by its field; a figure that cannot be, here."""
    least, most = POSSIBLE.get(kind, (value, value))
    if not least <= value <= most:
        raise ValidationError(
            {
                "value": _("Enter a figure from %(least)s to %(most)s, in the unit beside it.")
                % {"least": least, "most": most}
            }
        )


def _look(case: Case, row: Reading, limits: Threshold, by: Any) -> Item:
    """Who is named in the limits looks at once; a second reading of that kind and day is the same work, done or not."""
    on = local_date(row.taken_at, case.facility.tz)
    key = f"reading:{case.pk}:{row.kind}:{on}"
    standing = Item.objects.filter(source_key=key).order_by("-created_at").first()
    if standing is not None:
        return standing
    facts: dict[str, Any] = {
        "kind": Item.Kind.READING,
        "activity": "follow_up",
        "subject": f"{row.kind} {on}",
        "about": f"case:{case.pk}",
    }
    facts["what"] = _("Look at a reading outside its limits: %(kind)s") % {
        "kind": ReadingKind(row.kind).label
    }
    facts["why"] = _("Outside the limits that %(who)s set") % {"who": limits.set_by_whom}
    facts["if_waits"] = _("A change at home goes unseen.")
    facts["priority"] = Item.Priority.HIGH
    return chores.ask(case, by=by, role=limits.role, key=key, due_at=add_hours(clock.now(), HOURS), **facts)


@action("edit_discharge")
def set_limits(
    case: Case,
    *,
    by: Any,
    kind: str,
    role: str,
    set_by_whom: str,
    low: Decimal | None = None,
    high: Decimal | None = None,
    every_days: int | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Threshold:
    """Say between which values this patient is well, by whose word, and who looks; earlier limits end the day before."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before limits are set."))
    starts = from_on or clock.today(case.facility.tz)
    standing = readings.limits_on(case, kind, starts)
    if standing is not None and standing.from_on < starts:
        change(standing, until_on=starts - DAY)
    row = Threshold(
        case=case, kind=kind, low=low, high=high, role=role, set_by_whom=set_by_whom, created_by=by
    )
    row.every_days, row.from_on, row.until_on = every_days, starts, until_on
    return keep(row)


@action("edit_discharge")
def end_limits(limits: Threshold, *, by: Any, until_on: date | None = None) -> Threshold:
    """The limits hold until and including a day, by default today; nothing is expected after it."""
    last = until_on or clock.today(limits.case.facility.tz)
    if last < limits.from_on:
        raise Refused(_("They begin later. Choose that day or a later one."), field="until_on")
    if limits.until_on is not None and limits.until_on < clock.today(limits.case.facility.tz):
        raise Refused(_("These limits have ended. Set new ones."))
    limits.until_on = last
    return limits
