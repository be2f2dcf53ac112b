"""What is done for a goal: by whom, how often, from when until when; and how it ends."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import Intervention
from core.refusals import Denied, Refused
from patients.models import Patient, RelatedPerson
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
WHAT = {"words": "Weigh daily", "activity": "teaching"}


@pytest.fixture
def daughter(patient):
    return RelatedPerson.objects.create(patient=patient, name="Ngozi Okafor", relation="daughter")


def test_it_says_who_how_often_and_from_when(goal, manager):
    row = actions.add_intervention(
        goal,
        by=manager,
        **WHAT,
        owner_role="nurse",
        every_days=1,
        from_on=date(2026, 11, 4),
        until_on=date(2026, 11, 10),
    )
    assert (row.goal, row.plan_id, row.owner_role, row.every_days, row.from_on, row.until_on, row.status) == (
        goal, goal.plan_id, "nurse", 1, date(2026, 11, 4), date(2026, 11, 10), "planned",
    )  # fmt: skip
    assert Event.objects.filter(verb="careplans.add_intervention", actor=manager.username).exists()


def test_a_caregiver_may_do_it(goal, manager, daughter):
    row = actions.add_intervention(goal, by=manager, **WHAT, caregiver=daughter, hours_per_week="2.5")
    assert (row.caregiver, row.owner_role) == (daughter, "")


def test_somebody_does_it(goal, manager):
    with pytest.raises(ValidationError, match="which role or which caregiver"):
        actions.add_intervention(goal, by=manager, **WHAT)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"from_on": date(2026, 11, 9), "until_on": date(2026, 11, 8)}, "ends before it starts"),
        ({"until_on": date(2026, 11, 2)}, "last day is in the past"),
        ({"every_days": 0}, "every one day or more"),
        ({"activity": "dancing"}, "one of the activities"),
    ],
)
def test_what_is_refused(goal, manager, facts, sentence):
    with pytest.raises((Refused, ValidationError), match=sentence):
        actions.add_intervention(goal, by=manager, **(WHAT | {"owner_role": "nurse"} | facts))
    assert not Intervention.objects.exists()


def test_only_people_of_this_patient_and_this_team(goal, manager, facility, outsider):
    other = Patient.objects.create(facility=facility, family="Silva", given="Joao", search_name="silva joao")
    stranger = RelatedPerson.objects.create(patient=other, name="Rui", relation="son")
    with pytest.raises(Refused, match="belongs to this patient"):
        actions.add_intervention(goal, by=manager, **WHAT, caregiver=stranger)
    with pytest.raises(Refused, match="may not do work here"):
        actions.add_intervention(goal, by=manager, **WHAT, owner_role="nurse", owner=outsider)


def test_it_serves_a_goal_that_is_open(goal, manager):
    actions.close_goal(goal, by=manager, outcome="Reached")
    with pytest.raises(Refused, match="goal of this plan that is not closed"):
        actions.add_intervention(goal, by=manager, **WHAT, owner_role="nurse")


def test_it_is_changed_by_field_and_moved_to_another_goal(goal, step, manager):
    other = actions.propose_goal(goal.plan, by=manager, words="Dance", in_patients_words=True)
    changed = actions.change_intervention(step, by=manager, every_days=2, goal=other)
    assert (changed.words, changed.every_days, changed.goal) == ("Weigh daily", 2, other)
    with pytest.raises(TypeError, match="status"):
        actions.change_intervention(step, by=manager, status="done")


def test_it_stops_with_a_reason_and_is_done_without(goal, step, manager):
    with pytest.raises(Refused, match="why it is stopped"):
        actions.stop_intervention(step, by=manager, because=" ")
    stopped = actions.stop_intervention(step, by=manager, because="Scale broken")
    assert (stopped.status, stopped.ended_because, stopped.ended_by, stopped.ended_at) == (
        "stopped", "Scale broken", manager, THEN,
    )  # fmt: skip
    with pytest.raises(Refused, match="This is stopped"):
        actions.change_intervention(stopped, by=manager, words="Again")
    other = actions.add_intervention(goal, by=manager, **WHAT, owner_role="nurse")
    assert actions.finish_intervention(other, by=manager).status == "done"


def test_nobody_but_those_who_write_plans(goal, step, on_team):
    nurse = on_team(Role.NURSE)
    for verb, row, more in (
        (actions.add_intervention, goal, WHAT),
        (actions.change_intervention, step, {"words": "Mine"}),
        (actions.stop_intervention, step, {"because": "Mine"}),
        (actions.finish_intervention, step, {}),
    ):
        with pytest.raises(Denied):
            verb(row, by=nurse, **more)
    assert Intervention.objects.get().words == "Weigh daily"


def test_by_its_pages(client, goal, manager, daughter):
    client.force_login(manager)
    address = reverse("careplans:add-step", args=[goal.pk])
    assert "Ngozi Okafor" in client.get(address).content.decode()
    facts = {"words": "Weigh daily", "activity": "teaching", "owner_role": "nurse", "every_days": "1"}
    wrong = client.post(address, facts | {"owner_role": ""}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "which role or which caregiver" in wrong.content.decode()
    assert client.post(address, facts).status_code == 303
    row = Intervention.objects.get()
    change = reverse("careplans:change-step", args=[row.pk])
    kept = client.post(
        change,
        facts | {"every_days": "2", "version": row.version, "goal": goal.pk},
        headers={"HX-Request": "true"},
    )
    assert kept.status_code == 200
    row.refresh_from_db()
    assert row.every_days == 2
    stop = reverse("careplans:stop-step", args=[row.pk])
    assert client.post(stop, {"because": "Scale broken"}).status_code == 303
    row.refresh_from_db()
    assert row.status == "stopped"


def test_a_cadence_from_a_template_stays_a_choice(client, step, manager):
    actions.change_intervention(step, by=manager, every_days=90)
    client.force_login(manager)
    assert "Every 90 days" in client.get(reverse("careplans:change-step", args=[step.pk])).content.decode()


def test_a_stranger_finds_nothing(client, step, goal, outsider):
    client.force_login(outsider)
    for name, row in (("change-step", step), ("stop-step", step), ("finish-step", step), ("add-step", goal)):
        assert client.get(reverse(f"careplans:{name}", args=[row.pk])).status_code == 404
