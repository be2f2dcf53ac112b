"""The facts of a stay as the rules of notices read them, from the tables; and the figures in force at each trigger."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, When

from core import clock
from core.localtime import local_date
from coverage.models import BenefitCheck, Coverage
from discharge.models import Notice, QioReview
from discharge.notice_rules import MEDICARE, Cover, Given, Stay
from encounters import statuses
from encounters.models import Encounter
from facilities.models import Facility
from policy import notices
from policy.models import PackVersion, RulePack
from policy.queries import all_versions
from policy.ready import once

GIVEN = (Notice.Status.DELIVERED, Notice.Status.REFUSED, Notice.Status.REP_CONTACTED)
Version = Callable[[datetime], PackVersion]
# What a version without a beginning has been in force since.
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def versions_of(facility: Facility) -> Version | None:
    """The version in force at an instant, as a function (E-10); before the first one was in force that counts.

    None where a facility has no rules of notices.
    """
    rows = all_versions(RulePack.Kind.NOTICES, facility)
    if not rows:
        return None
    first = min(rows, key=lambda row: row.in_force.lower or LONG_AGO)

    def at(instant: datetime) -> PackVersion:
        return next((row for row in rows if instant in row.in_force), first)

    return at


def version_at(facility: str, instant: datetime) -> "QuerySet[Any, Any]":
    """The key of what `versions_of` gives at an instant, as a part of a statement whose rows name a facility there."""
    rows = PackVersion.objects.filter(pack__kind=RulePack.Kind.NOTICES, in_force__isnull=False)
    rows = rows.filter(Q(pack__facility=OuterRef(facility)) | Q(pack__facility=None))
    now = Q(in_force__contains=instant)
    rank = Case(When(now & Q(pack__facility__isnull=False), then=0), When(now, then=1), default=2)
    since = F("in_force__startswith").asc(nulls_first=True)
    return rows.order_by(rank, since, F("pack__facility").asc(nulls_last=True), "in_force").values("pk")[:1]


def figures(version: PackVersion) -> notices.Notices:
    """What a version says."""
    return once(version, notices.read)


def stay_of(encounter: Encounter, rows: Iterable[Notice]) -> Stay:
    """A visit of a case as the rules look at it; `rows` are its notices that stand."""
    case = encounter.case
    assert case is not None  # noqa: S101 - whoever asks has looked
    zone, left = encounter.facility.tz, encounter.ended_at
    today, expected = clock.today(zone), case.expected_leaving_on
    cover = list(Coverage.objects.filter(patient=encounter.patient_id, error_at=None).select_related("plan"))
    review = QioReview.objects.filter(encounter=encounter, decided_at=None, error_at=None).first()
    return Stay(
        zone=zone,
        at=clock.now(),
        orders=statuses.timeline(encounter),
        cover=[Cover(row.plan.product, row.rank, row.from_on, row.until_on) for row in cover],
        leaves_on=local_date(left, zone) if left else expected and max(expected, today),
        left=left,
        undated=left is None and (expected is None or expected < today),
        disposition=encounter.disposition,
        given=sorted(
            (
                Given(row.kind, row.number, row.delivered_at)
                for row in rows
                if row.status in GIVEN and row.delivered_at
            ),
            key=lambda row: row.at,
        ),
        notified=review.notified_at if review else None,
        days_exhausted=_exhausted(cover),
        cancelled=encounter.status == Encounter.Status.CANCELLED,
        planned=encounter.status == Encounter.Status.PLANNED,
    )


def _exhausted(cover: Iterable[Coverage]) -> bool:
    """Whether the last check of Original Medicare found no days left."""
    ours = [row for row in cover if row.plan.product == MEDICARE]
    if not ours:
        return False
    checks = BenefitCheck.objects.filter(coverage__in=ours).order_by("-checked_at", "-pk")
    return checks.values_list("units_left", flat=True).first() == 0
