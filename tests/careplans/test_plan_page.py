"""The plan's page: the patient's words first, problems with goals and what is done, and what the next step needs."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import Goal, Intervention
from messaging.actions import broadcast
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(plan):
    return reverse("careplans:plan", args=[plan.case_id])


def test_it_begins_with_the_patients_words_and_says_what_is_missing(client, page, plan, goal, step, manager):
    client.force_login(manager)
    answer = client.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    order = [
        text.index(words)
        for words in ("To dance at the wedding", "Heart failure", "“Walk to church”", "Weigh daily")
    ]
    assert order == sorted(order)
    assert "No goal is agreed yet" in text
    assert "metres walked: 200" in text
    assert "Okafor" not in text.split("</title>")[0]
    assert Event.objects.filter(verb="view", actor=manager.username, case_id=plan.case_id).exists()


def test_htmx_gets_the_goals_alone(client, page, manager):
    client.force_login(manager)
    text = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert 'id="goals"' in text
    assert "<html" not in text


def test_outsiders_find_nothing_and_the_denial_is_kept(client, page, plan, outsider):
    client.force_login(outsider)
    assert client.get(page).status_code == 404
    assert Event.objects.filter(outcome="denied", actor=outsider.username, case_id=plan.case_id).exists()


def test_an_advocate_without_the_plan_may_not_open_it(client, page, plan, person, patient):
    from patients.models import Consent

    advocate = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient,
        purpose="advocacy",
        to_user=advocate,
        classes=["work"],
        method="signed",
        starts_at=THEN.replace(year=2020),
    )
    client.force_login(advocate)
    assert client.get(page).status_code == 403


def test_a_nurse_sees_no_verbs_of_writing_and_is_told_so_at_their_addresses(
    client, page, plan, goal, on_team
):
    client.force_login(on_team(Role.NURSE))
    text = client.get(page).content.decode()
    for words in ("Patient agreed", ">Submit<", "Edit<", "Goal in the patient"):
        assert words not in text
    assert "Comment" in text
    address = reverse("careplans:propose", args=[plan.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"words": "Mine"}).status_code == 403
    assert Goal.objects.count() == 1


def test_begin_planning_by_its_page(client, assessing, manager):
    client.force_login(manager)
    address = reverse("careplans:begin-planning", args=[assessing.pk])
    assert client.post(address, {"why": ""}).status_code == 409
    assert client.post(address, {"why": "Leaves tomorrow"}).status_code == 303


def test_without_a_plan_it_says_how_one_begins(client, planning, manager):
    client.force_login(manager)
    text = client.get(reverse("careplans:plan", args=[planning.pk])).content.decode()
    assert "A plan starts with what matters to the patient" in text
    assert reverse("careplans:draft", args=[planning.pk]) in text


def test_accepted_needs_without_a_goal_stand_there_with_their_way_on(client, page, plan, manager, wants_help):
    need = wants_help("food", "No food at home")
    client.force_login(manager)
    text = client.get(page).content.decode()
    assert "Accepted needs without a goal" in text
    assert f"{reverse('careplans:propose', args=[plan.pk])}?need={need.pk}" in text


def test_a_coordinator_reads_the_domain_and_an_outsider_of_safeguarding_nothing(
    client, page, plan, on_team, wants_help
):
    wants_help("food", "Eats once a day")
    wants_help("safety", "Is hit at home", sort="safeguarding")
    client.force_login(on_team(Role.COORDINATOR))
    text = client.get(page).content.decode()
    assert "Food" in text
    assert "Eats once a day" not in text
    assert "Is hit at home" not in text


def test_a_change_of_condition_asks_for_a_look_and_stands_on_the_plan(client, page, active, manager, on_team):
    nurse = on_team(Role.NURSE)
    broadcast(active.case, by=nurse, severity="critical", what="Fell in the bathroom")
    look = Item.objects.get(kind="plan", status="open")
    client.force_login(manager)
    text = client.get(page).content.decode()
    assert "Asked to look at this plan" in text
    assert look.what in text
    revise = f"{reverse('careplans:revise', args=[active.pk])}?prompted_by=worklist.item:{look.pk}"
    assert revise in text
    form = client.get(revise).content.decode()
    assert f'value="worklist.item:{look.pk}"' in form
    done = client.post(reverse("worklist:done", args=[look.pk]), {"next": page})
    assert done.url == page
    assert "Asked to look at this plan" not in client.get(page).content.decode()


def test_the_look_is_changed_into_the_next_version(client, active, manager, on_team):
    nurse = on_team(Role.NURSE)
    broadcast(active.case, by=nurse, severity="critical", what="Fell in the bathroom")
    look = Item.objects.get(kind="plan", status="open")
    client.force_login(manager)
    said = {"because": "She fell", "prompted_by": f"worklist.item:{look.pk}"}
    assert client.post(reverse("careplans:revise", args=[active.pk]), said).status_code == 303
    version = active.versions.get(number=2)
    assert (version.because, version.prompted_by) == ("She fell", f"worklist.item:{look.pk}")


def test_goal_attainment_stands_there(client, page, plan, goal, manager):
    actions.change_goal(goal, by=manager, level_0="Walks 200 m")
    actions.agree_goal(goal, by=manager)
    actions.rate_goal(goal, by=manager, level=1)
    client.force_login(manager)
    text = client.get(page).content.decode()
    assert "T at the beginning" in text
    assert ">60.0<" in text
    assert ">40.0<" in text
    assert "1 of 1 reviewed goals are reached" in text


def test_advice_stands_beside_a_goal(client, page, goal, manager):
    client.force_login(manager)
    text = client.get(page).content.decode()
    assert "hints for this goal" in text
    assert "Ask who could support it." in text


def test_a_goal_in_their_words_from_the_plan_itself_and_its_paper(client, page, plan, manager):
    client.force_login(manager)
    text = client.get(page).content.decode()
    assert reverse("careplans:paper", args=[plan.pk]) in text
    assert reverse("careplans:templates", args=[plan.pk]) in text


def fill(plan, manager, number):
    """Problems, goals and steps straight into the tables: so many items in all."""
    problem = actions.add_problem(plan, by=manager, words="Many")
    facts = {"case": plan.case, "plan": plan, "created_by": manager}
    goals = Goal.objects.bulk_create(
        [
            Goal(words=f"Walk {n}", problem=problem, in_patients_words=True, **facts)
            for n in range(number // 2)
        ]
    )
    Intervention.objects.bulk_create(
        [
            Intervention(words=f"Weigh {goal}", goal=goal, activity="teaching", owner_role="nurse", **facts)
            for goal in goals
        ]
    )


@pytest.mark.parametrize("stage", ["draft", "active"])
def test_sixty_items_open_with_twelve_queries(
    client, request, page, plan, manager, wants_help, stage, django_assert_max_num_queries
):
    if stage == "active":
        request.getfixturevalue("active")
    wants_help("food", "No food at home")
    client.force_login(manager)
    client.get(page)
    with django_assert_max_num_queries(12) as few:
        assert client.get(page).status_code == 200
    cost = len(few)
    fill(plan, manager, 60)
    for domain in ("transport", "housing", "money"):
        wants_help(domain, f"{domain} wanted")
    with django_assert_max_num_queries(cost):
        assert "Walk 29" in client.get(page).content.decode()


def test_what_came_of_follow_ups_is_not_shown_to_whoever_reads_no_health(client, page, plan, supervisor):
    client.force_login(supervisor)
    assert "What came of follow-ups" not in client.get(page).content.decode()
