"""Whom a rung tells when it rings: the person, who stands in, the supervisors; never twice, never nobody unseen."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from facilities.models import Team
from patients.models import Case
from teams.models import Absence, FacilityRole, TeamMember
from tests.conftest import THEN
from worklist import actions, planner
from worklist.models import Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LONG = THEN - timedelta(days=400)


@pytest.fixture
def urgent(open_work):
    """Work that harms when late, due in an hour."""
    return open_work(priority=1, due_at=THEN + HOUR)


@pytest.fixture
def deputy(person, facility):
    return person("d.deputy", Role.CASE_MANAGER, facility)


@pytest.fixture
def away(facility, lead, deputy):
    def make(**facts):
        facts = {"starts_at": THEN - HOUR, "ends_at": THEN + 24 * HOUR, "roles": ["case_manager"]} | facts
        return Absence.objects.create(
            user=lead, deputy=deputy, facility=facility, status="covered", created_by=lead, **facts
        )

    return make


def ring(at, when):
    at(when)
    planner.plan_all()


def heard(item):
    """Who heard which rung, in the order of the rungs."""
    rows = Notification.objects.filter(item=item, reminder__isnull=False).order_by(
        "rung", "recipient__username"
    )
    return [(row.reminder.to, row.recipient.username, row.kind) for row in rows]


def test_it_climbs_by_the_clock_of_its_severity(urgent, at, away):
    away()
    ring(at, THEN + HOUR)
    assert heard(urgent) == [("person", "d.deputy", "due"), ("person", "t.case_manager", "due")]
    ring(at, THEN + HOUR + 14 * MINUTE)
    assert len(heard(urgent)) == 2
    ring(at, THEN + HOUR + 15 * MINUTE)
    ring(at, THEN + HOUR + 30 * MINUTE)
    assert heard(urgent)[2:] == [("deputy", "d.deputy", "climbed"), ("supervisor", "s.berg", "climbed")]
    assert [row.rang_for for row in Reminder.objects.filter(item=urgent).order_by("rung")] == [
        "person", "deputy", "supervisor",
    ]  # fmt: skip


def test_without_a_deputy_the_supervisor_hears_at_once(urgent, at):
    ring(at, THEN + HOUR + 15 * MINUTE)
    rung = Reminder.objects.get(item=urgent, to="deputy")
    assert (rung.told, rung.rang_for) == (1, "supervisor")
    assert heard(urgent)[-1] == ("deputy", "s.berg", "climbed")


@pytest.mark.parametrize("facts", [{"only_led": False, "roles": ["nurse"]}, {"ends_at": THEN + MINUTE}])
def test_a_deputy_for_something_else_or_back_by_then_is_none(urgent, at, away, facts):
    away(**facts)
    ring(at, THEN + HOUR + 15 * MINUTE)
    assert ("deputy", "d.deputy", "climbed") not in heard(urgent)
    assert ("deputy", "s.berg", "climbed") in heard(urgent)


def test_without_a_team_supervisor_those_of_the_facility_hear(urgent, at, facility, person):
    TeamMember.objects.update(supervises=False)
    other = person("z.house", Role.SUPERVISOR, facility)
    ring(at, THEN + HOUR + 30 * MINUTE)
    assert {who for to, who, _kind in heard(urgent) if to == "supervisor"} == {"s.berg", other.username}


def test_a_supervisor_who_is_present_hears_rather_than_one_who_is_away(
    urgent, at, facility, team, person, supervisor
):
    second = person("z.second", Role.SUPERVISOR, facility)
    TeamMember.objects.create(team=team, user=second, supervises=True, starts_at=LONG)
    Absence.objects.create(
        user=supervisor, deputy=second, facility=facility, status="covered", created_by=supervisor,
        starts_at=THEN, ends_at=THEN + 24 * HOUR, roles=["supervisor"],
    )  # fmt: skip
    ring(at, THEN + HOUR + 30 * MINUTE)
    assert [who for to, who, _kind in heard(urgent) if to == "supervisor"] == ["z.second"]


def test_nobody_to_hear_is_a_failure_that_shows(urgent, at):
    TeamMember.objects.all().delete()
    FacilityRole.objects.filter(role="supervisor").delete()
    ring(at, THEN + HOUR + 30 * MINUTE)
    rung = Reminder.objects.get(item=urgent, to="supervisor")
    assert (rung.status, rung.told, rung.rang_for) == ("planned", 0, "")


def test_somebody_who_cannot_sign_in_any_more_is_not_told_but_the_supervisor_is(urgent, at, lead):
    lead.is_active = False
    lead.save()
    ring(at, THEN + HOUR)
    assert heard(urgent) == [("person", "s.berg", "climbed")]


def test_a_role_that_moves_in_between_moves_the_rung(urgent, at, facility, case, person):
    ring(at, THEN + HOUR)
    elsewhere = Team.objects.create(facility=facility, name="Team South")
    new = person("n.new", Role.SUPERVISOR, facility)
    TeamMember.objects.create(team=elsewhere, user=new, supervises=True, starts_at=LONG)
    Case.objects.filter(pk=case.pk).update(team=elsewhere)
    ring(at, THEN + HOUR + 30 * MINUTE)
    assert ("supervisor", "n.new", "climbed") in heard(urgent)
    assert ("supervisor", "s.berg", "climbed") not in heard(urgent)


@pytest.mark.parametrize(
    ("verb", "facts"),
    [("start", {}), ("wait", {"on": "The payer"}), ("complete", {}), ("cancel", {"reason": "No"})],
)
def test_acting_stops_the_climb(urgent, at, lead, verb, facts):
    ring(at, THEN + HOUR)
    getattr(actions, verb)(urgent, by=lead, **facts)
    assert set(
        Reminder.objects.filter(item=urgent).exclude(to="person").values_list("status", flat=True)
    ) == {"cancelled"}
    ring(at, THEN + 9 * HOUR)
    assert {to for to, _who, _kind in heard(urgent)} == {"person"}


@pytest.mark.parametrize("status", ["in_progress", "waiting", "done"])
def test_what_a_verb_has_not_taken_back_stops_when_it_would_ring(urgent, at, lead, status):
    facts = {"waiting": {"waiting_on": "x"}, "done": {"done_at": THEN, "done_by": lead}}.get(status, {})
    type(urgent).objects.filter(pk=urgent.pk).update(status=status, **facts)
    ring(at, THEN + 9 * HOUR)
    assert {to for to, _who, _kind in heard(urgent)} <= {"person"}
    assert not Reminder.objects.filter(item=urgent, status="waiting").exists()


def test_work_taken_up_early_still_reminds_its_owner(urgent, at, lead):
    actions.start(urgent, by=lead)
    ring(at, THEN + 9 * HOUR)
    assert heard(urgent) == [("person", "t.case_manager", "due")]


def test_work_that_nobody_has_climbs_to_the_supervisor(case, lead, at):
    item = actions.open_item(
        case,
        by=lead,
        activity="teaching",
        what="Teach",
        why="Asked",
        role=Role.NURSE,
        due_at=THEN + HOUR,
        priority=1,
    )
    ring(at, THEN + HOUR + 15 * MINUTE)
    assert [who for _to, who, _kind in heard(item)] == (
        ["s.berg"] if item.owner is None else ["t.case_manager", "s.berg"]
    )


def test_late_from_the_start_counts_from_now(open_work, at):
    item = open_work(priority=1, due_at=THEN - 5 * HOUR)
    ring(at, THEN)
    assert heard(item) == [("person", "t.case_manager", "late")]
    ring(at, THEN + 30 * MINUTE)
    assert ("supervisor", "s.berg", "climbed") in heard(item)


@pytest.mark.parametrize(("after", "delayed"), [(5, False), (6, True)])
def test_after_an_outage_it_is_said_to_be_late(urgent, at, after, delayed):
    ring(at, THEN + HOUR + after * MINUTE)
    assert Notification.objects.get(item=urgent, rung=0).delayed is delayed


def test_the_greatest_risk_rings_first_then_the_oldest(open_work, at):
    made = [
        open_work(what=f"{n}", subject=f"s{n}", priority=priority, due_at=THEN + due * HOUR)
        for n, (priority, due) in enumerate([(3, 1), (1, 3), (2, 2), (1, 2)])
    ]
    at(THEN + 4 * HOUR)
    rung: list = []
    while planner.plan(batch=1):
        now = Reminder.objects.filter(item__in=made, to="person", status="planned").exclude(item__in=rung)
        rung += now.values_list("item_id", flat=True)
    # Those above ring in between, each by its own risk.
    assert rung == [made[3].pk, made[1].pk, made[2].pk, made[0].pk]


def test_the_list_says_that_nobody_stands_in_and_that_it_comes_late(client, urgent, at, supervisor):
    ring(at, THEN + HOUR + 25 * MINUTE)
    client.force_login(supervisor)
    page = client.get("/notices/").content.decode()
    for words in ("Nobody acted", "nobody stands in", "told late"):
        assert words in page
