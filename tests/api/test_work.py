"""The verbs of the journey, called as another program would."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from core import clock
from worklist.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(on_team):
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def api(lead, calling):
    return calling(lead)


def opened(api, case, **more):
    facts = {"activity": "family_contact", "what": "Call the daughter", "why": "asked at the bedside"}
    return api.post(f"/api/v1/cases/{case.pk}/open-item/", facts | more)


def test_an_item_is_opened_and_done(api, case, lead):
    item = opened(api, case).json()
    assert api.post(f"/api/v1/items/{item['id']}/complete/", {}).json()["status"] == "done"
    assert Event.objects.filter(verb="worklist.complete", actor_id=lead.pk).count() == 1


def test_the_same_work_twice_is_409_with_a_sentence(api, case):
    opened(api, case)
    answer = opened(api, case)
    assert answer.status_code in (409, 422)
    assert Item.objects.filter(case=case, activity="family_contact").count() == 1


def test_a_stale_version_is_409_and_nothing_changes(api, case):
    item = opened(api, case).json()
    answer = api.post(f"/api/v1/items/{item['id']}/cancel/", {"reason": "x", "version": item["version"] + 5})
    assert answer.status_code == 409
    assert Item.objects.get(pk=item["id"]).status == "open"


def test_wrong_input_is_422_by_field(api, case):
    answer = opened(api, case, due_at="tomorrow-ish", kind="no such kind")
    assert answer.status_code == 422
    assert {"due_at", "kind"} <= set(answer.json()["fields"])


def test_a_missing_reason_is_422(api, case):
    item = opened(api, case).json()
    answer = api.post(f"/api/v1/items/{item['id']}/cancel/", {})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["reason"])


def test_a_follow_up_raises_its_reminder(api, case, lead):
    due = clock.now() + timedelta(hours=2)
    facts = {
        "activity": "follow_up",
        "what": "Call after leaving",
        "owner": str(lead.pk),
        "first_due_at": due.isoformat(),
    }
    made = api.post(f"/api/v1/cases/{case.pk}/start-follow-up/", facts)
    assert made.status_code == 200
    assert Item.objects.get(series=made.json()["id"]).reminders.filter(recipient=lead).exists()


def test_a_person_of_another_house_cannot_be_named(api, case, outsider):
    answer = opened(api, case, owner=str(outsider.pk))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["owner"])


def test_a_foreign_item_in_the_body_is_as_unknown_as_none(api, case, facility, intake, team):
    from patients.actions import open_case
    from patients.models import Patient
    from worklist import actions as work

    other = open_case(Patient.objects.create(facility=facility, family="Other", given="One"), by=intake)
    foreign = work.open_item(other, by=intake, activity="x", what="x", why="x", owner=None, role="intake")
    facts = {"activity": "family_contact", "mode": "phone", "outcome": "reached", "item": str(foreign.pk)}
    answer = api.post(f"/api/v1/cases/{case.pk}/log-contact/", facts)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["item"])


def test_lists_are_paged_by_key_and_cost_the_same(api, case, django_assert_max_num_queries):
    for n in range(7):
        opened(api, case, subject=f"s{n}")
    first = api.get("/api/v1/items/?limit=3").json()
    second = api.get(f"/api/v1/items/{first['next']}").json()
    assert len({row["id"] for row in first["results"] + second["results"]}) == 6
    with django_assert_max_num_queries(12):
        api.get("/api/v1/items/?limit=7")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=many", "limit=1000", "after=x", "case=not-a-key", "status=%00"]
)
def test_a_filter_that_cannot_be_is_4xx(api, query):
    assert 400 <= api.get(f"/api/v1/items/?{query}").status_code < 500
