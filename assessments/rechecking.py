"""Which cases have a score that may not be true any more. Reads only; a sweep asks, and writes only what changed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery

from assessments import known, reckoning, tiers
from assessments.models import Score, ScoreOverride
from core import clock
from encounters.models import Movement
from facilities.models import Facility
from patients.models import Case, Stage
from policy.queries import reassess

CHUNK = 200


def doubtful(facility: Facility) -> QuerySet[Case]:
    """Open cases whose latest LACE score was reckoned ahead, or before something was recorded of a visit."""
    latest = Score.objects.filter(case=OuterRef("pk"), kind=tiers.KIND).order_by("-at", "-pk")
    rows = Case.objects.filter(facility=facility).exclude(stage=Stage.CLOSED)
    rows = rows.annotate(
        scored_at=Subquery(latest.values("created_at")[:1], output_field=DateTimeField()),
        ahead=Subquery(latest.values("projected")[:1]),
    )
    newer = Movement.objects.filter(
        encounter__patient=OuterRef("patient"), created_at__gt=OuterRef("scored_at")
    )
    return rows.filter(Q(ahead=True) | Q(Exists(newer)), scored_at__isnull=False)


def changed(facility: Facility, chunk: int = CHUNK) -> Iterator[Case]:
    """Those of them for which something comes out differently now; a handful of statements for each chunk."""
    _version, rules = reassess(facility, clock.now())
    last: Any = None
    while True:
        rows = doubtful(facility).select_related("facility", "patient").order_by("pk")
        cases = list(rows.filter(pk__gt=last)[:chunk] if last else rows[:chunk])
        if not cases:
            return
        last = cases[-1].pk
        yield from _differing(cases, rules)


def _differing(cases: list[Case], rules: Any) -> list[Case]:
    with clock.held():
        found = known.gather(cases, rules)
    standing: dict[Any, dict[str, Score]] = {case.pk: {} for case in cases}
    for score in tiers.newest(cases):
        standing[score.case_id][score.kind] = score
    return [case for case in cases if _differs(standing[case.pk], found[case.pk], rules)]


def _differs(before: dict[str, Score], found: known.Known, rules: Any) -> bool:
    now = reckoning.everything(found, rules.hospital)
    return any(kind not in before or not reckoning.same(before[kind], each) for kind, each in now.items())


def over() -> QuerySet[ScoreOverride]:
    """Overrides whose time is over and which nobody has stamped yet, the first first."""
    rows = ScoreOverride.objects.filter(ended_at=None, error_at=None, until__lte=clock.now())
    return rows.select_related("case").order_by("until", "pk")
