"""How services answer us and whether choices are on record: KPI-09 and KPI-19, one query each.

Numerator and denominator always come along; a denominator of 0 has no rate. Cancelled by us before any answer is in none.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from core.localtime import utc
from encounters.models import Encounter
from facilities.models import Facility
from referrals import steps
from referrals.models import Choice, Referral

Status = Referral.Status
# The kinds of care of KPI-19 by disposition (NUBC UB-04 form locator 17), with the codes of a planned return.
BY_DISPOSITION = {
    "03": "snf", "83": "snf", "06": "home_health", "86": "home_health", "62": "irf", "90": "irf", "63": "ltch",
    "91": "ltch",
}  # fmt: skip


@dataclass(frozen=True)
class Share:
    """So many of so many; no rate of nothing."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """Percent with one decimal, halves up; None for 0 of 0."""
        return int(self.part * 1000 / self.whole + 0.5) / 10 if self.whole else None


@dataclass(frozen=True)
class Hours:
    """How long something took, of so many."""

    of: int = 0
    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True)
class Answers:
    """KPI-09 of some referrals."""

    sent: int
    first_answer: Hours
    acceptance: Hours
    accepted: Share
    no_response: Share
    declines: dict[str, int] = field(default_factory=dict)


def sent(facility: Facility, since: datetime, until: datetime) -> "QuerySet[Referral]":
    """The referrals of a facility sent in a stretch of time, without those we took back before any answer."""
    rows = Referral.objects.filter(
        case__facility=facility, sent_at__gte=since, sent_at__lt=until, error_at=None
    )
    return counted(rows)


def counted(rows: "QuerySet[Referral]") -> "QuerySet[Referral]":
    """Of some referrals those that count for KPI-09: sent, and not taken back before any answer."""
    return rows.exclude(sent_at=None).exclude(status=Status.WITHDRAWN, first_answer_at=None)


def answers(rows: "QuerySet[Referral]") -> Answers:
    """KPI-09: time to the first answer and to acceptance, acceptance, no answer, declines by reason; one statement.

    Acceptance is timed from the first that was sent for the same departure and kind of service to the first that said yes.
    """
    found: list[Any] = list(
        rows.values(
            "case_id",
            "leaving",
            "kind",
            "status",
            "sent_at",
            "first_answer_at",
            "accepted_at",
            "declined_because",
        )
    )
    heard = [row for row in found if row["first_answer_at"]]
    yes = [row for row in heard if row["accepted_at"]]
    # A service that said yes and then took it back has accepted, and is a decline by its reason.
    no = [row for row in heard if row["status"] == Status.DECLINED and not row["accepted_at"]]
    reasons = Counter(row["declined_because"] for row in heard if row["declined_because"])
    return Answers(
        sent=len(found),
        first_answer=_hours((row["sent_at"], row["first_answer_at"]) for row in heard),
        acceptance=_hours(_first_yes(found)),
        accepted=Share(len(yes), len(yes) + len(no)),
        no_response=Share(
            sum(row["status"] in steps.WAITING and not row["first_answer_at"] for row in found), len(found)
        ),
        declines=dict(reasons.most_common()),
    )


def _first_yes(rows: Iterable[dict[str, Any]]) -> list[tuple[datetime, datetime]]:
    """By departure and kind: when it was first asked, and when somebody first said yes."""
    asked: dict[Any, datetime] = {}
    yes: dict[Any, datetime] = {}
    for row in rows:
        key = (row["case_id"], row["leaving"], row["kind"])
        asked[key] = min(asked.get(key, row["sent_at"]), row["sent_at"])
        if row["accepted_at"]:
            yes[key] = min(yes.get(key, row["accepted_at"]), row["accepted_at"])
    return [(asked[key], at) for key, at in yes.items()]


def _hours(spans: Iterable[tuple[datetime, datetime]]) -> Hours:
    """Median by midpoint, and the smallest value that nine in ten do not exceed."""
    found = sorted((utc(end) - utc(start)).total_seconds() / 3600 for start, end in spans)
    if not found:
        return Hours()
    ninth = found[-(-len(found) * 9 // 10) - 1]
    return Hours(len(found), round(median(found), 1), round(ninth, 1))


def post_acute(facility: Facility, since: datetime, until: datetime) -> "QuerySet[Encounter]":
    """The departures to home health, SNF, IRF and LTCH in a stretch of time that belong to a case."""
    rows = Encounter.objects.filter(
        facility=facility, case__isnull=False, disposition__in=list(BY_DISPOSITION)
    )
    return rows.filter(status=Encounter.Status.FINISHED, ended_at__gte=since, ended_at__lt=until)


def without_choice(rows: "QuerySet[Encounter]") -> "list[Encounter]":
    """Of such departures those without a whole choice of their kind before the first referral of that kind."""
    found: list[Encounter] = []
    for kind in sorted(set(BY_DISPOSITION.values())):
        codes = [code for code, leads_to in BY_DISPOSITION.items() if leads_to == kind]
        found.extend(rows.filter(disposition__in=codes).exclude(_documented(kind)))
    return found


def choices_documented(rows: "QuerySet[Encounter]") -> Share:
    """KPI-19: departures to post-acute care with a whole choice before the first referral, of all such departures."""
    whole = rows.count()
    return Share(whole - len(without_choice(rows)), whole)


def _documented(kind: str) -> Any:
    first = Referral.objects.filter(case=OuterRef(OuterRef("case")), kind=kind, error_at=None)
    first_sent = first.order_by().values("case").annotate(at=Min("sent_at")).values("at")
    chosen = Choice.objects.filter(
        case=OuterRef("case"),
        kind=kind,
        recorded_at__isnull=False,
        error_at=None,
        recorded_at__lte=OuterRef("ended_at"),
    ).annotate(first=Subquery(first_sent))
    return Exists(chosen.filter(Q(first=None) | Q(recorded_at__lte=F("first"))))
