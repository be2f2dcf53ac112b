"""Barriers: raised by whoever of the team finds them, cleared with how, and counted by kind and unit."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import Barrier
from careplans.queries import barriers
from core.refusals import Denied, Refused
from tests.conftest import THEN
from worklist import actions as work

pytestmark = pytest.mark.django_db
STAIRS = {"kind": "social", "words": "No lift to the third floor"}


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


def test_a_nurse_raises_one_on_a_goal_and_somebody_looks_after_it(goal, nurse, manager):
    row = actions.raise_barrier(
        goal.case, by=nurse, **STAIRS, goal=goal, owner=manager, found_where="Home visit"
    )
    assert (row.goal, row.owner, row.found_where, row.status, row.created_by) == (
        goal, manager, "Home visit", "raised", nurse,
    )  # fmt: skip
    assert Event.objects.filter(verb="careplans.raise_barrier", actor=nurse.username).exists()


def test_it_was_found_where_the_patient_is(planning, nurse, unit):
    type(planning).objects.filter(pk=planning.pk).update(unit=unit)
    assert actions.raise_barrier(planning, by=nurse, **STAIRS).found_where == "4B Medicine"


def test_work_can_have_one_too(planning, nurse, manager):
    item = work.open_item(planning, by=manager, activity="appointments", what="Book the clinic", why="Asked")
    assert actions.raise_barrier(planning, by=nurse, **STAIRS, item=item).item == item


def test_what_is_refused(goal, nurse, outsider, manager):
    with pytest.raises(Refused, match="may not do work here"):
        actions.raise_barrier(goal.case, by=nurse, **STAIRS, owner=outsider)
    with pytest.raises(ValidationError, match="words"):
        actions.raise_barrier(goal.case, by=nurse, kind="social", words="")
    actions.close_goal(goal, by=manager, outcome="Reached")
    with pytest.raises(Refused, match="goal of this case that is not closed"):
        actions.raise_barrier(goal.case, by=nurse, **STAIRS, goal=goal)
    assert not Barrier.objects.exists()


def test_it_is_cleared_once_with_how(planning, nurse):
    row = actions.raise_barrier(planning, by=nurse, **STAIRS)
    with pytest.raises(ValidationError, match="how it was removed"):
        actions.clear_barrier(row, by=nurse, how=" ")
    cleared = actions.clear_barrier(row, by=nurse, how="Ground floor flat found")
    assert (cleared.status, cleared.cleared_how, cleared.cleared_by) == (
        "cleared",
        "Ground floor flat found",
        nurse,
    )
    with pytest.raises(Refused, match="This is cleared"):
        actions.clear_barrier(cleared, by=nurse, how="Again")


def test_it_may_be_raised_while_the_plan_waits(submitted, nurse):
    assert actions.raise_barrier(submitted.case, by=nurse, **STAIRS).status == "raised"


def test_an_advocate_only_reads(planning, person, patient):
    from patients.models import Consent

    advocate = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient, purpose="advocacy", to_user=advocate, classes=["plan"], method="signed",
        starts_at=THEN.replace(year=2020),
    )  # fmt: skip
    with pytest.raises(Denied):
        actions.raise_barrier(planning, by=advocate, **STAIRS)


def test_which_recur_by_kind_and_unit(planning, nurse, at):
    actions.raise_barrier(planning, by=nurse, kind="payer", words="Old one", found_where="4B")
    at(THEN + timedelta(days=100))
    for where in ("4B", "4B", "2A"):
        last = actions.raise_barrier(
            planning, by=nurse, kind="payer", words="Denied", found_where=where, systemic=True
        )
    actions.clear_barrier(last, by=nurse, how="Appealed")
    found = barriers.recurring(nurse, THEN + timedelta(days=50))
    assert [
        (row["kind"], row["found_where"], row["number"], row["open"], row["systemic"]) for row in found
    ] == [
        ("payer", "4B", 2, 2, 2),
        ("payer", "2A", 1, 0, 1),
    ]
    for row in found:
        listed = barriers.listed(nurse, THEN + timedelta(days=50), row["kind"], row["found_where"])
        assert len(listed) == row["number"]


def test_the_report_counts_only_what_one_sees(planning, nurse, outsider):
    actions.raise_barrier(planning, by=nurse, **STAIRS)
    assert barriers.recurring(outsider, THEN - timedelta(days=1)) == []


def test_by_its_pages(client, goal, nurse):
    client.force_login(nurse)
    address = reverse("careplans:raise-barrier", args=[goal.case_id])
    assert f'value="{goal.pk}" selected' in client.get(f"{address}?goal={goal.pk}").content.decode()
    wrong = client.post(address, {"kind": "social"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert client.post(address, STAIRS | {"goal": goal.pk, "found_where": "Home"}).status_code == 303
    row = Barrier.objects.get()
    plan = client.get(reverse("careplans:plan", args=[goal.case_id])).content.decode()
    assert plan.count("No lift to the third floor") >= 2  # beside the goal and in the list
    report = reverse("careplans:barriers")
    text = client.get(report).content.decode()
    assert "Social" in text
    assert "days=90&amp;kind=social&amp;where=Home" in text
    rows = client.get(
        f"{report}?days=90&kind=social&where=Home", headers={"HX-Request": "true"}
    ).content.decode()
    assert "No lift to the third floor" in rows
    assert "<html" not in rows
    assert client.get(f"{report}?name=okafor").status_code == 400
    assert client.post(reverse("careplans:clear-barrier", args=[row.pk]), {"how": "Lift"}).status_code == 303
    row.refresh_from_db()
    assert row.status == "cleared"
