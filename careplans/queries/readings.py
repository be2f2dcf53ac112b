"""Readings from home: the limits of a day, what is outside them, and what was expected and did not come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from careplans.models import Reading, Threshold
from core import clock
from core.localtime import DAY, local_date, start_of_day
from patients.models import Case

SHOWN = 60
# What was expected is counted over so many days.
COUNTED = 28


def limits_on(case: Case, kind: str, on: date) -> Threshold | None:
    """The limits of a kind on a day, where any are set."""
    return Threshold.objects.filter(_on(on), case=case, kind=kind, error_at=None).first()


def outside(limits: Threshold, value: Decimal) -> bool:
    """Whether a value is below the lower or above the upper limit; the limits themselves are inside."""
    below = limits.low is not None and value < limits.low
    return below or (limits.high is not None and value > limits.high)


def page(case: Case) -> dict[str, Any]:
    """The limits of a case with what is missing under each, and the latest readings."""
    today = clock.today(case.facility.tz)
    rows = Threshold.objects.filter(case=case, error_at=None).order_by("kind", "-from_on")
    taken = list(
        Reading.objects.filter(case=case)
        .select_related("recorded_by", "item")
        .order_by("-taken_at", "-pk")[:SHOWN]
    )
    first = today - COUNTED * DAY
    days = _days(case, first)
    standing = [row for row in rows if row.until_on is None or row.until_on >= today]
    return {
        "limits": [{"row": row, "counted": counted(row, days[row.kind], first, today)} for row in standing],
        "past": [row for row in rows if row not in standing],
        "readings": taken,
    }


def counted(limits: Threshold, days: Iterable[date], first: date, today: date) -> tuple[int, int]:
    """Of the readings expected from a day until yesterday, how many came: a stretch of `every_days` wants one."""
    if not limits.every_days:
        return 0, 0
    start = max(first, limits.from_on)
    stop = min(today, limits.until_on + DAY) if limits.until_on else today
    stretches = max((stop - start).days // limits.every_days, 0)
    came = {(on - start).days // limits.every_days for on in days if start <= on < stop}
    return sum(n in came for n in range(stretches)), stretches


def given(cases: Iterable[Case], since: datetime, until: datetime) -> Mapping[UUID, tuple[int, int]]:
    """For each case with limits, of the readings expected in a window how many came (engagement): two statements."""
    by_key = {case.pk: case for case in cases}
    rows = Threshold.objects.filter(case__in=by_key, every_days__isnull=False, error_at=None)
    limits = [row for row in rows if row.until_on is None or row.until_on >= since.date() - DAY]
    taken = Reading.objects.filter(
        case__in={row.case_id for row in limits}, taken_at__gt=since - DAY, taken_at__lte=until
    )
    days: dict[tuple[UUID, str], set[date]] = defaultdict(set)
    for one in taken.only("case_id", "kind", "taken_at"):
        days[one.case_id, one.kind].add(local_date(one.taken_at, by_key[one.case_id].facility.tz))
    found: dict[UUID, tuple[int, int]] = {}
    for row in limits:
        zone = by_key[row.case_id].facility.tz
        good, of = counted(row, days[row.case_id, row.kind], local_date(since, zone), local_date(until, zone))
        before = found.get(row.case_id, (0, 0))
        found[row.case_id] = (before[0] + good, before[1] + of)
    return found


def _on(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gte=on))


def _days(case: Case, first: date) -> dict[str, set[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    rows = Reading.objects.filter(case=case, taken_at__gte=start_of_day(first, case.facility.tz))
    for kind, taken_at in rows.values_list("kind", "taken_at"):
        found[kind].add(local_date(taken_at, case.facility.tz))
    return found
