"""A program that got no answer asks again with the same key: the same work comes back, not a second piece of it."""

import pytest

from accounts.permissions import Role
from patients.actions import open_case
from patients.models import Patient
from teams.actions import assign, stand_down
from teams.models import Assignment
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.fault("F19")]
FACTS = {"activity": "family_contact", "what": "Call the daughter", "why": "asked at the bedside"}


@pytest.fixture
def opened(on_team, calling, case):
    """Open work on the case under a key: `opened("k1")`; as somebody else with `role`, elsewhere with `on`."""
    people = {}

    def ask(key, role=Role.CASE_MANAGER, on=case, **more):
        if role not in people:
            people[role] = calling(on_team(role, is_lead=role == Role.CASE_MANAGER))
        headers = {"Idempotency-Key": key} if key else {}
        return people[role].post(f"/api/v1/cases/{on.pk}/open-item/", FACTS | more, headers=headers)

    return ask


def test_the_same_key_gives_back_the_same_work(opened):
    first, again = opened("k1"), opened("k1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Item.objects.count() == 1


def test_another_key_is_another_request(opened):
    opened("k1")
    assert opened("k2").status_code == 409
    assert opened("k2", subject="the other daughter").status_code == 200
    assert Item.objects.count() == 2


def test_a_key_is_its_callers_own(opened):
    mine = opened("k1")
    theirs = opened("k1", role=Role.NURSE, subject="the other daughter")
    assert theirs.json()["id"] != mine.json()["id"]


@pytest.fixture
def other(facility, team, intake, supervisor, opened, case):
    """Another patient's case, on which the nurse works as well."""
    opened("first", role=Role.NURSE)
    nurse = Assignment.objects.get(case=case, role=Role.NURSE).user
    names = {"family": "Silva", "given": "Joao", "search_name": "silva joao", "birth_date": "1952-01-12"}
    made = open_case(Patient.objects.create(facility=facility, **names), by=intake, team=team)
    assign(made, by=supervisor, user=nurse, role=Role.NURSE)
    return made


def test_a_key_counts_for_one_case_alone(opened, case, other):
    """A program that counts its requests for each patient says the same key twice."""
    here = opened("k1", role=Role.NURSE, subject="the other daughter").json()
    there = opened("k1", role=Role.NURSE, on=other, subject="the other daughter").json()
    assert here["id"] != there["id"]
    assert Item.objects.get(pk=there["id"]).case == other
    assert max(map(len, Item.objects.values_list("source_key", flat=True))) < 120


def test_what_was_opened_where_one_works_no_more_is_no_answer(opened, case, other, supervisor):
    gone = opened("k1", role=Role.NURSE, subject="the other daughter").json()
    stand_down(Assignment.objects.get(case=case, role=Role.NURSE), by=supervisor, why="Works elsewhere")
    assert opened("k1", role=Role.NURSE).status_code == 403
    answer = opened("k1", role=Role.NURSE, on=other)
    assert answer.status_code == 200
    assert gone["id"] not in answer.content.decode()


def test_without_a_key_the_rule_against_double_work_answers(opened):
    opened("")
    assert opened("").status_code == 409
    assert Item.objects.get().source_key == ""
