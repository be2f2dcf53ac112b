"""The pages of conflicts and restrictions, and the orders themselves: who writes them, who reads them, what is refused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from careplans.actions.restrictions import lift_restriction, restrict
from careplans.models import Conflict, Goal, Intervention
from core.refusals import Denied, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
TODAY = date(2026, 11, 3)


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def goal(plan, manager):
    return Goal.objects.create(case=plan.case, plan=plan, is_wish=True, words="Home", created_by=manager)


@pytest.fixture
def no_weight(plan, nurse):
    return restrict(
        plan.case, by=nurse, kind="weight_bearing", value="non", words="No weight on the left leg"
    )


@pytest.fixture
def conflict(plan, goal, manager, nurse):
    """A walk on the plan, and then the order against it."""
    Intervention.objects.create(
        case=plan.case, plan=plan, goal=goal, words="Walk 20 m with the frame", activity="goal_coaching",
        owner_role="coordinator", created_by=manager,
    )  # fmt: skip
    restrict(plan.case, by=nurse, kind="weight_bearing", value="non", words="No weight on the left leg")
    return Conflict.objects.get(plan=plan)


def test_a_case_manager_reads_orders_and_does_not_write_them(plan, manager, no_weight):
    with pytest.raises(Denied):
        restrict(plan.case, by=manager, kind="diet", words="No salt")
    with pytest.raises(Denied):
        lift_restriction(no_weight, by=manager)


def test_an_order_that_cannot_be(plan, nurse, no_weight):
    with pytest.raises(Refused, match="over already") as refusal:
        restrict(plan.case, by=nurse, kind="diet", words="x", until_on=TODAY - timedelta(days=1))
    assert refusal.value.field == "until_on"
    with pytest.raises(Refused, match="unit as well") as refusal:
        restrict(plan.case, by=nurse, kind="fluid", words="x", amount=2)
    assert refusal.value.field == "unit"
    lifted = lift_restriction(no_weight, by=nurse)
    with pytest.raises(Refused, match="lifted already"):
        lift_restriction(lifted, by=nurse)


def test_the_pages(client, conflict, plan, goal, manager, nurse, outsider, django_assert_max_num_queries):
    client.force_login(manager)
    page = reverse("careplans:conflicts", args=[plan.case_id])
    client.get(page)
    with django_assert_max_num_queries(16):
        text = client.get(page).content.decode()
    assert "No weight on the left leg" in text
    assert "blocks approval" in text
    assert "Okafor" not in text.split("</title>")[0]
    settle, accept, withdraw = (
        reverse(f"careplans:{name}-conflict", args=[conflict.pk]) for name in ("settle", "accept", "withdraw")
    )
    assert client.get(settle).status_code == 200
    assert client.post(settle, {"decision": ""}).status_code == 422
    assert client.post(withdraw, {"decision": "x"}).status_code == 409
    assert client.post(accept, {"decision": "Agreed with the surgeon"}).status_code == 303
    assert client.post(settle, {"decision": "Late"}).status_code == 409
    assert "Agreed with the surgeon" in client.get(page).content.decode()
    assert client.post(reverse("careplans:check-conflicts", args=[plan.pk])).status_code == 303
    client.force_login(nurse)
    raising = reverse("careplans:raise-conflict", args=[plan.pk])
    said = {
        "one": str(goal.pk),
        "other": "words",
        "other_words": "",
        "sentence": "Stairs",
        "severity": "note",
    }
    assert client.post(raising, said).status_code == 422
    assert client.post(raising, said | {"other_words": "The stairs"}).status_code == 303
    assert client.post(settle, {"decision": "x"}).status_code == 403
    client.force_login(outsider)
    assert client.get(page).status_code == 404
    assert client.post(settle, {"decision": "x"}).status_code == 404


def test_the_page_of_restrictions(client, no_weight, plan, manager, nurse, supervisor):
    page, lift = (
        reverse("careplans:restrictions", args=[plan.case_id]),
        reverse("careplans:lift-restriction", args=[no_weight.pk]),
    )
    client.force_login(manager)
    text = client.get(page).content.decode()
    assert "No weight on the left leg" in text
    assert lift not in text
    assert client.post(page, {"kind": "diet", "words": "No salt"}).status_code == 403
    client.force_login(nurse)
    assert client.post(page, {"kind": "diet", "words": ""}).status_code == 422
    assert client.post(page, {"kind": "fluid", "words": "Less", "amount": "2"}).status_code == 409
    assert client.post(page, {"kind": "diet", "words": "No salt"}).status_code == 303
    assert client.post(lift).status_code == 303
    assert client.post(lift).status_code == 409
    client.force_login(supervisor)
    assert client.get(page).status_code == 403
