"""Goals: proposed for a problem, a need or as a wish, changed, agreed, rated, resting and closed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import Goal, GoalProgress, Intervention, Problem
from careplans.queries import plan_page
from core.refusals import Denied, Refused, Stale
from patients.models import Case
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

SCALE = {
    "level_m2": "Stays in bed", "level_m1": "Walks in the room", "level_0": "Walks 200 m",
    "level_p1": "Walks 400 m", "level_p2": "Climbs the hill",
}  # fmt: skip


def shown(plan, user):
    """The plan as its page reads it."""
    return plan_page.of_case(
        Case.objects.annotate(**plan_page.beside(plan.case_id, user)).get(pk=plan.case_id)
    )


@pytest.fixture
def scaled(goal, manager):
    return actions.change_goal(goal, by=manager, **SCALE)


def test_a_goal_for_a_problem_has_what_is_asked_of_it(goal, problem):
    assert (goal.problem, goal.measure, goal.target, goal.due_on, goal.status, goal.achievement) == (
        problem, "metres walked", "200", date(2026, 11, 20), "proposed", "in-progress",
    )  # fmt: skip


def test_a_goal_in_their_words_without_a_problem_is_their_wish(plan, manager):
    assert actions.propose_goal(plan, by=manager, words="Dance", in_patients_words=True).is_wish


def test_a_goal_that_serves_nothing_is_refused_by_the_table_itself(plan, manager):
    with pytest.raises(ValidationError, match="which problem the goal serves"):
        actions.propose_goal(plan, by=manager, words="Less cost")
    with pytest.raises(IntegrityError, match="goal_serves_something"), transaction.atomic():
        Goal.objects.create(case=plan.case, plan=plan, words="x", created_by=manager)


def test_a_goal_for_a_need_makes_the_need_a_problem_once(plan, manager, wants_help):
    need = wants_help("food", "No food at home")
    first = actions.propose_goal(plan, by=manager, words="Eat every day", need=need)
    second = actions.propose_goal(plan, by=manager, words="Cook again", need=need)
    assert first.problem == second.problem == Problem.objects.get(need=need)


def test_a_problem_of_another_plan_is_refused(plan, problem, manager):
    actions.resolve_problem(problem, by=manager, because="Gone")
    actions.close_plan(plan, by=manager)
    other = actions.draft_plan(plan.case, by=manager)
    with pytest.raises(Refused, match="problem of this plan") as refusal:
        actions.propose_goal(other, by=manager, words="Walk", problem=problem)
    assert refusal.value.field == "problem"


def test_a_day_in_the_past_is_refused_beside_its_field(plan, manager):
    with pytest.raises(Refused, match="in the past") as refusal:
        actions.propose_goal(plan, by=manager, words="Walk", is_wish=True, due_on=date(2026, 11, 2))
    assert refusal.value.field == "due_on"
    assert actions.propose_goal(plan, by=manager, words="Walk", is_wish=True, due_on=date(2026, 11, 3)).due_on


@pytest.mark.parametrize("wrong", [{"importance": 4}, {"difficulty": 4}, {"confidence": 11}])
def test_weights_have_a_range(goal, manager, wrong):
    with pytest.raises(ValidationError, match="go from 0 to 3"):
        actions.change_goal(goal, by=manager, **wrong)


def test_only_what_is_named_changes(goal, manager):
    changed = actions.change_goal(goal, by=manager, target="300", plain="Walk a bit more each day.")
    assert (changed.words, changed.target, changed.plain) == (
        "Walk to church", "300", "Walk a bit more each day.",
    )  # fmt: skip
    with pytest.raises(TypeError, match="status"):
        actions.change_goal(goal, by=manager, status="accepted")
    with pytest.raises(Stale):
        actions.change_goal(goal, by=manager, target="400", version=1)


def test_the_patient_agrees_once(goal, manager):
    agreed = actions.agree_goal(goal, by=manager)
    assert (agreed.status, agreed.agreed_at, agreed.agreed_by) == ("accepted", THEN, manager)
    with pytest.raises(Refused, match="This is agreed"):
        actions.agree_goal(agreed, by=manager)


def test_a_goal_rests_with_a_reason_and_is_taken_up_again(agreed, manager):
    with pytest.raises(ValidationError, match="why the goal rests"):
        actions.hold_goal(agreed, by=manager, because=" ")
    resting = actions.hold_goal(agreed, by=manager, because="Waits for the surgeon")
    assert (resting.status, resting.hold_because) == ("on_hold", "Waits for the surgeon")
    assert actions.resume_goal(resting, by=manager).status == "accepted"


def test_closing_says_what_came_of_it_and_ends_what_was_done_for_it(goal, step, manager):
    with pytest.raises(ValidationError, match="what came of the goal"):
        actions.close_goal(goal, by=manager, outcome="", closing="reached")
    closed = actions.close_goal(goal, by=manager, outcome="Walked there on Sunday", closing="reached")
    assert (closed.status, closed.closing, closed.achievement, closed.closed_by) == (
        "closed", "reached", "achieved", manager,
    )  # fmt: skip
    step.refresh_from_db()
    assert (step.status, step.ended_because) == ("done", "Walked there on Sunday")
    with pytest.raises(Refused, match="closed"):
        actions.close_goal(closed, by=manager, outcome="Again")


def test_a_goal_not_reached_stops_what_was_done_for_it(goal, step, manager):
    closed = actions.close_goal(goal, by=manager, outcome="Not this winter", closing="not_reached")
    step.refresh_from_db()
    assert (closed.achievement, step.status) == ("not-achieved", "stopped")


def test_progress_is_apart_from_the_work(scaled, manager):
    row = actions.rate_goal(scaled, by=manager, level=-1, words="To the door", by_patient=True)
    scaled.refresh_from_db()
    assert (row.level, row.by_patient, row.recorded_by, row.at) == (-1, True, manager, THEN)
    assert (scaled.status, scaled.achievement) == ("proposed", "in-progress")


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [(-1, 0, "achieved"), (-2, -1, "improving"), (-1, -2, "worsening"), (-1, -1, "no-change"), (-2, 2, "achieved")],
)  # fmt: skip
def test_how_far_follows_from_the_level_before(scaled, manager, before, now, word):
    actions.rate_goal(scaled, by=manager, level=before)
    assert actions.rate_goal(scaled, by=manager, level=now).achievement == word
    assert Goal.objects.get().achievement == word


def test_where_it_began_is_recorded_once_and_changes_nothing(scaled, manager):
    actions.rate_goal(scaled, by=manager, level=-2, baseline=True)
    assert Goal.objects.get().achievement == "in-progress"
    with pytest.raises(ValidationError, match="Where this goal began is on record"):
        actions.rate_goal(scaled, by=manager, level=-1, baseline=True)


def test_what_a_rating_needs(goal, scaled, manager):
    with pytest.raises(Refused, match="how the goal stands"):
        actions.rate_goal(scaled, by=manager)
    with pytest.raises(ValidationError, match="-2 to"):
        actions.rate_goal(scaled, by=manager, level=3)
    bare = actions.propose_goal(goal.plan, by=manager, words="Dance", in_patients_words=True)
    with pytest.raises(Refused, match="what is expected of this goal"):
        actions.rate_goal(bare, by=manager, level=0)
    assert actions.rate_goal(bare, by=manager, achievement="improving").level is None
    actions.close_goal(bare, by=manager, outcome="Danced")
    with pytest.raises(Refused, match="This goal is closed"):
        actions.rate_goal(bare, by=manager, achievement="achieved")


def test_a_rating_may_be_given_while_the_plan_waits(submitted, goal, manager):
    assert actions.rate_goal(goal, by=manager, achievement="improving").achievement == "improving"
    with pytest.raises(Refused, match="waits for a decision"):
        actions.change_goal(goal, by=manager, target="300")


def test_ratings_are_never_changed(scaled, manager):
    row = actions.rate_goal(scaled, by=manager, level=0)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        GoalProgress.objects.filter(pk=row.pk).update(level=2)


def test_the_plan_says_what_its_goals_come_to(plan, scaled, manager):
    actions.agree_goal(scaled, by=manager)
    actions.rate_goal(scaled, by=manager, level=-1, baseline=True)
    assert shown(plan, manager).attainment.achieved is None
    actions.rate_goal(scaled, by=manager, level=1)
    found = shown(plan, manager).attainment
    assert (found.baseline, found.achieved, found.change) == (Decimal(40), Decimal(60), Decimal(20))


def test_whoever_is_not_sure_is_called_every_week(goal, manager):
    actions.change_goal(goal, by=manager, confidence=6)
    weekly = Intervention.objects.get(goal=goal)
    assert (weekly.activity, weekly.every_days, weekly.owner_role) == ("goal_coaching", 7, "coordinator")
    actions.change_goal(goal, by=manager, confidence=5)
    assert Intervention.objects.count() == 1
    actions.change_goal(goal, by=manager, confidence=7)
    weekly.refresh_from_db()
    assert (weekly.status, weekly.ended_because) == ("stopped", "The patient is sure of it now: 7 of 10.")


def test_a_weekly_call_somebody_planned_is_enough(goal, manager):
    actions.add_intervention(
        goal, by=manager, words="Call on Mondays", activity="goal_coaching", owner_role="nurse", every_days=7
    )
    actions.change_goal(goal, by=manager, confidence=2)
    assert Intervention.objects.count() == 1


def test_a_nurse_reads_goals_and_does_not_write_them(goal, agreed, plan, on_team):
    nurse = on_team(Role.NURSE)
    for verb, row, more in (
        (actions.propose_goal, plan, {"words": "Mine"}),
        (actions.change_goal, goal, {"words": "Mine"}),
        (actions.hold_goal, goal, {"because": "Mine"}),
        (actions.rate_goal, goal, {"achievement": "achieved"}),
        (actions.close_goal, goal, {"outcome": "Mine"}),
    ):
        with pytest.raises(Denied):
            verb(row, by=nurse, **more)
    assert Goal.objects.get().words == "Walk to church"


def test_the_trail_names_the_verbs(goal, agreed, manager):
    verbs = set(Event.objects.filter(actor=manager.username, outcome="done").values_list("verb", flat=True))
    assert {"careplans.propose_goal", "careplans.agree_goal"} <= verbs
    assert Event.objects.get(verb="careplans.agree_goal").moved == "status: proposed > accepted"


def test_by_its_pages(client, plan, problem, manager):
    client.force_login(manager)
    address = reverse("careplans:propose", args=[plan.pk])
    assert f'value="{problem.pk}" selected' in client.get(f"{address}?problem={problem.pk}").content.decode()
    facts = {
        "words": "Walk",
        "problem": problem.pk,
        "measure": "metres",
        "target": "200",
        "due_on": "2026-11-20",
    }
    assert client.post(address, facts | {"in_patients_words": "on"}).status_code == 303
    goal = Goal.objects.get()
    assert (goal.problem, goal.in_patients_words, goal.due_on) == (problem, True, date(2026, 11, 20))
    for name, said in (
        ("agree-goal", {}),
        ("rate-goal", {"achievement": "improving"}),
        ("hold-goal", {"because": "Waits"}),
        ("resume-goal", {}),
        ("close-goal", {"outcome": "Walked", "closing": "reached"}),
    ):
        page = reverse(f"careplans:{name}", args=[goal.pk])
        assert client.get(page).status_code == 200, name
        assert client.post(page, said).status_code == 303, name
    goal.refresh_from_db()
    assert (goal.status, goal.closing) == ("closed", "reached")


def test_wrong_input_comes_back_with_the_text(client, plan, manager):
    client.force_login(manager)
    address = reverse("careplans:propose", args=[plan.pk])
    wrong = client.post(address, {"words": "", "due_on": "soon"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "soon" in wrong.content.decode()
    assert "<html" not in wrong.content.decode()
    lost = client.post(address, {"words": "Less cost"})
    assert lost.status_code == 422
    assert "which problem the goal serves" in lost.content.decode()


def test_a_goal_for_a_need_by_its_page(client, plan, manager, wants_help):
    client.force_login(manager)
    need = wants_help("food", "No food at home")
    address = reverse("careplans:propose", args=[plan.pk])
    page = client.get(f"{address}?need={need.pk}").content.decode()
    assert "No food at home" in page
    assert f"{reverse('careplans:templates', args=[plan.pk])}?need={need.pk}" in page
    assert client.post(address, {"words": "Eat every day", "need": need.pk}).status_code == 303
    assert Goal.objects.get().problem.need == need


# --- Two people at the same goal, each in their own browser ------------------------------------------------------


@pytest.fixture
def second(on_team):
    return on_team(Role.SOCIAL_WORKER)


def typed(goal, **said):
    """What a browser sends of the form: every field as it stood when it was opened."""
    facts = {"words": goal.words, "measure": goal.measure, "target": goal.target, "problem": goal.problem_id}
    facts |= {"due_on": goal.due_on or "", "priority": goal.priority, "version": goal.version}
    facts |= {"in_patients_words": "on"} if goal.in_patients_words else {}
    return {name: value for name, value in (facts | said).items() if value is not None}


def test_it_saves_itself_in_place(client, goal, manager):
    client.force_login(manager)
    address = reverse("careplans:change-goal", args=[goal.pk])
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'id="edit-{goal.pk}"' in part
    assert "<html" not in part
    saved = client.post(address, typed(goal, target="300"), headers={"HX-Request": "true"})
    assert saved.status_code == 200
    assert f'id="kept-{goal.pk}"' in saved.content.decode()
    assert f'name="version" value="{goal.version + 1}"' in saved.content.decode()
    goal.refresh_from_db()
    assert goal.target == "300"
    closed = client.post(address, typed(goal, target="310", done="1"), headers={"HX-Request": "true"})
    assert closed["HX-Redirect"].endswith(f"#goal-{goal.pk}")
    # The same person, from a page they had opened before: with oneself nobody clashes.
    plain = client.post(address, typed(goal, target="320"))
    assert plain.url.endswith(f"#goal-{goal.pk}")


def test_two_people_in_two_fields_lose_nothing(client, goal, manager, second):
    client.force_login(manager)
    before = typed(goal)
    actions.change_goal(goal, by=second, measure="steps")
    answer = client.post(reverse("careplans:change-goal", args=[goal.pk]), before | {"target": "300"})
    assert answer.status_code == 303
    goal.refresh_from_db()
    assert (goal.measure, goal.target) == ("steps", "300")


def test_two_people_in_one_field_are_asked_field_by_field(client, goal, manager, second):
    client.force_login(manager)
    address, before = reverse("careplans:change-goal", args=[goal.pk]), typed(goal)
    actions.change_goal(goal, by=second, target="500")
    mine = before | {"target": "300", "measure": "steps"}
    clash = client.post(address, mine, headers={"HX-Request": "true"})
    text = clash.content.decode()
    assert clash.status_code == 409
    assert clash["HX-Retarget"] == f"#edit-{goal.pk}"
    assert 'name="clash-target"' in text
    assert 'name="clash-measure"' not in text
    assert second.short in text
    for said in ("300", "500", "Compare both before saving"):
        assert said in text
    goal.refresh_from_db()
    assert (goal.target, goal.measure) == ("500", "metres walked")
    settled = client.post(address, mine | {"clash-target": "theirs"})
    assert settled.status_code == 303
    goal.refresh_from_db()
    assert (goal.target, goal.measure) == ("500", "steps")
    again = client.post(address, mine | {"clash-target": "yours"})
    assert again.status_code == 303
    goal.refresh_from_db()
    assert goal.target == "300"


def test_what_was_typed_and_not_saved_is_there_with_the_version_it_was_read_in(client, goal, manager, second):
    client.force_login(manager)
    draft = reverse("accounts:draft-about", args=["goal", goal.pk])
    client.post(draft, typed(goal, target="A long thought"))
    actions.change_goal(goal, by=second, target="500")
    page = client.get(reverse("careplans:change-goal", args=[goal.pk])).content.decode()
    assert "A long thought" in page
    assert f'name="version" value="{goal.version}"' in page
    clash = client.post(
        reverse("careplans:change-goal", args=[goal.pk]), typed(goal, target="A long thought")
    )
    assert clash.status_code == 409
    kept = client.post(
        reverse("careplans:change-goal", args=[goal.pk]),
        typed(goal, target="A long thought") | {"clash-target": "yours"},
    )
    assert kept.status_code == 303
    assert client.get(draft).status_code == 204


def test_while_the_plan_waits_the_text_comes_back_with_the_sentence(client, submitted, goal, manager):
    client.force_login(manager)
    goal.refresh_from_db()
    answer = client.post(
        reverse("careplans:change-goal", args=[goal.pk]),
        typed(goal, target="300"),
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert "waits for a decision" in answer.content.decode()
    assert 'value="300"' in answer.content.decode()


def test_nobody_else_edits_in_place(client, goal, on_team, outsider):
    address = reverse("careplans:change-goal", args=[goal.pk])
    client.force_login(on_team(Role.NURSE))
    assert client.get(address).status_code == 403
    assert client.post(address, typed(goal, target="300")).status_code == 403
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    assert Goal.objects.get().target == "200"


def test_the_end_of_a_goal_does_not_move_with_time(goal, manager, at):
    at(THEN + timedelta(days=30))
    # A goal whose day is over may still be changed, as long as its day is not.
    assert actions.change_goal(goal, by=manager, target="300").due_on == date(2026, 11, 20)
