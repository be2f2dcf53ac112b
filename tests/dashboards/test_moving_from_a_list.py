"""A supervisor finds what is breaching, chooses cases, looks at who would take them, moves them, takes it back."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from patients.models import Case
from teams.models import Assignment, Reassignment, TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def taker(person, house):
    user = person("t.taker", Role.CASE_MANAGER, house.facility)
    TeamMember.objects.create(team=house.team, user=user, starts_at="2020-01-01T00:00Z")
    return user


def test_from_the_list_to_undo(full, supervisor, manager, taker, client):
    client.force_login(supervisor)
    page = client.get(reverse("dashboards:list", args=["breaching"]))
    text = page.content.decode()
    assert f'action="{reverse("supervision:balance")}"' in text
    led = [
        line.case for line in page.context["lines"] if line.case.assignments.exists() and line.case.is_open
    ][:2]
    asked = {"team": full.team.pk, "case": [case.pk for case in led]}
    form = client.get(reverse("supervision:balance"), asked)
    assert form.context["form"].initial["givers"] == [str(manager.pk)]
    facts = {
        "team": full.team.pk,
        "cases": [case.pk for case in led],
        "givers": [manager.pk],
        "why": "Late work",
    }
    assert client.post(reverse("supervision:balance"), facts).status_code == 303
    made = Reassignment.objects.get()
    assert {line.case_id for line in made.lines.all()} == {case.pk for case in led}
    assert client.post(reverse("supervision:apply", args=[made.pk])).status_code == 303
    assert {part.case_id for part in Assignment.objects.filter(user=taker, live=True)} == {
        case.pk for case in led
    }
    assert client.post(reverse("supervision:undo", args=[made.pk])).status_code == 303
    assert not Assignment.objects.filter(user=taker, live=True).exists()


def test_a_case_of_another_team_is_passed_over_and_refused(full, supervisor, manager, taker, client):
    other = Case.objects.get(reference="S00001")
    client.force_login(supervisor)
    page = client.get(reverse("supervision:balance"), {"team": full.team.pk, "case": [other.pk, "no key"]})
    assert page.status_code == 200
    assert page.context["chosen"] == 0
    assert page.context["form"].initial == {"givers": [], "cases": []}
    facts = {"team": full.team.pk, "cases": [other.pk], "givers": [manager.pk], "why": "Late work"}
    answer = client.post(reverse("supervision:balance"), facts)
    assert answer.status_code == 409
    assert not Reassignment.objects.exists()


def test_what_is_no_key_is_422(full, supervisor, manager, client):
    client.force_login(supervisor)
    facts = {"team": full.team.pk, "cases": ["=1"], "givers": [manager.pk], "why": "Late work"}
    answer = client.post(reverse("supervision:balance"), facts)
    assert answer.status_code == 422
    assert "Late work" in answer.content.decode()
