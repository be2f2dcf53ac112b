"""How plans come about in the demonstration: from a template, handed in, at times returned, approved, taught, followed."""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.actors import system
from accounts.models import User
from accounts.permissions import Role
from careplans import actions
from careplans.actions.conflicts import settle_conflict
from careplans.actions.education import teach as teach_back
from careplans.actions.overlaps import refresh_overlaps
from careplans.actions.readings import record_reading, set_limits
from careplans.actions.templates import apply_template
from careplans.models import CarePlan, Conflict, Goal, PlanVersion
from careplans.queries.education import not_taught_back
from core import clock
from core.refusals import Refused
from demo import words
from demo.diary import Story
from demo.house import TZ
from demo.stay import Stay, interpreting
from discharge import actions as leaving
from patients.models import Case, Stage

TEMPLATES = {
    "Heart failure, worse": "heart_failure",
    "Pneumonia": "pneumonia",
    "Chronic lung disease, worse": "copd",
    "Stroke": "stroke",
    "Hip fracture after a fall": "hip_fracture",
    "Diabetes, sugar out of control": "diabetes",
    "Infection of a diabetic foot": "wound",
    "Blood infection": "sepsis",
    "Kidney failure, starting dialysis": "new_dialysis",
    "Alcohol withdrawal": "substance_use",
    "Broken leg after a road accident": "trauma",
    "Recovery after a hard birth": "maternity",
    "Fainting, watched overnight": "falls_frailty",
}


def plan(stay: Stay, case: Case, lead: User, team: list[User], leaves_at: datetime) -> Story:
    """What matters first, a goal in the patient's words, perhaps a template; handed in, decided on, in effect."""
    made = _drafted(stay, case, lead, leaves_at)
    _expected(stay, lead, leaves_at)
    yield stay.hours(1, 6)
    _agreed(stay, made, lead)
    yield from _decided(stay, made, lead)
    with suppress(Refused):  # the patient left before it was agreed
        actions.activate(made, by=lead, engagement=stay.rng.choice(words.ENGAGED))
    _signed(made, lead, team)


def _drafted(stay: Stay, case: Case, lead: User, leaves_at: datetime) -> CarePlan:
    rng = stay.rng
    purpose = rng.choice(words.GOALS)
    made = actions.draft_plan(
        case,
        by=lead,
        what_matters=rng.choice(words.MATTERS),
        purpose=purpose,
        strengths=rng.choice(words.STRENGTHS),
        preferences=rng.choice(words.PREFERENCES),
    )
    day = max(leaves_at.astimezone(TZ).date(), clock.today(TZ) + timedelta(days=1))
    goal = actions.propose_goal(
        made, by=lead, words=purpose, is_wish=True, in_patients_words=True, due_on=day + timedelta(days=14),
        measure="The patient says so", target="Done, or within reach", importance=3, difficulty=rng.randint(1, 3),
        level_m1="Not yet", level_0="With some help", level_p1="Alone", confidence=rng.randint(5, 9),
    )  # fmt: skip
    actions.rate_goal(goal, by=lead, level=-1, baseline=True)
    template = TEMPLATES.get(stay.figure.problem.title)
    if template and rng.random() < 0.8:
        apply_template(made, by=lead, template=template)
    for need in case.needs.filter(status="accepted", error_at=None):
        problem = actions.add_problem(
            made, by=lead, need=need, words="Somebody to turn to" if need.sort == "safeguarding" else ""
        )
        _served(actions.propose_goal(
            made, by=lead, problem=problem, words=f"Help with {need.get_domain_display().lower()} is in place",
            measure="Help has begun", target="Begun before leaving", due_on=day,
        ), lead)  # fmt: skip
    return made


def _served(goal: Goal, lead: User) -> None:
    actions.add_intervention(
        goal, by=lead, words="Find who helps, and agree on when it begins", activity="community",
        subject=str(goal.pk)[:8], owner_role=Role.SOCIAL_WORKER.value,
    )  # fmt: skip


def _expected(stay: Stay, lead: User, leaves_at: datetime) -> None:
    assert stay.sheet is not None  # noqa: S101  (begun before)
    expected = leaves_at.astimezone(TZ).date() + timedelta(days=stay.rng.choice([0, 0, -1, 1]))
    leaving.set_expected_date(
        stay.sheet, by=lead, expected_on=max(expected, clock.today(TZ)), why="First estimate"
    )


def _agreed(stay: Stay, made: CarePlan, lead: User) -> None:
    """The patient agrees to the goals; what two rules find against each other is talked over."""
    for goal in Goal.objects.filter(plan=made, status=Goal.Status.PROPOSED):
        actions.agree_goal(goal, by=lead)
    for conflict in Conflict.objects.filter(plan=made, status=Conflict.Status.OPEN):
        with suppress(Refused):  # one side is not the lead's to read: somebody else settles it
            settle_conflict(conflict, by=lead, decision="Talked over at rounds; the order stands")


def _decided(stay: Stay, made: CarePlan, lead: User) -> Story:
    """Handed in and decided on by the supervisor; one in six comes back once."""
    boss = stay.house.next(Role.SUPERVISOR, stay.house.site_of(stay.unit))
    for returned in (stay.rng.random() < 0.17, False):
        version = _handed_in(made, lead)
        if version is None:
            return
        yield stay.hours(0.5, 8)
        version.refresh_from_db()
        if version.status != PlanVersion.Status.SUBMITTED:
            return
        if not returned:
            actions.approve(version, by=boss)
            return
        actions.return_(version, by=boss, comment=stay.rng.choice(words.RETURNED))
        yield stay.hours(0.5, 4)
        actions.record_what_matters(made, by=lead, preferences=stay.rng.choice(words.CLEARER))


def _handed_in(made: CarePlan, lead: User) -> PlanVersion | None:
    """The version as it waits for a decision; None where something is still missing, as happens."""
    version = PlanVersion.objects.filter(plan=made, status=PlanVersion.Status.DRAFT).first()
    with suppress(Refused):
        return actions.submit(version, by=lead) if version else None
    return None


def _signed(made: CarePlan, lead: User, team: list[User]) -> None:
    version = PlanVersion.objects.filter(plan=made, status=PlanVersion.Status.ACTIVE).first()
    if version is None:
        return
    for user in team:
        actions.sign_part(version, by=user, role=str(user.default_role))
    actions.record_agreement(version, by=lead, method="verbal", words="Yes, let us try that")


def teach(stay: Stay, case: Case, team: list[User]) -> None:
    """What is to be understood before leaving; one in five must be explained again."""
    nurse = next((user for user in team if user.default_role == Role.NURSE), None)
    if nurse is None:
        return
    for topic in not_taught_back(case)[:2]:
        result = stay.rng.choice(["understood"] * 4 + ["not_yet"])
        teach_back(
            case, by=nurse, topic=topic.code, result=result, language="en",
            interpreter_used=interpreting(stay, case).get("interpreter_used"),
        )  # fmt: skip


def measure_at_home(stay: Stay, case: Case, by: User) -> Story:
    """Weight after heart failure: limits by the physician, a value every other day, at times too high."""
    if stay.figure.problem.title != "Heart failure, worse":
        return
    usual = Decimal(stay.rng.randint(55, 105))
    set_limits(
        case, by=by, kind="weight", role=Role.NURSE.value, set_by_whom="The ward physician",
        low=usual - 4, high=usual + 2, every_days=2,
    )  # fmt: skip
    for _n in range(4):
        yield stay.hours(40, 56)
        with suppress(Refused):  # the case was closed meanwhile
            value = usual + Decimal(stay.rng.randint(-20, 26)) / 10
            record_reading(case, by=by, kind="weight", value=value)


def rate(stay: Stay, case: Case, by: User) -> None:
    """How the goals stand some days after leaving."""
    for goal in Goal.objects.filter(plan__case=case, status=Goal.Status.ACCEPTED).exclude(level_0=""):
        with suppress(Refused, ValidationError):
            actions.rate_goal(goal, by=by, level=stay.rng.choice([-1, 0, 0, 0, 1]), by_patient=True)


def look_over() -> None:
    """What the day's sweep finds on every open case, at once."""
    for case in Case.objects.exclude(stage=Stage.CLOSED).order_by("pk"):
        refresh_overlaps(case, by=system("keeper"))
