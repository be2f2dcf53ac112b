"""What is asked of plans by their page, by the stage rules and by the pages above."""

from typing import Any

from django.db.models import Case as When
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models import When as Then

from careplans.models import CarePlan, Goal, PlanVersion
from patients.models import Case
from worklist.models import Item

ASSESSMENT = {"kind": Item.Kind.ASSESSMENT, "activity": "cm_assessment"}
ORDER = (Goal.Status.ACCEPTED, Goal.Status.PROPOSED, Goal.Status.CLOSED)


def assessed(case: Case) -> bool:
    """Whether the case-management assessment of this case is done."""
    return Item.objects.filter(case=case, status=Item.Status.DONE, **ASSESSMENT).exists()


def current_plan(case: Case) -> CarePlan | None:
    """The open plan, else the last one closed, with its goals as `shown_goals`: agreed, proposed, closed.

    `making` is how the version stands that is being written or decided on; empty where none is.
    """
    rank = When(*(Then(status=status, then=Value(n)) for n, status in enumerate(ORDER)))
    goals = Goal.objects.filter(error_at=None).order_by(rank, "due_on", "created_at")
    closed_last = When(Then(status=CarePlan.Status.CLOSED, then=Value(1)), default=Value(0))
    plans = CarePlan.objects.filter(case=case, error_at=None).select_related("activated_by")
    return (
        plans.prefetch_related(Prefetch("goals", goals, "shown_goals"))
        .annotate(making=making())
        .order_by(closed_last, "-created_at")
        .first()
    )


def making() -> Subquery:
    """How the version of a plan stands that is being written or decided on, within a statement about plans."""
    rows = PlanVersion.objects.filter(plan=OuterRef("pk"), status__in=("draft", "submitted", "approved"))
    return Subquery(rows.values("status")[:1])


def open_goals(case: Case) -> list[Goal]:
    """The goals of a case that are neither reached nor given up."""
    return list(open_goals_of(case))


def open_goals_of(case: Any) -> "QuerySet[Goal]":
    """The same of a case or of an outer reference to one."""
    rows = Goal.objects.filter(case=case, error_at=None).exclude(status=Goal.Status.CLOSED)
    return rows.order_by("created_at")


def agreed(plan: CarePlan | None) -> int:
    """How many goals of a plan read by `current_plan` the patient agreed to."""
    goals: list[Any] = getattr(plan, "shown_goals", [])
    return sum(goal.agreed_at is not None and goal.status != Goal.Status.CLOSED for goal in goals)
