"""The patient's own words: they come first, and a plan without them says why."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import CarePlan, PlanVersion
from core.refusals import Denied, Refused, Stale
from patients.models import Case

pytestmark = pytest.mark.django_db


def test_a_plan_starts_with_what_matters_and_a_first_draft(plan, manager):
    assert (plan.status, plan.what_matters) == ("draft", "To dance at the wedding")
    assert Case.objects.get().purpose == "Home for the wedding"
    version = PlanVersion.objects.get()
    assert (version.number, version.status, version.writers) == (1, "draft", [manager.pk])


def test_one_open_plan_at_a_time(plan, planning, manager):
    with pytest.raises(ValidationError, match="already has a plan"):
        actions.draft_plan(planning, by=manager)


def test_each_of_the_patients_words_is_kept_and_what_is_not_said_stays(plan, manager):
    actions.record_what_matters(plan, by=manager, strengths="Her daughters", preferences="In Igbo")
    changed = actions.record_what_matters(plan, by=manager, purpose="Home by Friday", inability="Sedated")
    assert (changed.what_matters, changed.strengths, changed.preferences, changed.inability) == (
        "To dance at the wedding", "Her daughters", "In Igbo", "Sedated",
    )  # fmt: skip
    assert Case.objects.get().purpose == "Home by Friday"


def test_what_matters_is_not_overwritten_unseen(plan, manager):
    actions.record_what_matters(plan, by=manager, what_matters="To see her sister", version=plan.version)
    with pytest.raises(Stale):
        actions.record_what_matters(plan, by=manager, what_matters="Something else", version=plan.version)


def test_a_plan_without_a_goal_in_their_words_is_not_handed_in(plan, problem, manager, making):
    goal = actions.propose_goal(
        plan, by=manager, words="Reduce readmission risk", problem=problem, measure="days at home", target="30",
        due_on=date(2026, 11, 20),
    )  # fmt: skip
    actions.agree_goal(goal, by=manager)
    sentence = (
        "This plan cannot be submitted yet: add a goal in the patient's words, or say why there is none."
    )
    with pytest.raises(Refused, match=sentence):
        actions.submit(making(plan), by=manager)
    actions.record_what_matters(plan, by=manager, inability="Sedated; daughter asked")
    assert actions.submit(making(plan), by=manager).status == "submitted"


def test_a_nurse_reads_them_and_does_not_write_them(plan, on_team):
    nurse = on_team(Role.NURSE)
    with pytest.raises(Denied):
        actions.record_what_matters(plan, by=nurse, what_matters="Mine")
    assert CarePlan.objects.get().what_matters == "To dance at the wedding"


def test_a_closed_plan_takes_no_words(plan, manager):
    actions.close_plan(plan, by=manager)
    with pytest.raises(Refused, match="This plan is closed"):
        actions.record_what_matters(plan, by=manager, what_matters="Late")


def test_the_page_asks_for_all_of_them_and_gives_them_back(client, plan, manager):
    client.force_login(manager)
    address = reverse("careplans:what-matters", args=[plan.pk])
    page = client.get(address).content.decode()
    for said in ("To dance at the wedding", "Home for the wedding", "Strengths", "Preferences"):
        assert said in page
    said = {
        "what_matters": "Peace",
        "purpose": "Home",
        "strengths": "Faith",
        "preferences": "",
        "inability": "",
    }
    assert client.post(address, said | {"version": plan.version}).status_code == 303
    plan.refresh_from_db()
    assert (plan.what_matters, plan.strengths) == ("Peace", "Faith")
    stale = client.post(address, said | {"what_matters": "Other words", "version": 1})
    assert stale.status_code == 409
    assert "Other words" in stale.content.decode()
    assert Event.objects.filter(verb="careplans.record_what_matters").count() == 1


def test_too_long_a_text_comes_back_beside_its_field(client, plan, manager):
    client.force_login(manager)
    address = reverse("careplans:what-matters", args=[plan.pk])
    answer = client.post(address, {"what_matters": "x" * 2001}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert "x" * 2001 in answer.content.decode()
