"""What changed between two copies of a plan, in clinical terms."""

from typing import Any

import pytest
from django.urls import reverse

from careplans import actions, differences, freezing
from careplans.models import PlanVersion
from careplans.queries import versions

PROBLEM = {"id": "p", "words": "Heart failure", "kind": "clinical", "priority": 2, "status": "active"}
GOAL = {
    "id": "g",
    "under": "p",
    "words": "Walk to church",
    "target": "200",
    "due_on": "2026-11-20",
    "status": "accepted",
}
STEP = {
    "id": "s", "under": "g", "words": "Weigh", "activity": "teaching", "owner_role": "nurse", "every_days": 1,
    "status": "planned",
}  # fmt: skip
OLD: dict[str, Any] = {
    "what_matters": "Peace",
    "problems": [PROBLEM],
    "goals": [GOAL],
    "interventions": [STEP],
    "barriers": [],
}


def compared(version, since=None):
    """As the page reads it."""
    row = (
        PlanVersion.objects.select_related("plan", "case")
        .annotate(**versions.beside(None))
        .get(pk=version.pk)
    )
    return versions.compared(row, since)


def but(**changes):
    return OLD | changes


def section(name, new, old=OLD):
    return next(each for each in differences.between(old, new) if each.name == name)


def test_nothing_changed():
    found = differences.between(OLD, OLD)
    assert differences.number(found) == 0
    assert {each.name: each.unchanged for each in found} == {
        "words": ("What matters to the patient",),
        "problems": ("Heart failure",),
        "goals": ("Walk to church",),
        "interventions": ("Weigh",),
    }


def test_a_field_before_and_after_as_it_is_read():
    found = section("goals", but(goals=[GOAL | {"due_on": "2026-12-01", "target": "300"}]))
    (change,) = found.changes
    assert (change.kind, change.words, change.under) == ("altered", "Walk to church", "Heart failure")
    assert {(each.label, each.before, each.after) for each in change.fields} == {
        ("Look at it on", "Fri 20 Nov 2026", "Tue 1 Dec 2026"),
        ("Target", "200", "300"),
    }


def test_codes_are_read_as_words():
    (change,) = section(
        "interventions", but(interventions=[STEP | {"owner_role": "coordinator", "activity": "follow_up"}])
    ).changes
    assert {(each.label, each.before, each.after) for each in change.fields} == {
        ("Who does it", "Nurse case manager", "Care coordinator"),
        ("Purpose", "Teaching", "Follow-up call or visit"),
    }


def test_new_words_are_a_change_of_the_same():
    (change,) = section("goals", but(goals=[GOAL | {"words": "Walk to the shop"}])).changes
    assert [(each.label, each.before, each.after) for each in change.fields] == [
        ("Goal", "Walk to church", "Walk to the shop")
    ]


def test_what_is_new_says_what_it_serves():
    (change,) = section(
        "interventions", but(interventions=[STEP, STEP | {"id": "t", "words": "Call"}])
    ).changes
    assert (change.kind, change.words, change.under) == ("added", "Call", "Walk to church")


def test_what_ended_is_removed_with_the_reason():
    stopped = STEP | {"status": "stopped", "ended_because": "Scale broken"}
    (change,) = section("interventions", but(interventions=[stopped])).changes
    assert (change.kind, change.why) == ("removed", "Scale broken")
    closed = GOAL | {"status": "closed", "outcome": "Walks there"}
    (change,) = section("goals", but(goals=[closed])).changes
    assert (change.kind, change.why) == ("removed", "Walks there")


def test_what_was_put_aside_as_an_error_is_removed():
    (change,) = section("goals", but(goals=[])).changes
    assert change.kind == "removed"


def test_what_ended_before_is_no_change():
    stopped = but(interventions=[STEP | {"status": "stopped"}])
    assert differences.number(differences.between(stopped, stopped)) == 0


def test_that_work_has_begun_is_no_change_of_the_plan():
    assert not section("interventions", but(interventions=[STEP | {"status": "active"}])).changes


def test_the_patients_words():
    (change,) = section("words", but(what_matters="To dance")).changes
    assert [(each.before, each.after) for each in change.fields] == [("Peace", "To dance")]
    (added,) = section("words", but(strengths="Daughters")).changes
    assert (added.kind, added.words) == ("added", "Strengths")


def test_team_and_services():
    old = OLD | {"team": [{"id": "1:nurse", "words": "Nora Fisher", "role": "nurse"}], "services": []}
    new = OLD | {
        "team": [{"id": "1:nurse", "words": "Nora Fisher", "role": "nurse", "lead": True}],
        "services": [
            {"id": "f", "words": "Call", "activity": "follow_up", "holder": "C. Moss", "every_days": 7}
        ],
    }
    (lead,) = section("team", new, old).changes
    assert (lead.words, lead.fields[0].after) == ("Nora Fisher, Nurse case manager", "yes")
    (service,) = section("services", new, old).changes
    assert (service.kind, service.words) == ("added", "Follow-up call or visit: Call")


def test_a_copy_from_before_versions_is_compared_by_what_it_holds():
    old = {
        "before_versions": True,
        "what_matters": "Peace",
        "goals": [{"id": "g", "words": "Walk to church", "status": "accepted"}],
    }
    found = differences.between(old, OLD)
    assert not next(each for each in found if each.name == "goals").changes
    assert not next(each for each in found if each.name == "words").changes


@pytest.mark.django_db
def test_a_draft_beside_what_is_in_effect(active, goal, step, manager, making):
    actions.change_goal(goal, by=manager, target="300")
    actions.stop_intervention(step, by=manager, because="Scale broken")
    actions.add_intervention(
        goal, by=manager, words="Call her", activity="follow_up", owner_role="coordinator"
    )
    found = compared(making(active))
    assert found.since.number == 1
    said = {(change.kind, change.words) for each in found.says for change in each.changes}
    assert said == {("altered", "Walk to church"), ("removed", "Weigh daily"), ("added", "Call her")}
    assert found.team == []


@pytest.mark.django_db
def test_a_version_is_compared_with_the_last_that_was_decided_on_or_any_before(
    submitted, goal, plan, manager, supervisor, making
):
    actions.return_(submitted, by=supervisor, comment="More")
    actions.change_goal(goal, by=manager, target="300")
    second = actions.approve(actions.submit(making(plan), by=manager), by=supervisor)
    assert compared(second).since.number == 1
    actions.activate(plan, by=manager, engagement="Took part")
    actions.change_goal(goal, by=manager, target="400")
    third = making(plan)
    assert compared(third).since.number == 2
    assert [each.number for each in compared(third).others] == [2, 1]
    assert compared(third, since=1).since.number == 1
    assert compared(PlanVersion.objects.get(number=1)).since is None


@pytest.mark.django_db
def test_one_press_on_the_page(client, active, goal, manager, making):
    actions.change_goal(goal, by=manager, target="300")
    client.force_login(manager)
    page = client.get(reverse("careplans:plan", args=[active.case_id])).content.decode()
    address = reverse("careplans:version", args=[making(active).pk])
    assert address in page
    assert "Changes since version 1" in page
    text = client.get(address).content.decode()
    assert "<del>200</del>" in text
    assert "<ins>300</ins>" in text
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'id="changes"' in part
    assert "<html" not in part


@pytest.mark.django_db
def test_two_copies_of_the_same_rows_are_the_same(plan, agreed, step):
    assert freezing.said(plan, plan.case) == freezing.said(plan, plan.case)
    assert freezing.digest({"a": 1, "b": 2}) == freezing.digest({"b": 2, "a": 1})
