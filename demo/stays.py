"""The story of one stay, told with the verbs that people and the feed use."""

from datetime import timedelta
from typing import Any

from accounts.actors import system
from accounts.models import User
from accounts.permissions import Role
from core import clock
from coverage import actions as paying
from demo import words
from demo.casework import casework
from demo.diary import Story
from demo.house import TZ
from demo.problems import stay as days_of
from demo.stay import Stay, interpreting, leave
from encounters import actions as visits
from encounters.models import Encounter
from facilities.models import Bed
from intake import actions as intake
from patients import actions as patients
from patients.models import Patient

TO_TIER = {"emergent": {"danger": "yes"}, "urgent": {"support": "none"}, "routine": {}}
SELECTED = {"emergent": 0.95, "urgent": 0.8, "routine": 0.45}
NEEDS = ("placement", "home", "equipment", "social", "coverage", "planning")


def story(stay: Stay) -> Story:
    """From the door to the last promise kept; returns come back to the same record."""
    bed = free_bed(stay)
    while bed is None:
        yield stay.hours(1, 3)
        bed = free_bed(stay)
    arrive(stay, bed)
    yield stay.hours(0.3, 1.5)
    leaves_at = clock.now() + timedelta(
        days=days_of(stay.rng, stay.figure.problem), hours=stay.rng.uniform(0, 8)
    )
    case = yield from through_intake(stay)
    if case is not None:
        yield from casework(stay, case, leaves_at)
    else:
        yield leaves_at
        leave(stay)
    if stay.rng.random() < 0.09:
        yield stay.hours(24 * 3, 24 * 24)
        stay.number += 10_000
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
        by=system("feed"),
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


def register(stay: Stay) -> Patient:
    """The four blocks of the registration page."""
    by, figure, facility = stay.clerk, stay.figure, stay.house.units[stay.unit].facility
    if stay.rng.random() < 0.02:
        return patients.register_provisional(facility, by=by, sex=figure.sex, estimated_age=60)
    made = patients.register(
        facility,
        by=by,
        family=figure.name.family,
        given=figure.name.given,
        sex=figure.sex,
        pronouns=figure.pronouns,
        birth_date=figure.birth_date,
        identifiers=[("MR", facility.code, f"{200_000 + stay.number}")],
        verification=stay.rng.choice(["stated", "document", "document"]),
    )
    reach(stay, made, by)
    for policy in figure.policies:
        plan = stay.house.plans[policy.payer.name]
        begun = clock.today(TZ).replace(month=1, day=1)
        paying.add_coverage(
            made, by=by, plan=plan, member_id=policy.member_number, rank=policy.rank, from_on=begun
        )
    return made


def reach(stay: Stay, patient: Patient, by: User) -> None:
    figure = stay.figure
    mode = stay.rng.choice(["phone", "video", "in_person"]) if figure.interpreter else "none"
    patients.set_communication(patient, by=by, spoken=figure.language, read=figure.language, interpreter=mode)
    patients.add_contact_point(patient, by=by, kind="phone", value=figure.phone, use="home")
    address = figure.address
    patients.add_contact_point(
        patient,
        by=by,
        kind="address",
        value=f"{address.house_number} {address.street}, {address.town}",
        postcode=address.postcode,
    )
    if figure.relative:
        them = figure.relative
        name = f"{them.name.given} {them.name.family}".strip()
        patients.add_related_person(
            patient, by=by, name=name, relation=them.relation, emergency=True, may_be_told=["plan", "discharge"],
            language=them.language, phone=them.phone,
        )  # fmt: skip


def through_intake(stay: Stay) -> Any:
    """Asked, screened, decided, assigned and spoken with; gives the case, or None when it was not selected."""
    rng, by = stay.rng, stay.clerk
    assert stay.patient is not None  # noqa: S101  (arrived before)
    unit = stay.house.units[stay.unit]
    request = intake.receive(
        stay.patient, by=by, source="feed", need=rng.choice(NEEDS), question=stay.figure.reason[:200], arrival="ward",
        unit=unit, encounter=stay.visit,
    )  # fmt: skip
    yield stay.hours(0.1, 0.8)
    tier = stay.figure.problem.tier
    base = {"need": request.need, "danger": "no", "leaves": "later", "support": "some", "returned": "no"}
    request = intake.screen(request, by=by, triage=base | TO_TIER[tier])
    yield stay.hours(0.05, 0.3)
    if rng.random() > SELECTED[tier]:
        turn_away(stay, request, by)
        return None
    request = intake.accept(request, by=by, complexity="high" if tier == "emergent" else "standard")
    case: Any = request.case
    visits.link_to_case(stay.visit, by=system("feed"), case=case)
    lead = stay.house.next(Role.CASE_MANAGER, stay.unit)
    request = intake.assign(
        request, by=by, user=lead, team=stay.house.teams[stay.unit], because="Next in turn on this unit",
        waiver="Seen on the ward round today",
    )  # fmt: skip
    yield stay.hours(0.3, 1.4)
    needs = interpreting(stay, request.patient)
    intake.contact(
        request,
        by=lead,
        mode="in_person",
        outcome="reached",
        minutes=15,
        note=rng.choice(words.NOTES),
        **needs,
    )
    return request.case


def turn_away(stay: Stay, request: Any, by: User) -> None:
    if stay.rng.random() < 0.3:
        to, why = stay.rng.choice(words.REDIRECTED)
        intake.redirect(request, by=by, to=to, reason=why)
    else:
        intake.decline(request, by=by, reason=stay.rng.choice(words.DECLINED))
