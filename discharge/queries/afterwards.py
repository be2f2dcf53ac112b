"""The page of the time after leaving: clocks, promises, visits, services, medicines, returns. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from core import clock
from core.localtime import end_of_day, local_date
from discharge import returns, tcm
from discharge.afterwards import COMMUNITY_GROUP, SPOKEN, promised
from discharge.models import AfterDischarge, FollowUpVisit, ReadmissionReview
from encounters.models import Encounter
from outreach.models import ScriptAnswer
from patients.models import Case
from policy import ready
from referrals.models import Referral, StartCheck
from worklist.models import ContactAttempt, Item

# What a call by the script asks that this page shows again: their codes in the script, and the answers that are well.
ASKED = {"medicines": ("all",), "services": ("all",)}
STARTING = (Referral.Status.BOOKED, Referral.Status.STARTED, Referral.Status.NOT_STARTED)
# As many returns as a page shows; a patient who comes back more often is seen by the reviews.
SHOWN = 20


@dataclass(frozen=True)
class Visit:
    """A visit that was booked for the time after leaving, as the page shows it."""

    with_whom: str
    at: datetime
    status: str

    @property
    def state(self) -> str:
        return str(FollowUpVisit.Status(self.status).label)


@dataclass(frozen=True)
class Card:
    """What the page shows of one case."""

    now: AfterDischarge | None
    before: list[AfterDischarge]
    windows: list[tcm.Line] = field(default_factory=list)
    promises: list[Item] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    services: list[Referral] = field(default_factory=list)
    back: list[Any] = field(default_factory=list)

    @property
    def to_call(self) -> Item | None:
        """The promised call that a call made now keeps: the one that is due by tonight, and until the first contact the first."""
        live = [item for item in self.promises if item.is_live]
        if self.now is None or self.now.status != AfterDischarge.Status.RUNNING or not live:
            return None
        first = live[0]
        tonight = end_of_day(clock.today(first.zone), first.zone)
        wanted = self.now.contacted_at is None or (first.due_at is not None and first.due_at <= tonight)
        return first if wanted else None


def card(case: Case, rights: Collection[str]) -> Card:
    """The time after leaving of a case, as far as somebody with these rights may read it; four statements at most."""
    rows = list(_rows(case, rights))
    if not rows:
        return Card(None, [], back=_back(case, None, rights))
    now = rows[0]
    return Card(
        now,
        rows[1:],
        tcm.lines(facts(now, case)) if now.group == COMMUNITY_GROUP else [],
        _promises(now) if "view_work" in rights else [],
        [Visit(row["with_whom"], datetime.fromisoformat(row["at"]), row["status"]) for row in now.booked],
        list(_services(now)),
        _back(case, now, rights),
    )


def running(case: Case) -> AfterDischarge | None:
    """The programme of the last departure, as long as it runs."""
    rows = AfterDischarge.objects.filter(case=case, status=AfterDischarge.Status.RUNNING, error_at=None)
    return rows.select_related("rules").order_by("-left_at").first()


def facts(row: Any, case: Case) -> tcm.Facts:
    """What the rules of transitional care ask of one departure; `row` carries `in_time`."""
    died = case.patient.deceased_at
    zone = case.facility.tz
    return tcm.Facts(
        left_at=row.left_at,
        contact_by=row.business_contact_by,
        visit_7_by=row.visit_7_by,
        visit_14_by=row.visit_14_by,
        ends_at=row.ends_at,
        now=clock.now(),
        zone=zone,
        contacted_at=row.contacted_at,
        attempts_in_time=row.in_time,
        visited_at=row.visited_at,
        medicines_at=row.medicines_checked_at,
        died_on=local_date(died, zone) if died else None,
        back=row.back,
    )


def _rows(case: Case, rights: Collection[str]) -> "QuerySet[AfterDischarge, Any]":
    """Newest first, each with its attempts in time, whether the patient was admitted again, and what a call heard."""
    calls = ContactAttempt.objects.filter(case=OuterRef("case"), mode__in=SPOKEN, at__gte=OuterRef("left_at"))
    timely = calls.filter(at__lte=OuterRef("business_contact_by")).order_by().values("case")
    back = ReadmissionReview.objects.filter(index=OuterRef("encounter"), error_at=None).order_by()
    rows = AfterDischarge.objects.filter(case=case, error_at=None).select_related("rules", "encounter")
    rows = rows.annotate(
        in_time=Coalesce(Subquery(timely.annotate(n=Count("pk")).values("n")), 0),
        back=Coalesce(Subquery(back.values("index").annotate(n=Count("pk")).values("n")), 0),
        booked=_visits(),
    )
    if "view_clinical" in rights:
        rows = rows.annotate(**{f"heard_{code}": _heard(code) for code in ASKED})
    return rows.order_by("-left_at", "-pk")


def _heard(code: str) -> Subquery:
    """The last answer to one question of a call since leaving: what and when."""
    rows = ScriptAnswer.objects.filter(run__case=OuterRef("case"), question=code, at__gte=OuterRef("left_at"))
    return Subquery(rows.order_by("-at", "-pk").values(said=JSONObject(answer="answer", at="at"))[:1])


def _promises(row: AfterDischarge) -> list[Item]:
    """The next call of each promise, and what came of those that are over."""
    rows = Item.objects.filter(series__in=promised(row)).select_related("owner", "series", "case__facility")
    return list(rows.order_by("due_at", "pk"))


def _visits() -> ArraySubquery:
    """The visits booked for the time after a departure, in order."""
    rows = FollowUpVisit.objects.filter(case=OuterRef("case"), error_at=None, at__gte=OuterRef("left_at"))
    return ArraySubquery(
        rows.order_by("at", "pk").values(said=JSONObject(with_whom="with_whom", at="at", status="status"))
    )


def _services(row: AfterDischarge) -> "QuerySet[Referral, Any]":
    """Services that promised to begin, with what was last asked about them (`checked`, null while nobody has)."""
    checks = StartCheck.objects.filter(referral=OuterRef("pk")).order_by("-at", "-pk")
    said = JSONObject(started="started", on_time="started_on_time", as_ordered="as_ordered")
    rows = Referral.objects.filter(
        case=row.case_id, error_at=None, status__in=STARTING, promised_at__isnull=False
    )
    rows = rows.annotate(checked=Subquery(checks.values(said=said)[:1])).select_related("service")
    return rows.order_by(F("promised_at").asc(nulls_last=True), "pk")


def _back(case: Case, row: AfterDischarge | None, rights: Collection[str]) -> list[Any]:
    """Returns, newest first: admissions with their review, and emergency and observation visits, which are no readmissions.

    Each carries `review_key`, `review_day` and `review_status`, null where there is none.
    """
    mine = Q(return_reviews__case=case.pk, return_reviews__error_at=None)
    rows = Encounter.objects.filter(patient=case.patient_id).annotate(
        review=FilteredRelation("return_reviews", condition=mine)
    )
    wanted = Q(review__isnull=False)
    if row is not None and "view_encounter" in rights:
        days = ready.after_leaving_by(row.rules).return_days
        wanted |= returns.beside(row.left_at, days)
    rows = rows.filter(wanted).annotate(
        review_key=F("review__pk"), review_day=F("review__day"), review_status=F("review__status")
    )
    return list(rows.order_by("-started_at", "-pk")[:SHOWN])
