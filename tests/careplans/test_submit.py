"""Handing a plan in: everything that is missing is said at once, then nothing of it changes; and taking it back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from assessments.actions.needs import note_no_goal
from audit.models import Event
from careplans import actions, checklist
from careplans.actions.conflicts import raise_conflict, settle_conflict
from careplans.checklist import Standing
from careplans.models import Goal, PlanVersion
from core.refusals import Denied, Refused
from tests.conftest import THEN
from worklist.models import Item, Notification

pytestmark = pytest.mark.django_db


def severe(plan, by):
    """A severe conflict that a person raised."""
    sides = {"one": "Walk 200 m", "other": "Bed rest"}
    return raise_conflict(plan, by=by, sentence="Two opposite orders.", severity="severe", **sides)


def test_it_is_handed_in_and_somebody_is_asked(submitted, manager, supervisor):
    assert (submitted.status, submitted.submitted_by, submitted.submitted_at) == ("submitted", manager, THEN)
    assert submitted.frozen["goals"][0]["words"] == "Walk to church"
    item = Item.objects.get(kind="approval")
    assert (item.owner, item.status, item.due_at) == (supervisor, "open", THEN + timedelta(hours=24))
    notice = Notification.objects.get(source=f"approval:{submitted.pk}")
    assert notice.recipient == supervisor
    # Neutral: the row and the notice say nothing of the patient or the plan.
    assert "Okafor" not in item.what + item.why
    assert "church" not in item.what + item.why
    event = Event.objects.get(verb="careplans.submit")
    assert event.moved == "status: draft > submitted"


def test_everything_that_is_missing_is_said_at_once(plan, problem, manager, making, wants_help):
    wants_help("food", "No food at home")
    goal = actions.propose_goal(plan, by=manager, words="Fewer readmissions", problem=problem)
    severe(plan, manager)
    with pytest.raises(Refused) as refusal:
        actions.submit(making(plan), by=manager)
    said = str(refusal.value.sentence)
    for words in (
        "add a goal in the patient's words, or say why there is none",
        "No goal is agreed yet",
        "“Fewer readmissions” has no measurable target",
        "“Fewer readmissions” has no day to look at it",
        "The patient wants help with “No food at home”",
        "A severe conflict is open: Two opposite orders.",
    ):
        assert words in said
    assert goal.words in said
    assert making(plan).status == "draft"
    assert not Item.objects.filter(kind="approval").exists()


def test_an_accepted_need_has_a_goal_or_a_reason(plan, agreed, manager, making, wants_help):
    food, ride = wants_help("food", "No food at home"), wants_help("transport", "No ride")
    with pytest.raises(Refused, match=r"No food at home.*No ride|No ride.*No food at home"):
        actions.submit(making(plan), by=manager)
    actions.propose_goal(
        plan, by=manager, words="Eat every day", need=food, measure="meals a day", target="3",
        due_on=(THEN + timedelta(days=9)).date(),
    )  # fmt: skip
    with pytest.raises(Refused, match="No ride"):
        actions.submit(making(plan), by=manager)
    note_no_goal(ride, by=manager, because="Her son drives her")
    assert actions.submit(making(plan), by=manager).status == "submitted"


def test_a_need_nobody_may_read_here_holds_nothing_up_and_is_not_told(
    plan, agreed, manager, making, wants_help
):
    wants_help("safety", "Is hit at home", sort="safeguarding")
    assert actions.submit(making(plan), by=manager).status == "submitted"


def test_a_goal_that_rests_needs_no_target(plan, agreed, manager, making):
    other = actions.propose_goal(plan, by=manager, words="Travel", is_wish=True)
    actions.hold_goal(actions.agree_goal(other, by=manager), by=manager, because="Next year")
    assert actions.submit(making(plan), by=manager).status == "submitted"


@pytest.mark.parametrize(
    "change",
    [
        lambda plan, goal, step, by: actions.change_goal(goal, by=by, target="1"),
        lambda plan, goal, step, by: actions.hold_goal(goal, by=by, because="x"),
        lambda plan, goal, step, by: actions.close_goal(goal, by=by, outcome="x"),
        lambda plan, goal, step, by: actions.propose_goal(plan, by=by, words="x", is_wish=True),
        lambda plan, goal, step, by: actions.add_problem(plan, by=by, words="x"),
        lambda plan, goal, step, by: actions.change_problem(goal.problem, by=by, words="x"),
        lambda plan, goal, step, by: actions.add_intervention(
            goal, by=by, words="x", activity="teaching", owner_role="nurse"
        ),
        lambda plan, goal, step, by: actions.change_intervention(step, by=by, words="x"),
        lambda plan, goal, step, by: actions.stop_intervention(step, by=by, because="x"),
        lambda plan, goal, step, by: actions.finish_intervention(step, by=by),
        lambda plan, goal, step, by: actions.record_what_matters(plan, by=by, what_matters="x"),
        lambda plan, goal, step, by: actions.revise(plan, by=by, because="x"),
    ],
)
def test_while_it_waits_nothing_changes(submitted, plan, goal, step, manager, change):
    with pytest.raises(Refused, match=r"Version 1 waits for a decision\. Take it back"):
        change(plan, goal, step, manager)


def test_it_is_taken_back_and_nobody_is_asked_any_more(submitted, goal, manager):
    back = actions.take_back(submitted, by=manager)
    assert (back.status, back.submitted_by, back.frozen) == ("draft", None, None)
    assert Item.objects.get(kind="approval").status == "cancelled"
    assert not Notification.objects.filter(read_at=None, source__startswith="approval").exists()
    actions.change_goal(goal, by=manager, target="300")
    again = actions.submit(back, by=manager)
    assert again.frozen["goals"][0]["target"] == "300"
    assert Item.objects.filter(kind="approval", status="open").count() == 1


def test_what_was_signed_is_not_taken_back(submitted, manager, on_team):
    actions.sign_part(submitted, by=on_team(Role.NURSE))
    with pytest.raises(Refused, match="This version is signed"):
        actions.take_back(submitted, by=manager)


def test_it_is_handed_in_once(submitted, manager):
    with pytest.raises(Refused, match="waits for a decision"):
        actions.submit(submitted, by=manager)
    assert Item.objects.filter(kind="approval").count() == 1


def test_who_writes_no_plans_hands_none_in(plan, agreed, making, submitted, on_team):
    nurse = on_team(Role.NURSE)
    for verb in (actions.submit, actions.take_back):
        with pytest.raises(Denied):
            verb(submitted, by=nurse)


def test_one_press_and_all_gaps_on_the_page(client, plan, agreed, step, manager, making):
    client.force_login(manager)
    version = making(plan)
    address = reverse("careplans:submit", args=[version.pk])
    page = reverse("careplans:plan", args=[plan.case_id])
    assert f'action="{address}"' in client.get(page).content.decode()
    conflict = severe(plan, manager)
    refused = client.post(address)
    assert refused.status_code == 409
    assert "Two opposite orders." in refused.content.decode()
    settle_conflict(conflict, by=manager, decision="The surgeon allows 50 m")
    assert client.post(address, {"because": "First plan"}).url == page
    assert PlanVersion.objects.get().because == "First plan"
    text = client.get(page).content.decode()
    assert "Take back" in text
    assert "Edit<" not in text
    assert client.post(reverse("careplans:take-back", args=[version.pk])).status_code == 303


def test_the_checklist_is_a_function_of_how_the_plan_stands():
    assert checklist.before_submission(Standing(own_words=True, agreed_goals=1)) == []
    assert len(checklist.before_submission(Standing())) == 2
    (said,) = checklist.before_submission(Standing(own_words=True, agreed_goals=1, orphans=["Weigh"]))
    assert "“Weigh” serves nothing" in said
    assert (
        len(checklist.advice(Standing(without_plain=2, without_work=["a"], without_goal=["b"], past=["c"])))
        == 4
    )
    assert checklist.advice(Standing()) == []


def test_advice_holds_nothing_up(client, submitted, manager):
    actions.take_back(submitted, by=manager)
    client.force_login(manager)
    text = client.get(reverse("careplans:plan", args=[submitted.case_id])).content.decode()
    assert "2 goals and instructions have no plain version." in text
    assert "Before the plan can be submitted" not in text
    assert Goal.objects.get().plain == ""
