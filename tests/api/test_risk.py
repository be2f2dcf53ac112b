"""Risk, overrides and reassessments by the API: the same verbs, rights and sentences as the pages."""

import json
from datetime import timedelta

import pytest

from accounts.permissions import Role
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(on_team, at, packs):
    at(THEN)
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def nurse(on_team, lead):
    return on_team(Role.NURSE)


@pytest.fixture
def call(client):
    def do(user, path, **body):
        client.force_login(user)
        if not body and not path.endswith("!"):
            return client.get(f"/api/v1/{path}")
        return client.post(f"/api/v1/{path.rstrip('!')}", json.dumps(body), content_type="application/json")

    return do


def test_reckoned_overridden_and_read(call, lead, nurse, case):
    said = {"conditions": ["heart_failure"], "acute": True, "ed_visits": 2, "haemoglobin": "11.2"}
    assert call(nurse, f"cases/{case.pk}/assess-risk/", **said).status_code == 403
    assert call(lead, f"cases/{case.pk}/assess-risk/", **(said | {"conditions": ["gout"]})).status_code == 422
    score = call(lead, f"cases/{case.pk}/assess-risk/", **said).json()
    assert (score["kind"], score["total"], score["low"], score["high"]) == ("lace", None, "7.00", "17.00")
    assert score["missing"] == ["days", "conditions"]
    assert len(call(nurse, f"scores/?case={case.pk}").json()["results"]) == 5
    until = (THEN + timedelta(days=5)).isoformat()
    over = call(lead, f"scores/{score['id']}/override/", band="high", reason="Lives alone", until=until)
    assert (over.status_code, over.json()["band"]) == (200, "high")
    assert call(nurse, f"cases/{case.pk}/").json()["risk"] == "high"
    assert call(nurse, f"score-overrides/{over.json()['id']}/end/!").status_code == 403
    assert call(lead, f"score-overrides/{over.json()['id']}/end/!").status_code == 200
    assert call(lead, f"cases/{case.pk}/").json()["risk"] == ""


def test_a_result_scored_elsewhere(call, lead, nurse, case):
    said = {"instrument": "morse", "total": "45", "scored_by": "Ward 4B", "at": THEN.isoformat()}
    assert call(nurse, f"cases/{case.pk}/record-result/", **said).json()["label"] == "Morse fall scale"
    assert call(nurse, f"cases/{case.pk}/record-result/", **(said | {"total": "126"})).status_code == 409
    assert call(lead, f"cases/{case.pk}/record-result/", **said).status_code == 403


def test_asked_for_and_ended(call, lead, nurse, case):
    case.refresh_from_db()
    case.stage = "active"
    case.save(update_fields=["stage"])
    row = call(
        nurse, f"cases/{case.pk}/ask-reassessment/", trigger="denial", because="The payer said no"
    ).json()
    assert (row["status"], row["trigger"]) == ("due", "denial")
    assert (
        call(nurse, f"cases/{case.pk}/ask-reassessment/", trigger="cadence", because="x").status_code == 422
    )
    assert len(call(nurse, f"reassessments/?case={case.pk}&status=due").json()["results"]) == 1
    ended = call(lead, f"reassessments/{row['id']}/end/", because="They took it back")
    assert ended.json()["status"] == "ended"
