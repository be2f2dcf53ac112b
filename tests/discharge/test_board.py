"""The board: each patient in one group with one blocker, its numbers, its pages and its token."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import ensure, system
from accounts.permissions import Role
from audit.models import Event
from core import prepared
from discharge import actions, board
from discharge.board import Blocker, Delay, Facts
from discharge.plans import plan_of
from discharge.queries import board as queries
from encounters import actions as encounters
from encounters.models import Encounter
from facilities.models import Bed
from patients.actions import open_case
from patients.models import Patient
from policy import delays, gates, milestones
from policy.loading import PACKS, whole
from teams.actions import assign
from tests.conftest import THEN

TODAY = date(2026, 11, 3)
RULES = board.Rules(
    *(kind.read(whole(PACKS / f"{name}.json")["body"]) for kind, name in
      ((gates, "gates"), (milestones, "milestones"), (delays, "delays")))
)  # fmt: skip
YESTERDAY = datetime(2026, 11, 2, 12, tzinfo=UTC)
ORDER = ("discharge_order", "The discharge order is not written.")
AID = ("essential_equipment", "Not there, or its use not taught: Oxygen.")
OXYGEN = Delay("k", "D06", "equipment_there", YESTERDAY, "T. Nguyen")


def facts(days: int | None = None, *, ready: bool = False, held: tuple = (), **more) -> Facts:
    on = None if days is None else TODAY + timedelta(days=days)
    said = {
        "disposition": "01",
        "reached": {"medically_ready": YESTERDAY} if ready else {},
        "not_needed": [],
    }
    return Facts(expected_on=on, delays=held, **(said | more))


@pytest.mark.parametrize(
    ("known", "group"),
    [
        (facts(-1), "late"),
        (facts(-1, ready=True), "late"),
        (facts(0), "today"),
        (facts(1), "tomorrow"),
        (facts(2), "later"),
        (facts(0, ready=True), "ready"),
        (facts(0, ready=True, gates=[ORDER]), "today"),
        (facts(None, ready=True, gates=[ORDER]), "at_risk"),
        (facts(None), "at_risk"),
        (facts(5, held=(OXYGEN,)), "at_risk"),
        (facts(2, likely_on=TODAY + timedelta(days=4)), "at_risk"),
        (facts(2, likely_on=TODAY + timedelta(days=2)), "later"),
    ],
)
def test_everybody_stands_in_one_group(known, group):
    assert board.group(known, TODAY) == group
    assert sum(board.counts([group]).values()) == 1


def test_far_off_a_delay_holds_and_gates_are_not_due():
    found = board.blocker(facts(5, held=(OXYGEN,)), RULES, TODAY)
    assert found == Blocker("delay", "Equipment is late", YESTERDAY, "T. Nguyen", "k")


def test_close_to_leaving_the_first_hard_gate_holds():
    found = board.blocker(facts(0, gates=[ORDER, AID]), RULES, TODAY)
    assert found == Blocker("gate", ORDER[1], key=ORDER[0], more=1)


def test_a_gate_that_a_delay_explains_is_said_as_the_delay():
    found = board.blocker(facts(0, held=(OXYGEN,), gates=[AID]), RULES, TODAY)
    assert (found.kind, found.key, found.more) == ("delay", "k", 0)


def test_of_two_delays_the_older_is_said_and_the_other_counted():
    newer = Delay("n", "C01", "", YESTERDAY + timedelta(hours=1), "")
    found = board.blocker(facts(5, held=(newer, OXYGEN)), RULES, TODAY)
    assert (found.key, found.more) == ("k", 1)


def test_without_anything_else_the_next_milestone_is_said():
    assert board.blocker(facts(5), RULES, TODAY) == Blocker(
        "milestone", "Medically ready", key="medically_ready"
    )
    assert board.blocker(facts(None), RULES, TODAY).kind == "date"


@pytest.fixture
def house(facility, unit, team, intake, supervisor, manager, packs, db):
    """As many patients as wanted on 4B, each with a case that the manager leads."""

    def fill(number: int, first: int = 0) -> list:
        ensure()
        made = []
        for n in range(first, first + number):
            bed, _new = Bed.objects.get_or_create(unit=unit, code=f"4B-{n + 2:02}")
            patient = Patient.objects.create(
                facility=facility,
                family=f"Family{n:02}",
                given="Given",
                birth_date="1950-01-01",
                search_name=f"f{n}",
            )
            case = open_case(patient, by=intake, team=team)
            assign(case, by=supervisor, user=manager, role=Role.CASE_MANAGER)
            visit = encounters.admit(
                patient,
                by=system("feed"),
                facility=facility,
                kind="IMP",
                unit=unit,
                bed=bed,
                event_at=THEN,
                key=f"v{n}",
            )
            encounters.link_to_case(visit, by=system("feed"), case=case)
            case.refresh_from_db()
            made.append(case)
        return made

    return fill


@pytest.mark.django_db
def test_counts_are_the_list_and_nobody_is_dropped(house, manager, client):
    cases = house(5)
    for case, days in zip(cases, (0, 1, 6), strict=False):
        plan = plan_of(case, manager)
        actions.set_expected_date(plan, by=manager, expected_on=TODAY + timedelta(days=days), why="x")
    client.force_login(manager)
    page = client.get(reverse("board:home"))
    found = {group["code"]: (group["count"], len(group["lines"])) for group in page.context["groups"]}
    assert found == {
        "late": (0, 0),
        "at_risk": (2, 2),
        "today": (1, 1),
        "tomorrow": (1, 1),
        "ready": (0, 0),
        "later": (1, 1),
    }
    assert page.context["total"] == 5
    assert b"Family00" in page.content
    assert Event.objects.filter(actor_id=manager.pk, verb="list", outcome=Event.Outcome.SEEN).exists()


@pytest.mark.django_db
def test_two_and_thirty_rows_ask_the_same(house, manager, client, django_assert_max_num_queries):
    house(2)
    client.force_login(manager)
    url = reverse("board:home")
    client.get(url)
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    house(28, first=2)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).context["total"] == 30
    assert len(many) == len(few)


@pytest.mark.django_db
def test_the_token_changes_with_the_board_and_only_then(
    house, manager, client, django_assert_max_num_queries
):
    case = house(2)[0]
    client.force_login(manager)
    first = client.get(reverse("board:live"))["ETag"]
    assert client.get(reverse("board:live"))["ETag"] == first
    assert client.get(reverse("board:live"), headers={"If-None-Match": first}).status_code == 304
    delay = actions.open_delay(plan_of(case, manager), by=manager, cause="D06", owner=manager)
    second = client.get(reverse("board:live"))["ETag"]
    assert second != first
    actions.change_delay(delay, by=manager, words="Truck")
    assert client.get(reverse("board:live"))["ETag"] not in (first, second)
    with django_assert_max_num_queries(2):
        queries.token(manager, mine=True)


@pytest.mark.django_db
def test_the_token_reads_the_house_and_not_the_years_before(house, manager, monkeypatch):
    """Its plan is made once, by the index of stays in progress; and no worker is started for its few rows."""
    # However many questions the tests before have taught this connection.
    monkeypatch.setattr(prepared, "MOST", 10_000)
    house(1)
    with CaptureQueriesContext(connection) as asked:
        queries.token(manager)
    rights, watched = (prepared.question_of(each["sql"]) for each in asked.captured_queries)
    assert rights != asked.captured_queries[0]["sql"]
    assert "\"status\" = ('in_progress')" in rights
    assert "core_now()" in watched


@pytest.mark.django_db
@pytest.mark.parametrize("mine", [True, False])
def test_who_has_left_is_not_on_the_board(house, manager, mine):
    here, left = house(2)
    Encounter.objects.filter(case=left).update(status="finished", ended_at=THEN)
    assert list(queries.in_house(manager, mine=mine)) == [here]
    assert list(queries.in_house(manager, here.unit_id, mine=mine)) == [here]


@pytest.mark.django_db
def test_the_wall_names_nobody(house, manager, client):
    house(1)
    client.force_login(manager)
    body = client.get(reverse("board:wall")).content
    assert b"4B-02" in body
    assert b"GF" in body
    assert b"Family00" not in body


@pytest.mark.django_db
def test_an_outsider_sees_nobody_and_a_supervisor_the_team(house, outsider, supervisor, client):
    house(2)
    for who, number in ((outsider, 0), (supervisor, 2)):
        client.force_login(who)
        assert client.get(reverse("board:home"), {"show": "all"}).context["total"] == number


@pytest.mark.django_db
def test_what_a_list_is_not_asked_is_400(manager, client, packs):
    client.force_login(manager)
    assert client.get(reverse("board:home"), {"group": "nobody"}).status_code == 400
