"""What the team does between the first contact and the closing of a case."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import Role
from core import clock
from core.localtime import scheduled
from core.refusals import Refused
from demo import assessing, checking, departing, going, planning, words
from demo.diary import Story
from demo.house import TZ
from demo.stay import Stay, interpreting
from demo.way import Way, goes_to
from discharge import actions as leaving
from patients.models import Case, RelatedPerson
from teams import actions as teams
from worklist import actions as work
from worklist.duplicates import Doubled
from worklist.models import FollowUp, Item

# How often a lead tries to close a case.
TRIES = 3


def casework(stay: Stay, case: Case, leaves_at: datetime) -> Story:
    """Assess, plan, do, leave, follow up, close."""
    case.refresh_from_db()
    lead: User = case.lead  # type: ignore[assignment]  # intake gave the case one
    team = gather(stay, case)
    stay.sheet = leaving.start_plan(case, by=lead)
    way = Way(stay, case, lead, team, clock.now(), leaves_at, goes_to(stay))
    going.begin(way)
    yield from assessing.assess(stay, case, lead, team)
    going.prepare(way)
    yield from planning.plan(stay, case, lead, team, leaves_at)
    yield from daily_work(stay, case, lead, team, leaves_at)
    yield from departing.depart(way)
    yield from after(way)


def gather(stay: Stay, case: Case) -> list[User]:
    """The lead asks a nurse, and where it is hard a social worker and a coordinator, onto the case."""
    found = []
    for role, chance in ((Role.NURSE, 0.9), (Role.SOCIAL_WORKER, 0.5), (Role.COORDINATOR, 0.5)):
        if stay.rng.random() < chance:
            user = stay.house.next(role, stay.unit)
            teams.assign(case, by=case.lead, user=user, role=role, why="asked for by the lead")
            found.append(user)
    return found


def daily_work(stay: Stay, case: Case, lead: User, team: list[User], leaves_at: datetime) -> Story:
    """Tasks and calls until the day before leaving; now and then the day slips or the patient moves."""
    rng, open_items = stay.rng, []
    for activity, what, why, if_waits in rng.sample(words.TASKS, rng.randint(1, 3)):
        owner = rng.choice([lead, *team])
        open_items.append(
            work.open_item(
                case, by=lead, activity=activity, what=what, why=why, if_waits=if_waits, owner=owner,
                due_at=clock.now() + timedelta(hours=rng.choice([6, 24, 24, 48])), priority=rng.choice([2, 3, 3]),
            )
        )  # fmt: skip
    if rng.random() < 0.25 and leaves_at - clock.now() > timedelta(days=2):
        yield stay.hours(8, 30)
        slip(stay, lead)
    for item in open_items:
        yield stay.hours(2, 30)
        finish(stay, case, item)
    assessing.look_again(stay, case, lead, team)
    planning.teach(stay, case, team)


def slip(stay: Stay, lead: User) -> None:
    assert stay.sheet is not None  # noqa: S101  (planned before)
    stay.sheet.refresh_from_db()
    later = max(stay.sheet.expected_on or clock.today(TZ), clock.today(TZ)) + timedelta(
        days=stay.rng.randint(1, 3)
    )
    cause, why = stay.rng.choice(list(words.SLIPPED.items()))
    leaving.set_expected_date(stay.sheet, by=lead, expected_on=later, why=why, cause=cause)


def finish(stay: Stay, case: Case, item: Item) -> None:
    """Most work gets done; some is still open when the patient leaves."""
    item.refresh_from_db()
    if item.status not in ("open", "in_progress", "waiting") or stay.rng.random() < 0.1:
        return
    if item.activity == "family_contact" and item.owner:
        call(stay, case, item.owner, item)
    else:
        work.complete(item, by=item.owner)


def call(stay: Stay, case: Case, by: User, item: Item | None = None) -> None:
    """Log a call with the patient or the relative, with the interpreter who was asked for."""
    outcome = stay.rng.choice(["reached", "reached", "reached", "message", "no_answer"])
    facts = (
        {"minutes": 0}
        if outcome != "reached"
        else {"minutes": stay.rng.randint(4, 25), **interpreting(stay, case)}
    )
    person = RelatedPerson.objects.filter(patient=case.patient_id).first() if item else None
    work.log_contact(
        case, by=by, activity=item.activity if item else "follow_up", mode="phone", outcome=outcome, item=item,
        person=person, note=stay.rng.choice(words.NOTES) if outcome == "reached" else "", **facts,
    )  # fmt: skip


def meet_again(stay: Stay, case: Case, owner: User) -> None:
    """A visit some days after leaving, where the owner is free; whoever agreed to it is reminded."""
    day = clock.today(TZ) + timedelta(days=stay.rng.randint(3, 6))
    starts = scheduled(day, time(stay.rng.randint(9, 15)), TZ)
    with suppress(Refused, ValidationError):  # they are booked, or did not offer that time
        work.book(
            case, by=owner, user=owner, activity="appointments", mode="office", starts_at=starts,
            ends_at=starts + timedelta(minutes=30), place="Outpatient desk", bring="Your medicine list", despite=True,
        )  # fmt: skip


def say_what_came(stay: Stay, item: Item, owner: User) -> None:
    """What came of a call in which somebody was reached."""
    item.refresh_from_db()
    if item.status != Item.Status.DONE:
        return
    response = stay.rng.choice(["better", "better", "same", "worse"])
    worse = response == "worse"
    work.record_outcome(
        item,
        by=owner,
        response=response,
        decision="change" if worse else "go_on",
        decision_note=words.CHANGED if worse else "",
        explained="yes",
        understood="yes",
        agreed="yes",
    )


def promised(case: Case, lead: User, owner: User, rule: str) -> FollowUp:
    """A follow-up by the rules, or the same one that the plan has promised already."""
    try:
        return work.start_series(case, by=lead, rule=rule, owner=owner)
    except Doubled as same:
        standing: FollowUp = same.row.series
        return standing


def after(way: Way) -> Story:
    """The promised call within two days, perhaps a weekly one, and the closing; who died or moved on is closed at once."""
    stay, case, lead = way.stay, way.case, way.lead
    if closing := checking.over(way):
        yield stay.hours(1, 30)
        yield from close(way, closing)
        return
    with suppress(Refused):  # the plan of care was never agreed
        leaving.begin_follow_up(case, by=lead)
    owner = way.helper
    promise = promised(case, lead, owner, "first_call")
    if stay.rng.random() < 0.4:
        promised(case, lead, owner, "outreach")
    meet_again(stay, case, owner)
    checking.begin(way)
    yield from planning.measure_at_home(stay, case, owner)
    yield stay.hours(20, 44)
    item = Item.objects.filter(series=promise, status__in=("open", "scheduled")).order_by("n").first()
    if item is not None and stay.rng.random() < 0.92:
        call(stay, case, owner, item)
        say_what_came(stay, item, owner)
    planning.rate(stay, case, lead)
    yield stay.hours(24 * 6, 24 * 20)
    yield from close(way, stay.rng.choice(["goals_met", "goals_met", "transferred", "no_benefit"]))


def close(way: Way, closing: str) -> Story:
    """Whatever is still open ends with the case; who came back is reviewed first, and the case closed some days later."""
    for _n in range(TRIES):
        with suppress(Refused):
            leaving.close_case(
                way.case, by=way.lead, closing=closing, outcome=way.stay.rng.choice(words.CLOSED),
                handed_to="Primary care", work_cancelled_because="The case is closed",
            )  # fmt: skip
            return
        yield way.stay.hours(48, 96)
