"""The plan as its page shows it: few statements whatever it holds, put together here."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case as When
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models import When as Then
from django.db.models.functions import Coalesce

from careplans import beside_plan, gas, smart
from careplans.models import (
    Barrier,
    CarePlan,
    Goal,
    GoalProgress,
    Intervention,
    PlanComment,
    PlanSignature,
    PlanVersion,
    Problem,
)
from careplans.queries.needs import unserved
from patients.queries.bundle import bundle, unpack
from worklist.models import Item
from worklist.models.item import LIVE
from worklist.occurrences import latest_outcomes

MAKING = ("draft", "submitted", "approved")
RANK = (Goal.Status.ACCEPTED, Goal.Status.PROPOSED, Goal.Status.ON_HOLD, Goal.Status.CLOSED)
OVER = (Intervention.Status.STOPPED, Intervention.Status.DONE)
# Above this many the page holds the newest; all stand with their version.
COMMENTS = 5
TOLD = Coalesce("told_user__name", "told_practitioner__name")
NAMES = {f"{name}_name": f"{name}__name" for name in ("submitted_by", "returned_by", "approved_by")}
WEEK = 7


@dataclass
class Block:
    """A problem with its goals, or the patient's wishes where there is no problem."""

    problem: Any
    goals: list[Any] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.problem is not None and self.problem.status == Problem.Status.RESOLVED


@dataclass
class Shown:
    """A plan with everything that hangs on it."""

    plan: CarePlan
    versions: list[PlanVersion]
    blocks: list[Block]
    goals: list[Any]
    steps: list[Any]
    barriers: list[Any]
    signatures: list[Any]
    comments: list[Any]

    @property
    def making(self) -> PlanVersion | None:
        """The version that is being written or decided on."""
        return next((each for each in self.versions if each.status in MAKING), None)

    @property
    def active(self) -> PlanVersion | None:
        """The version in effect."""
        return next((each for each in self.versions if each.status == PlanVersion.Status.ACTIVE), None)

    @property
    def version(self) -> PlanVersion | None:
        """The one the page speaks of: in the making, else the newest."""
        return self.making or (self.versions[0] if self.versions else None)

    @property
    def returned(self) -> PlanVersion | None:
        """What was said when the version before was returned, until the next is handed in."""
        last = next((each for each in self.versions if each != self.making), None)
        waits = self.making is None or self.making.status == PlanVersion.Status.DRAFT
        return last if waits and last is not None and last.status == PlanVersion.Status.RETURNED else None

    @property
    def since(self) -> PlanVersion | None:
        """What the version that is being written is compared with: the one in effect, else the one returned."""
        return self.active or self.returned if self.making else None

    @property
    def open_goals(self) -> list[Any]:
        return [goal for goal in self.goals if goal.status != Goal.Status.CLOSED]

    @property
    def going(self) -> list[Any]:
        return [step for step in self.steps if step.status not in OVER]

    @property
    def problems(self) -> list[Any]:
        """The problems still open."""
        return [block.problem for block in self.blocks if block.problem and not block.over]

    @property
    def attainment(self) -> gas.Attainment | None:
        """Goal attainment of the goals that have a scale; None where none has."""
        rows = [goal for goal in self.goals if goal.level_0 and goal.status != Goal.Status.PROPOSED]
        return gas.attainment(scaled(goal) for goal in rows) if rows else None


def beside(key: Any, user: Any) -> dict[str, Any]:
    """What the page reads with the case itself, in one statement with it; needs and outcomes as far as one may read them."""
    plans = CarePlan.objects.filter(case=key, error_at=None).order_by(_closed_last(), "-created_at")[:1]
    versions = PlanVersion.objects.filter(case=key, error_at=None).order_by("-number")
    problems = Problem.objects.filter(case=key, error_at=None).order_by("-status", "priority", "created_at")
    barriers = Barrier.objects.filter(case=key, error_at=None).order_by("-status", "-created_at")
    signed = PlanSignature.objects.filter(case=key).order_by("-at", "-pk")
    said = PlanComment.objects.filter(case=key).order_by("-at", "-pk")[:COMMENTS]
    number = "plan_version__number"
    return {
        "its_plan": bundle(plans, activated_name="activated_by__name"),
        "its_versions": bundle(versions, without=("frozen", "frozen_hash"), **NAMES),
        "its_problems": bundle(problems),
        "its_barriers": bundle(barriers, owner_name="owner__name", item_what="item__what"),
        "its_signatures": bundle(signed, number=number, person_name="person__name", who="recorded_by__name"),
        "its_comments": bundle(said, number=number, who="written_by__name"),
        "its_looks": bundle(looks(key), owner_name="owner__name"),
        "its_needs": bundle(unserved(key, user)),
        "its_outcomes": bundle(
            latest_outcomes(key, user), item_what="item__what", who="recorded_by__name", told=TOLD
        ),
        **beside_plan.counts(),
    }


def of_case(case: Any) -> Shown | None:
    """The open plan of a case that was read with `beside`, else the last one closed, with all its parts: two statements more."""
    found = unpack(CarePlan, case.its_plan)
    if not found:
        return None
    plan: Any = found[0]
    plan.case = case
    goals, steps = list(_goals(plan)), list(_steps(plan))
    problems = [row for row in unpack(Problem, case.its_problems) if row.plan_id == plan.pk]
    barriers = unpack(Barrier, case.its_barriers)
    versions = [row for row in unpack(PlanVersion, case.its_versions) if row.plan_id == plan.pk]
    signed, said = unpack(PlanSignature, case.its_signatures), unpack(PlanComment, case.its_comments)
    blocks = _blocks(problems, goals, steps, barriers)
    return Shown(plan, versions, blocks, goals, steps, barriers, signed, said)


def scaled(goal: Any) -> gas.Scaled:
    """A goal as goal attainment scaling sees it; `baseline` and `level` were read with it."""
    return gas.Scaled(
        words=goal.words,
        importance=goal.importance,
        difficulty=goal.difficulty,
        baseline=goal.baseline,
        level=goal.level,
        no_worse=goal.no_worse,
        unwanted=goal.closing == Goal.Closing.NO_LONGER_WANTED,
    )


def looks(key: Any) -> "QuerySet[Item]":
    """Who was asked to look at the plan of a case, and why; the most urgent first."""
    rows = Item.objects.filter(case=key, kind=Item.Kind.PLAN, status__in=LIVE)
    return rows.order_by("priority", "due_at", "pk")


def _closed_last() -> When:
    return When(Then(status=CarePlan.Status.CLOSED, then=Value(1)), default=Value(0))


def _goals(plan: CarePlan) -> "QuerySet[Any]":
    """The goals with where each began, how it stands now, and how often it was rated."""
    rank = When(
        *(Then(status=status, then=Value(n)) for n, status in enumerate(RANK)), output_field=IntegerField()
    )
    progress = GoalProgress.objects.filter(goal=OuterRef("pk"), level__isnull=False).order_by("-at", "-pk")
    now = progress.filter(baseline=False)
    return (
        Goal.objects.filter(plan=plan, error_at=None)
        .annotate(
            baseline=Subquery(progress.filter(baseline=True).values("level")[:1]),
            level=Subquery(now.values("level")[:1]),
            rated_at=Subquery(now.values("at")[:1]),
        )
        .order_by(rank, "priority", "due_on", "created_at")
    )


def _steps(plan: CarePlan) -> "QuerySet[Any]":
    """What is done, with the work it is: its own item, or the next of its promise."""
    following = Item.objects.filter(series=OuterRef("follow_up"), status__in=LIVE).order_by("due_at")
    rows = Intervention.objects.filter(plan=plan, error_at=None)
    rows = rows.select_related("owner", "caregiver", "item__owner", "follow_up__owner")
    over = When(Then(Q(status__in=OVER), then=Value(1)), default=Value(0), output_field=IntegerField())
    next_ = {
        "next_item": Subquery(following.values("pk")[:1]),
        "next_due": Subquery(following.values("due_at")[:1]),
    }
    return rows.annotate(**next_).order_by(over, "created_at")


def _blocks(problems: list[Any], goals: list[Any], steps: list[Any], barriers: list[Any]) -> list[Block]:
    """Problems with their goals, goals with what is done for them and what is in their way; the wishes come first."""
    blocks: dict[Any, Block] = {None: Block(None)} | {problem.pk: Block(problem) for problem in problems}
    by_goal = {goal.pk: goal for goal in goals}
    for goal in goals:
        goal.steps, goal.in_the_way = [], []
        blocks.get(goal.problem_id, blocks[None]).goals.append(goal)
    for step in steps:
        if step.goal_id in by_goal:
            by_goal[step.goal_id].steps.append(step)
    for barrier in barriers:
        if barrier.goal_id in by_goal and barrier.status == Barrier.Status.RAISED:
            by_goal[barrier.goal_id].in_the_way.append(barrier)
    for goal in goals:
        goal.advice = smart.advice(_facts(goal)) if goal.status != Goal.Status.CLOSED else []
    return [block for key, block in blocks.items() if key is not None or block.goals]


def _facts(goal: Any) -> smart.Facts:
    coaching = [step for step in goal.steps if step.activity == "goal_coaching" and step.status not in OVER]
    return smart.Facts(
        words=goal.words,
        measure=goal.measure,
        target=goal.target,
        start_on=goal.start_on,
        due_on=goal.due_on,
        confidence=goal.confidence,
        followed_weekly=any((step.every_days or 99) <= WEEK for step in coaching),
        barriers=len(goal.in_the_way),
        barriers_without_plan=sum(barrier.owner_id is None for barrier in goal.in_the_way),
        support_person=goal.support_person,
        scaled=bool(goal.level_0),
    )
