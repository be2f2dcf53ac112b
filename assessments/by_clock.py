"""Who is to be looked at because time has passed, or because the patient is about to leave. Reads only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from assessments import looked_at, reassess
from assessments.models import Reassessment, Score, ScoreOverride
from assessments.reassess import BY_CLOCK, Trigger
from core import clock
from core.calendar import add_hours
from core.localtime import midnights_between
from facilities.models import Facility
from patients.models import Case
from policy.queries import reassess as rules_of
from policy.queries import series
from policy.reassess import Reassess

CHUNK = 200
HIGH_ACUITY = ("high", "complex")


@dataclass(frozen=True)
class Due:
    """One look that the clock asks for."""

    case: Case
    trigger: str
    key: str
    because: str
    at: datetime
    due_at: datetime


def due(facility: Facility, chunk: int = CHUNK) -> Iterator[Due]:
    """Every look that the clock of a facility asks for now; a handful of statements for each chunk of its patients."""
    _version, rules = rules_of(facility, clock.now())
    tiers = series(facility, clock.now()).tier_of
    last: Any = None
    while True:
        rows = in_house(facility, rules).order_by("pk")
        cases = list(rows.filter(pk__gt=last)[:chunk] if last else rows[:chunk])
        if not cases:
            return
        last = cases[-1].pk
        yield from _asked(cases, rules, tiers)


def in_house(facility: Facility, rules: Reassess) -> QuerySet[Any]:
    """Patients of a facility who are in the house and were assessed once, with what their cadence hangs on."""
    now = clock.now()
    quiet = Reassessment.objects.filter(
        case=OuterRef("pk"), happened_at__gt=now - timedelta(days=rules.long_quiet_days)
    )
    acuity = Score.objects.filter(case=OuterRef("pk"), kind=Score.Kind.ACUITY).order_by("-at", "-pk")
    other = ScoreOverride.objects.filter(
        case=OuterRef("pk"), code=Score.Kind.ACUITY, ended_at=None, error_at=None, until__gt=now
    )
    return (
        looked_at.cases()
        .filter(facility=facility, admitted_at__isnull=False)
        .select_related("facility", "patient")
        .annotate(
            busy=Exists(quiet.exclude(trigger__in=BY_CLOCK)),
            acuity=Subquery(acuity.values("band")[:1], output_field=CharField()),
            acuity_set=Subquery(other.values("band")[:1], output_field=CharField()),
        )
    )


def _asked(cases: list[Any], rules: Reassess, tiers: Mapping[str, str]) -> Iterator[Due]:
    own: dict[Any, int] = {}
    for ask in reassess.CADENCES:
        for key, days in ask(cases).items():
            own[key] = min(days, own.get(key, days))
    with clock.held():
        found = [each for case in cases for each in _of(case, rules, tier_of(case, tiers), own.get(case.pk))]
    known = Reassessment.objects.filter(
        case__in=[case.pk for case in cases], source_key__in=[d.key for d in found]
    )
    raised = set(known.values_list("case", "source_key")) if found else set()
    yield from (each for each in found if (each.case.pk, each.key) not in raised)


def tier_of(case: Any, tiers: Mapping[str, str]) -> str:
    """The tier by which a patient is looked at: of readmission risk, else of the complexity; high acuity makes it high."""
    if (case.acuity_set or case.acuity) in HIGH_ACUITY or case.complexity in ("high", "complex"):
        return "high"
    return case.risk or tiers.get(case.complexity, "low")


def _of(case: Any, rules: Reassess, tier: str, own: int | None) -> Iterator[Due]:
    now, zone = clock.now(), case.facility.tz
    days = midnights_between(case.admitted_at, now, zone)
    hours = rules.every(tier, days=days, quiet=not case.busy, own_days=own)
    due_at = add_hours(case.looked_at, hours)
    if now >= due_at - timedelta(hours=rules.ahead_hours):
        key = f"cadence:{case.looked_at:%Y%m%dT%H%M%S}"
        said = _("%(hours)d hours after the last assessment") % {"hours": hours}
        yield Due(case, Trigger.CADENCE, key, said, case.looked_at, due_at)
    on = case.expected_leaving_on
    if on is not None and on >= clock.today(zone) and now >= rules.leaving_opens(on, zone):
        said = _("The patient is expected to leave")
        yield Due(case, Trigger.BEFORE_LEAVING, leaving_key(on), said, now, rules.leaving_due(on, zone))


def leaving_key(on: Any) -> str:
    """What makes the last look before one expected day one look."""
    return f"leaving:{on.isoformat()}"
