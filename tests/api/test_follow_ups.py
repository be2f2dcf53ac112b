"""Follow-ups, outcomes and appointments by the API: the same verbs, the same refusals, nothing half-applied."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from core import clock
from worklist.models import Appointment, FollowUp, FollowUpOutcome, Item

pytestmark = pytest.mark.django_db
FINE = {"response": "better", "decision": "go_on", "explained": "yes", "understood": "yes", "agreed": "yes"}


@pytest.fixture
def lead(on_team):
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def api(lead, calling):
    return calling(lead)


def promised(api, case, lead, **more):
    facts = {
        "activity": "follow_up",
        "what": "Call after leaving",
        "owner": str(lead.pk),
        "first_due_at": (clock.now() + timedelta(days=1)).isoformat(),
    }
    return api.post(f"/api/v1/cases/{case.pk}/start-follow-up/", facts | more)


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"every_days": 0}, 422, "every_days"),
        ({"every_months": 0}, 422, "every_months"),
        ({"at_most": 0}, 422, "at_most"),
        ({"clock_kind": "lunar"}, 422, "clock_kind"),
        ({"every_days": 1, "every_months": 1}, 422, "every_months"),
        ({"first_due_at": "2027-02-30T10:00:00Z"}, 422, "first_due_at"),
        ({"every_days": 1, "until_on": "2020-01-01"}, 409, ""),
        ({"first_due_at": "2020-01-01T10:00:00Z"}, 409, ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(api, case, lead, more, status, field):
    answer = promised(api, case, lead, **more)
    assert answer.status_code == status, answer.json()
    assert not field or field in answer.json()["fields"]
    assert not FollowUp.objects.exists()
    assert not Item.objects.filter(kind="follow_up").exists()


def test_one_promise_is_not_given_to_ten_thousand(api, case, lead):
    assert promised(api, case, lead, owner=[str(lead.pk)] * 10_000).status_code in (400, 413, 422)
    assert not FollowUp.objects.exists()


def test_a_rule_is_begun_and_an_outcome_kept_and_amended(api, case, packs):
    made = api.post(f"/api/v1/cases/{case.pk}/start-series/", {"rule": "outreach", "tier": "high"})
    assert (made.status_code, made.json()["rule_code"], made.json()["every_days"]) == (200, "outreach", 7)
    item = Item.objects.get(series=made.json()["id"])
    kept = api.post(f"/api/v1/items/{item.pk}/record-outcome/", FINE)
    assert (kept.status_code, kept.json()["response"]) == (200, "better")
    amended = api.post(f"/api/v1/follow-up-outcomes/{kept.json()['id']}/amend/", FINE | {"response": "same"})
    assert amended.json()["amends"] == kept.json()["id"]
    assert FollowUpOutcome.objects.count() == 2


def test_an_unknown_rule_is_409_with_a_sentence(api, case, packs):
    answer = api.post(f"/api/v1/cases/{case.pk}/start-series/", {"rule": "no_such"})
    assert (answer.status_code, "No rule of this name" in str(answer.json())) == (409, True)


def test_an_appointment_is_moved(api, case, lead):
    starts = clock.now() + timedelta(days=2)
    when = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    facts = {"activity": "follow_up", "mode": "office", "user": str(lead.pk)}
    made = api.post(f"/api/v1/cases/{case.pk}/book/", facts | when)
    assert made.status_code == 200, made.json()
    later = {
        "starts_at": (starts + timedelta(days=1)).isoformat(),
        "ends_at": (starts + timedelta(days=1, hours=1)).isoformat(),
    }
    moved = api.post(f"/api/v1/appointments/{made.json()['id']}/move/", later)
    assert (moved.status_code, Appointment.objects.get().starts_at) == (200, starts + timedelta(days=1))
