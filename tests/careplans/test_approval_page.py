"""The page on which a plan is decided: what changed, its team and services, few statements, each to who may read it."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from careplans import actions
from careplans.models import Goal, Intervention
from patients.models import Consent
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(active, goal, step, manager, making):
    """A second version with something added, altered and removed, handed in."""
    actions.change_goal(goal, by=manager, target="300")
    actions.stop_intervention(step, by=manager, because="Scale broken")
    actions.add_intervention(
        goal, by=manager, words="Call her", activity="follow_up", owner_role="coordinator"
    )
    return actions.submit(making(active), by=manager, because="She walks better")


@pytest.fixture
def page(second):
    return reverse("careplans:version", args=[second.pk])


def test_added_altered_removed_with_the_rest_folded(client, page, supervisor):
    client.force_login(supervisor)
    text = client.get(page).content.decode()
    for said in (
        "She walks better",
        "New",
        "Call her",
        "Changed",
        "<del>200</del>",
        "<ins>300</ins>",
        "Removed",
        "Scale broken",
    ):
        assert said in text
    assert "Version 1: In effect" in text
    assert "1 unchanged" in text
    assert "Team and services" in text


def test_the_team_is_read_with_it(client, page, second, supervisor, on_team, manager):
    actions.take_back(second, by=manager)
    on_team(Role.NURSE)
    actions.submit(second, by=manager)
    client.force_login(supervisor)
    text = client.get(page).content.decode()
    assert "T Nurse, Nurse case manager" in text


def test_services_are_for_whoever_sees_the_work(client, page, second, person, patient, supervisor):
    advocate = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient, purpose="advocacy", to_user=advocate, classes=["plan"], method="signed",
        starts_at=THEN.replace(year=2020),
    )  # fmt: skip
    client.force_login(advocate)
    text = client.get(page).content.decode()
    assert "Call her" in text
    assert ">Services<" not in text
    assert "Approve" not in text
    client.force_login(supervisor)
    assert ">Services<" in client.get(page).content.decode()


def test_another_version_to_compare_with(client, second, supervisor, goal, manager, making, active):
    actions.return_(second, by=supervisor, comment="More")
    actions.change_goal(goal, by=manager, target="400")
    third = actions.submit(making(active), by=manager)
    client.force_login(supervisor)
    address = reverse("careplans:version", args=[third.pk])
    assert "<del>200</del>" in client.get(address).content.decode()
    since = client.get(f"{address}?since=2").content.decode()
    assert "<del>300</del>" in since
    assert "Version 2: Returned with comments" in since
    assert client.get(f"{address}?since=x").status_code == 200


def test_its_cost_does_not_grow(
    client, page, second, supervisor, manager, django_assert_max_num_queries, active, making
):
    client.force_login(supervisor)
    client.get(page)
    with django_assert_max_num_queries(12):
        client.get(page)
    actions.take_back(second, by=manager)
    facts = {"case": active.case, "plan": active, "created_by": manager}
    goals = Goal.objects.bulk_create(
        [
            Goal(words=f"Walk {n}", is_wish=True, measure="m", target="9", due_on=THEN.date(), **facts)
            for n in range(30)
        ]
    )
    Intervention.objects.bulk_create(
        [
            Intervention(words="Weigh", goal=goal, activity="teaching", owner_role="nurse", **facts)
            for goal in goals
        ]
    )
    with django_assert_max_num_queries(12):
        assert "Walk 29" in client.get(page).content.decode()
    actions.submit(second, by=manager)
    with django_assert_max_num_queries(12):
        assert "Walk 29" in client.get(page).content.decode()


def test_whoever_may_not_see_the_plan_does_not_see_its_versions(client, page, outsider):
    client.force_login(outsider)
    assert client.get(page).status_code == 404
