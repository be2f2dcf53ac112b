"""A program that got no answer asks again with the same key: the same work comes back, not a second piece of it."""

import pytest

from accounts.permissions import Role
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.fault("F19")]
FACTS = {"activity": "family_contact", "what": "Call the daughter", "why": "asked at the bedside"}


@pytest.fixture
def opened(on_team, calling, case):
    """Open work on the case under a key: `opened("k1")`; as somebody else with `role`."""
    people = {}

    def ask(key, role=Role.CASE_MANAGER, **more):
        if role not in people:
            people[role] = calling(on_team(role, is_lead=role == Role.CASE_MANAGER))
        headers = {"Idempotency-Key": key} if key else {}
        return people[role].post(f"/api/v1/cases/{case.pk}/open-item/", FACTS | more, headers=headers)

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


def test_without_a_key_the_rule_against_double_work_answers(opened):
    opened("")
    assert opened("").status_code == 409
    assert Item.objects.get().source_key == ""
