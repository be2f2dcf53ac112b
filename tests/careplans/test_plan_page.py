import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import CarePlan, Goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(plan):
    return reverse("careplans:plan", args=[plan.case_id])


def test_the_page_shows_goals_in_the_patients_words_and_what_is_missing(client, page, plan, manager):
    actions.propose_goal(plan, by=manager, words="Walk to church", in_patients_words=True)
    client.force_login(manager)
    answer = client.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "“Walk to church”" in text
    assert "No goal is agreed yet" in text
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
    from tests.conftest import THEN

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


def test_a_nurse_sees_no_verbs_and_is_told_so_at_their_addresses(client, page, plan, on_team):
    client.force_login(on_team(Role.NURSE))
    assert "Add goal" not in client.get(page).content.decode()
    address = reverse("careplans:propose", args=[plan.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"words": "Mine"}).status_code == 403
    assert not Goal.objects.exists()


def test_every_verb_has_a_page_of_its_own_and_goes_back_to_the_plan(client, page, plan, manager):
    client.force_login(manager)
    assert client.post(reverse("careplans:propose", args=[plan.pk]), {"words": "Walk"}).url == page
    goal = Goal.objects.get()
    assert client.get(reverse("careplans:agree-goal", args=[goal.pk])).status_code == 200
    assert client.post(reverse("careplans:agree-goal", args=[goal.pk])).status_code == 303
    assert (
        client.post(reverse("careplans:activate", args=[plan.pk]), {"engagement": "Took part"}).status_code
        == 303
    )
    matters = {"what_matters": "Peace", "purpose": "", "version": CarePlan.objects.get().version}
    assert client.post(reverse("careplans:what-matters", args=[plan.pk]), matters).status_code == 303
    assert (
        client.post(reverse("careplans:close-goal", args=[goal.pk]), {"outcome": "Reached"}).status_code
        == 303
    )
    assert client.post(reverse("careplans:close", args=[plan.pk])).status_code == 303
    assert (
        client.post(reverse("careplans:draft", args=[plan.case_id]), {"what_matters": "More"}).status_code
        == 303
    )
    assert [row.status for row in CarePlan.objects.order_by("created_at")] == ["closed", "draft"]


def test_wrong_input_and_refusals_come_back_with_the_text(client, plan, manager):
    client.force_login(manager)
    wrong = client.post(
        reverse("careplans:propose", args=[plan.pk]),
        {"words": "", "due_on": "soon"},
        headers={"HX-Request": "true"},
    )
    assert wrong.status_code == 422
    assert "soon" in wrong.content.decode()
    assert "<html" not in wrong.content.decode()
    refused = client.post(reverse("careplans:activate", args=[plan.pk]), {"engagement": "Chose herself"})
    assert refused.status_code == 409
    assert "No goal is agreed yet" in refused.content.decode()
    assert "Chose herself" in refused.content.decode()


def test_begin_planning_by_its_page(client, assessing, manager):
    client.force_login(manager)
    address = reverse("careplans:begin-planning", args=[assessing.pk])
    assert client.post(address, {"why": ""}).status_code == 409
    assert client.post(address, {"why": "Leaves tomorrow"}).status_code == 303


def test_queries_do_not_grow_with_goals(client, page, plan, manager, django_assert_max_num_queries):
    client.force_login(manager)
    client.get(page)
    with django_assert_max_num_queries(12) as few:
        client.get(page)
    cost = len(few)
    for number in range(20):
        actions.propose_goal(plan, by=manager, words=f"Goal {number}")
    with django_assert_max_num_queries(cost):
        client.get(page)
