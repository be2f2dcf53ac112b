from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions as plans
from discharge import actions
from patients.models import Case, CommunicationProfile, Consent, Identifier, Stage
from tests.conftest import THEN
from worklist import actions as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(case):
    return reverse("cases:summary", args=[case.pk])


@pytest.fixture
def full(case, patient, manager, goal, visit, staged, at):
    """A case with something in every part."""
    at(THEN)
    Identifier.objects.create(patient=patient, authority="NGH", value="204310")
    CommunicationProfile.objects.create(patient=patient, spoken="ig", interpreter="phone")
    plan = actions.start_plan(case, by=manager)
    actions.set_expected_date(plan, by=manager, expected_on=date(2026, 11, 20), why="Usual length")
    actions.set_expected_date(plan, by=manager, expected_on=date(2026, 11, 27), why="Waits for oxygen")
    work.open_item(
        case,
        by=manager,
        activity="equipment",
        what="Order oxygen",
        why="home",
        owner=manager,
        due_at=THEN + timedelta(hours=3),
    )
    return staged(Stage.ASSESSING)


def test_it_is_read_in_thirty_seconds(client, page, full, manager):
    client.force_login(manager)
    text = client.get(page).content.decode()
    for said in (
        "Okafor", "204310", "Igbo", "interpreter by phone", "4B Medicine", "Assessing", "day 1", "moved once", "Waits for oxygen",
        "Order oxygen", "“Walk to church”", "Case manager, lead", "The case-management assessment is not done",
        "You are case manager on this case since today",
    ):  # fmt: skip
        assert said in text, said


def test_the_title_names_nobody(client, page, full, manager):
    client.force_login(manager)
    title = client.get(page).content.decode().split("</title>")[0]
    assert "Okafor" not in title
    assert "204310" not in title


def test_what_is_new_since_the_last_look_is_marked(client, page, full, manager, at):
    client.force_login(manager)
    client.get(page)
    at(THEN + timedelta(hours=2))
    work.log_contact(
        full, by=manager, activity="call", mode="phone", outcome="reached", interpreter_used=True
    )
    client.logout()
    client.force_login(manager)
    text = client.get(page).content.decode()
    assert "Since you last looked" in text
    assert text.count('cm-tone-blue">new') == 1


def test_the_look_is_on_record_and_an_outsider_finds_nothing(client, page, full, manager, outsider):
    client.force_login(manager)
    client.get(page)
    assert Event.objects.filter(verb="view", actor=manager.username, case_id=full.pk).count() == 1
    client.force_login(outsider)
    assert client.get(page).status_code == 404
    assert Event.objects.filter(outcome="denied", actor=outsider.username).count() == 1


def test_an_advocate_sees_what_the_patient_agreed_to_and_nothing_says_more(
    client, page, full, person, patient
):
    advocate = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient,
        purpose="advocacy",
        to_user=advocate,
        classes=["plan"],
        method="signed",
        starts_at=THEN - timedelta(days=1),
    )
    client.force_login(advocate)
    text = client.get(page).content.decode()
    assert "Okafor" in text
    assert "“Walk to church”" in text
    for hidden in ("204310", "1958", "Igbo", "4B Medicine", "Order oxygen", "Waits for oxygen", "27 Nov"):
        assert hidden not in text, hidden
    assert "The patient agreed on yesterday that you may see this as patient advocate" in text


def test_the_page_asks_the_database_the_same_however_much_there_is(
    client, page, full, manager, goal, django_assert_max_num_queries
):
    client.force_login(manager)
    client.get(page)
    with django_assert_max_num_queries(12) as few:
        client.get(page)
    cost = len(few)
    for number in range(12):
        plans.propose_goal(goal.plan, by=manager, words=f"Goal {number}", is_wish=True)
        work.open_item(
            full,
            by=manager,
            activity=f"a{number}",
            what=f"Item {number}",
            why="x",
            owner=manager,
            due_at=THEN,
        )
    with django_assert_max_num_queries(cost):
        client.get(page)


def test_the_stage_of_a_new_case_says_who_has_it(client, page, case, manager):
    client.force_login(manager)
    assert "waits in the intake queue" in client.get(page).content.decode()


def test_a_case_that_leaves_late_marks_its_tab(client, page, full, manager, at):
    at(THEN + timedelta(days=40))
    client.force_login(manager)
    assert Case.objects.get().admitted_at
    assert "needs attention" in client.get(page).content.decode()
