"""A case in thirty seconds: few statements, each for one question."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as When
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models import When as Then
from django.db.models.functions import Coalesce, JSONObject

from accounts.permissions import Role
from assessments.queries import risk
from audit.models import Event
from careplans.models import CarePlan, Goal
from careplans.queries import ASSESSMENT, making
from core import clock
from discharge.models import DischargePlan, ExpectedDateChange
from discharge.queries.onward import Facts
from encounters.models import Encounter
from patients.header import left_at, mrn_of, personal
from patients.models import Case
from teams.models import Assignment
from worklist.models import Appointment, Item
from worklist.models.item import LIVE

# Looking twice within this time is one look: what is new stays marked.
ONE_LOOK = timedelta(minutes=30)
# Whoever has not looked for longer reads the whole page anyway.
REMEMBERED = timedelta(days=60)
NEXT = 5


@dataclass(frozen=True)
class ShownPlan:
    """The plan as the summary shows it: what matters, and the goals not yet closed."""

    what_matters: str = ""
    engagement: str = ""
    open: bool = False
    making: str = ""
    goals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def agreed(self) -> int:
        return sum(goal["status"] == Goal.Status.ACCEPTED for goal in self.goals)


def glance(case: Case, user: Any) -> dict[str, Any]:
    """In one statement: number, team, last look, last change of the date, and what the stage rules ask."""
    changes = ExpectedDateChange.objects.filter(case=OuterRef("pk")).order_by("-changed_at", "-pk")
    items = Item.objects.filter(case=OuterRef("pk"))
    in_house = Encounter.objects.filter(case=OuterRef("pk"), status=Encounter.Status.IN_PROGRESS)
    plan = DischargePlan.objects.filter(case=OuterRef("pk"))
    row: Any = Case.objects.filter(pk=case.pk).values(
        mrn=Subquery(mrn_of(OuterRef("patient")).values("value")),
        **personal(OuterRef("pk"), user),
        left_at=left_at(),
        looked=Subquery(_last_look(case, user)),
        changed_because=Subquery(changes.values("why")[:1]),
        assessed=Exists(items.filter(status=Item.Status.DONE, **ASSESSMENT)),
        in_house=Exists(in_house),
        disposition=Subquery(plan.values("disposition")[:1]),
        people=ArraySubquery(_people()),
        lace=risk.chip(),
        live_work=Subquery(_number(items.filter(status__in=LIVE))),
    )[0]
    return dict(row)


def facts(case: Case, seen: dict[str, Any], plan: ShownPlan) -> Facts:
    """What the stage rules ask, from what the page has read already."""
    return Facts(
        assessed=seen["assessed"],
        planned=plan.open,
        agreed_goals=plan.agreed,
        engagement=plan.engagement,
        making=plan.making,
        expected_on=case.expected_leaving_on,
        disposition=seen["disposition"] or "",
        in_house=seen["in_house"],
        live_work=seen["live_work"] or 0,
    )


def shown_plan(case: Case) -> ShownPlan:
    """The open plan, else the last one, with its goals, in one statement."""
    closed_last = When(Then(status=CarePlan.Status.CLOSED, then=Value(1)), default=Value(0))
    plans = CarePlan.objects.filter(case=case, error_at=None).order_by(
        closed_last, "-created_at", "goals__created_at"
    )
    rows = list(
        plans.values(
            "pk", "what_matters", "engagement", "status", goal=F("goals__pk"), words=F("goals__words"),
            own=F("goals__in_patients_words"), due_on=F("goals__due_on"), goal_status=F("goals__status"),
            making=making(),
        )
    )  # fmt: skip
    if not rows:
        return ShownPlan()
    first = rows[0]
    goals = [
        {"words": row["words"], "own": row["own"], "due_on": row["due_on"], "status": row["goal_status"]}
        for row in rows
        if row["pk"] == first["pk"] and row["goal"] and row["goal_status"] != Goal.Status.CLOSED
    ]
    standing = first["status"] != CarePlan.Status.CLOSED
    return ShownPlan(first["what_matters"], first["engagement"], standing, first["making"] or "", goals)


def team(seen: dict[str, Any]) -> list[dict[str, Any]]:
    """Who is on the case now, the lead first, from what `glance` read."""
    return [
        row | {"role": Role(row["role"]).label, "since": datetime.fromisoformat(row["since"])}
        for row in seen["people"]
    ]


def coming(case: Case) -> list[dict[str, Any]]:
    """What comes next: the work that is due first and the booked times, in one statement."""
    names = ("at", "what", "who", "kind", "pk")
    items = Item.objects.filter(case=case, status__in=LIVE, due_at__isnull=False)
    times = Appointment.objects.filter(case=case, status=Appointment.Status.BOOKED)
    work = items.order_by("due_at").values_list("due_at", "what", "owner__name", Value("item"), "pk")[:NEXT]
    whom = Coalesce("user__name", "practitioner__name")
    booked = times.order_by("starts_at").values_list(
        "starts_at", "activity", whom, Value("appointment"), "pk"
    )[:NEXT]
    return [
        dict(zip(names, row, strict=True)) for row in work.union(booked, all=True).order_by("due_at")[:NEXT]
    ]


def _people() -> "QuerySet[Any]":
    now = clock.now()
    rows = Assignment.objects.filter(case=OuterRef("pk"), error_at=None, starts_at__lte=now).exclude(
        ends_at__lte=now
    )
    person = JSONObject(name="user__name", role="role", lead="is_lead", since="starts_at")
    return rows.order_by("-is_lead", "starts_at", "pk").values(person=person)


def _last_look(case: Case, user: Any) -> "QuerySet[Any]":
    now = clock.now()
    seen = Event.objects.filter(actor_id=user.pk, case_id=case.pk, outcome=Event.Outcome.SEEN)
    recent = seen.filter(target="patients.case", at__gt=now - REMEMBERED, at__lt=now - ONE_LOOK)
    return recent.order_by("-at").values("at")[:1]


def _number(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.order_by().values("case").annotate(number=Count("pk")).values("number")
