"""The story of one stay, told with the verbs that people and the feed use."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.permissions import Role
from core import clock
from demo import checking, grouping, words
from demo.casework import casework
from demo.diary import Story
from demo.problems import stay as days_of
from demo.registering import identify, register
from demo.stay import Stay, interpreting, leave
from demo.way import as_far_as_it_goes
from encounters import actions as visits
from encounters.models import Encounter
from facilities.models import Bed
from intake import actions as intake

TO_TIER = {"emergent": {"danger": "yes"}, "urgent": {"support": "none"}, "routine": {}}
UNREMARKABLE = {"danger": "no", "leaves": "later", "support": "some", "returned": "no"}
SELECTED = {"emergent": 0.95, "urgent": 0.7, "routine": 0.35}
# How many come back, and what is added to the number of a stay each time.
RETURNS, AGAIN = 0.11, 10_000
NEEDS = ("placement", "home", "equipment", "social", "coverage", "planning")


def story(stay: Stay) -> Story:
    """From the door to the last promise kept; returns come back to the same record."""
    bed = free_bed(stay)
    while bed is None:
        yield stay.hours(1, 3)
        bed = free_bed(stay)
    arrive(stay, bed)
    stay.beside(as_far_as_it_goes(grouping.coded(stay)))
    if stay.number >= AGAIN:
        checking.came_back(stay)
    yield stay.hours(0.3, 1.5)
    leaves_at = clock.now() + timedelta(
        days=days_of(stay.rng, stay.figure.problem), hours=stay.rng.uniform(0, 8)
    )
    case = yield from through_intake(stay)
    if case is not None:
        yield from casework(stay, case, leaves_at)
    else:
        yield leaves_at
        identify(stay)
        leave(stay)
    if stay.rng.random() < RETURNS and not checking.died(stay):
        yield stay.hours(24 * 3, 24 * 24)
        stay.number += AGAIN
        stay.request = stay.sheet = None
        yield from story(stay)


def free_bed(stay: Stay) -> Bed | None:
    """A bed of the unit in which nobody lies."""
    unit = stay.house.units[stay.unit]
    taken = Encounter.objects.filter(unit=unit, status="in_progress", bed__isnull=False).values("bed")
    return Bed.objects.filter(unit=unit).exclude(pk__in=taken).order_by("code").first()


def arrive(stay: Stay, bed: Bed) -> None:
    """Registered at the desk, admitted by the feed."""
    if stay.patient is None:
        stay.patient = register(stay)
    unit, figure = stay.house.units[stay.unit], stay.figure
    stay.visit = visits.admit(
        stay.patient,
        by=stay.house.feed,
        facility=unit.facility,
        kind="OBSENC" if figure.problem.service == "observation" else "IMP",
        event_at=clock.now(),
        unit=unit,
        bed=bed,
        visit_authority="DEMO",
        visit_number=f"V{stay.number:06}",
        reason=figure.problem.title,
        key=f"demo-{stay.number}-admit",
        source="demonstration",
    )


def through_intake(stay: Stay) -> Any:
    """Asked, screened, decided, assigned and spoken with; gives the case, or None when it was not selected."""
    rng, by = stay.rng, stay.clerk
    assert stay.patient is not None  # noqa: S101  (arrived before)
    unit = stay.house.units[stay.unit]
    request: Any = stay.request or intake.receive(
        stay.patient, by=by, source="feed", need=rng.choice(NEEDS), question=stay.figure.reason[:200], arrival="ward",
        unit=unit, encounter=stay.visit,
    )  # fmt: skip
    yield stay.hours(0.1, 0.8)
    tier = stay.figure.problem.tier
    need = request.need or rng.choice(NEEDS)
    request = intake.screen(request, by=by, triage={"need": need} | UNREMARKABLE | TO_TIER[tier])
    yield stay.hours(0.05, 0.3)
    if rng.random() > SELECTED[tier]:
        turn_away(stay, request, by)
        return None
    request = intake.accept(request, by=by, complexity="high" if tier == "emergent" else "standard")
    case: Any = request.case
    if request.encounter_id is None:
        visits.link_to_case(stay.visit, by=stay.house.feed, case=case)
    lead = stay.house.next(Role.CASE_MANAGER, stay.unit)
    request = intake.assign(
        request, by=by, user=lead, team=stay.house.teams[stay.unit], because="Next in turn on this unit",
        waiver="Seen on the ward round today",
    )  # fmt: skip
    yield stay.hours(0.3, 1.4)
    needs = interpreting(stay, request)
    intake.contact(
        request, by=lead, mode="in_person", outcome="reached", minutes=15, note=rng.choice(words.NOTES), **needs
    )  # fmt: skip
    return request.case


def turn_away(stay: Stay, request: Any, by: User) -> None:
    if stay.rng.random() < 0.3:
        to, why = stay.rng.choice(words.REDIRECTED)
        intake.redirect(request, by=by, to=to, reason=why)
    else:
        intake.decline(request, by=by, reason=stay.rng.choice(words.DECLINED))
