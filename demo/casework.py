"""What the team does between the first contact and the closing of a case."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import Role
from careplans import actions as planning
from core import clock
from core.localtime import scheduled
from core.refusals import Refused
from demo import words
from demo.diary import Story
from demo.house import TZ
from demo.registering import identify
from demo.stay import Stay, interpreting, leave
from discharge import actions as leaving
from patients.models import Case, RelatedPerson
from teams import actions as teams
from worklist import actions as work
from worklist.models import Item

DISPOSITIONS = ("01", "01", "01", "06", "06", "06", "03", "62")


def casework(stay: Stay, case: Case, leaves_at: datetime) -> Story:
    """Assess, plan, do, leave, follow up, close."""
    case.refresh_from_db()
    lead: User = case.lead  # type: ignore[assignment]  # intake gave the case one
    team = gather(stay, case)
    yield from assess(stay, case, lead, team)
    yield from plan(stay, case, lead, leaves_at)
    yield from daily_work(stay, case, lead, team, leaves_at)
    yield from depart(stay, case, lead, leaves_at)
    yield from after(stay, case, lead, team)


def gather(stay: Stay, case: Case) -> list[User]:
    """The lead asks a nurse, and where it is hard a social worker and a coordinator, onto the case."""
    found = []
    for role, chance in ((Role.NURSE, 0.9), (Role.SOCIAL_WORKER, 0.5), (Role.COORDINATOR, 0.5)):
        if stay.rng.random() < chance:
            user = stay.house.next(role, stay.unit)
            teams.assign(case, by=case.lead, user=user, role=role, why="asked for by the lead")
            found.append(user)
    return found


def assess(stay: Stay, case: Case, lead: User, team: list[User]) -> Story:
    item = work.open_item(
        case, by=lead, activity="cm_assessment", kind="assessment", what="Full case-management assessment",
        why="positive screen (R-INT-4)", due_at=clock.now() + timedelta(hours=24), owner=lead,
        if_waits="The plan cannot begin",
    )  # fmt: skip
    yield stay.hours(2, 26)
    identify(stay)
    work.complete(item, by=lead)
    planning.begin_planning(case, by=lead)


def plan(stay: Stay, case: Case, lead: User, leaves_at: datetime) -> Story:
    rng = stay.rng
    made = planning.draft_plan(
        case, by=lead, what_matters=rng.choice(words.MATTERS), purpose=rng.choice(words.GOALS)
    )
    goal = planning.propose_goal(
        made,
        by=lead,
        words=rng.choice(words.GOALS),
        in_patients_words=True,
        due_on=leaves_at.astimezone(TZ).date(),
    )
    expected = leaves_at.astimezone(TZ).date() + timedelta(days=rng.choice([0, 0, -1, 1]))
    stay.sheet = leaving.start_plan(case, by=lead)
    leaving.set_expected_date(
        stay.sheet, by=lead, expected_on=max(expected, clock.today(TZ)), why="First estimate"
    )
    yield stay.hours(1, 10)
    planning.agree_goal(goal, by=lead)
    planning.activate(made, by=lead, engagement=rng.choice(words.ENGAGED))


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


def slip(stay: Stay, lead: User) -> None:
    assert stay.sheet is not None  # noqa: S101  (planned before)
    stay.sheet.refresh_from_db()
    later = max(stay.sheet.expected_on or clock.today(TZ), clock.today(TZ)) + timedelta(
        days=stay.rng.randint(1, 3)
    )
    leaving.set_expected_date(stay.sheet, by=lead, expected_on=later, why=stay.rng.choice(words.SLIPPED))


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
        else {"minutes": stay.rng.randint(4, 25), **interpreting(stay, case.patient)}
    )
    person = RelatedPerson.objects.filter(patient=case.patient_id).first() if item else None
    work.log_contact(
        case, by=by, activity=item.activity if item else "follow_up", mode="phone", outcome=outcome, item=item,
        person=person, note=stay.rng.choice(words.NOTES) if outcome == "reached" else "", **facts,
    )  # fmt: skip


def depart(stay: Stay, case: Case, lead: User, leaves_at: datetime) -> Story:
    if leaves_at > clock.now() + timedelta(hours=2):
        yield leaves_at - timedelta(hours=1)
    disposition = stay.rng.choice(DISPOSITIONS)
    leaving.choose_disposition(stay.sheet, by=lead, disposition=disposition)
    leaving.begin_transition(case, by=lead)
    yield stay.hours(0.5, 3)
    leave(stay, disposition)
    leaving.begin_follow_up(case, by=lead)


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


def after(stay: Stay, case: Case, lead: User, team: list[User]) -> Story:
    """The promised call within two days, perhaps a weekly one, and the closing."""
    owner = next((user for user in team if user.default_role == Role.COORDINATOR), lead)
    promise = work.start_series(case, by=lead, rule="first_call", owner=owner)
    if stay.rng.random() < 0.4:
        work.start_series(case, by=lead, rule="outreach", owner=owner)
    meet_again(stay, case, owner)
    yield stay.hours(20, 44)
    item = Item.objects.filter(series=promise, status__in=("open", "scheduled")).order_by("n").first()
    if item is not None and stay.rng.random() < 0.92:
        call(stay, case, owner, item)
        say_what_came(stay, item, owner)
    yield stay.hours(24 * 6, 24 * 20)
    leaving.close_case(
        case, by=lead, closing=stay.rng.choice(["goals_met", "goals_met", "transferred", "no_benefit"]),
        outcome=stay.rng.choice(words.CLOSED), handed_to="Primary care", work_cancelled_because="The case is closed",
    )  # fmt: skip
