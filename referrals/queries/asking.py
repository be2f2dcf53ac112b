"""The referrals of a case and how each stands: what is booked, what is missing before leaving, who has not answered."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from core import clock
from facilities.models import Facility
from facilities.queries import site_holidays
from patients.models import Case, Stage
from policy.queries import teamwork
from referrals import steps
from referrals.models import Packet, Referral, ReferralStep

Status = Referral.Status
WITH = ("service__organisation", "choice", "packet", "item", "created_by")
NOT_SENT = (Packet.Status.DRAFT, Packet.Status.SUPERSEDED)
# Of these nobody asks the patient afterwards whether they began: one sees them come.
SEEN_TO_COME = ("transport",)


def of_case(case: Case) -> "QuerySet[Referral]":
    """The referrals of a case, the newest departure first, then by kind and the order they were written in."""
    rows = Referral.objects.filter(case=case, error_at=None).select_related(*WITH)
    return rows.order_by("-leaving", "kind", "created_at", "pk")


def booked(case: Case, leaving: int) -> list[Referral]:
    """What is booked or has begun for a departure, by kind."""
    return list(of_case(case).filter(leaving=leaving, status__in=(Status.BOOKED, Status.STARTED)))


def agreed(case: Case, leaving: int, kind: str) -> Referral | None:
    """The service of a kind that will take the patient: booked before only accepted."""
    rows = list(of_case(case).filter(leaving=leaving, kind=kind, status__in=steps.AGREED))
    return min(rows, key=lambda row: row.status == Status.ACCEPTED, default=None)


def equipment_missing(case: Case, leaving: int, *, done: Collection[Any] = ()) -> list[str]:
    """The equipment a patient cannot leave without that is not both there and taught; by what was asked for.

    It stays missing when a supplier declines; only withdrawing says that it is needed no more. `done` are the keys of
    referrals that are being finished now.
    """
    rows = Referral.objects.filter(case=case, leaving=leaving, kind="equipment", error_at=None)
    found = list(rows.exclude(status=Status.WITHDRAWN).order_by("created_at"))
    ready = {row.asks_for for row in found if (row.delivered_at and row.taught_at) or row.pk in done}
    return list(dict.fromkeys(row.asks_for for row in found if row.essential and row.asks_for not in ready))


def story(referral: Referral) -> "QuerySet[ReferralStep]":
    """Every step of a referral, the latest first."""
    return referral.steps.select_related("by").order_by("-at", "-pk")


def _last_sent() -> Subquery:
    sends = ReferralStep.objects.filter(referral=OuterRef("pk"), status=Status.SENT).order_by("-at", "-pk")
    return Subquery(sends.values("at")[:1])


def unanswered(step: str) -> Iterator[Referral]:
    """Those that wait for an answer longer than the clock of a step ("remind", "escalate") and were not dealt with yet.

    Each time a referral is sent its clock begins anew.
    """
    now = clock.now()
    raised = ("referral:late:",) if step == "escalate" else ("referral:late:", "referral:ask:")
    dealt_with = Q(pk__in=[])
    for key in raised:
        dealt_with |= Q(item__source_key__startswith=key, item__created_at__gte=F("asked_at"))
    rows = Referral.objects.filter(status__in=steps.WAITING, error_at=None).exclude(case__stage=Stage.CLOSED)
    rows = rows.annotate(asked_at=_last_sent()).exclude(dealt_with)
    due = _clocks(now)
    for row in rows.select_related("case__facility").order_by("sent_at", "pk"):
        if due(row.case.facility, step, row.asked_at) < now:
            yield row


def _clocks(now: datetime) -> Any:
    """When a step is due at a facility; figures and days off are read once for each."""

    @cache
    def of(facility: Facility) -> tuple[Any, frozenset[Any]]:
        return teamwork(facility, now), site_holidays(facility)

    def due(facility: Facility, step: str, at: datetime) -> datetime:
        figures, closed = of(facility)
        found: datetime = figures.answer_by(step, at, facility.tz, closed)
        return found

    return due


def answer_due(referral: Referral, steps_done: Iterable[ReferralStep]) -> datetime | None:
    """When an answer is asked for; none where nobody waits for one. The steps with the latest first."""
    sent = next((step.at for step in steps_done if step.status == Status.SENT), None)
    if referral.status not in steps.WAITING or sent is None:
        return None
    due: datetime = _clocks(clock.now())(referral.case.facility, "remind", sent)
    return due


def to_check() -> "QuerySet[Referral]":
    """Services whose promised time has come and of which nobody has asked the patient yet."""
    rows = Referral.objects.filter(
        status__in=(Status.BOOKED, Status.STARTED), promised_at__lte=clock.now(), checks=None, error_at=None
    )
    rows = rows.exclude(kind__in=SEEN_TO_COME).exclude(case__stage=Stage.CLOSED)
    return rows.exclude(item__source_key__startswith="referral:check:").order_by("promised_at", "pk")


def papers_of(rows: Iterable[Referral]) -> dict[tuple[Any, int], Packet]:
    """The newest papers that went to each service to decide on, by service and departure; one statement."""
    asked = list(rows)
    sent = Packet.objects.filter(
        case__in={row.case_id for row in asked}, service__in={row.service_id for row in asked}, error_at=None
    )
    sent = sent.filter(purpose=Packet.Purpose.REFERRAL).exclude(status__in=NOT_SENT)
    return {(row.service_id, row.leaving): row for row in sent.order_by("number")}


def papers(referral: Referral) -> Packet | None:
    """The newest papers that went to a service to decide on."""
    return papers_of([referral]).get((referral.service_id, referral.leaving))
