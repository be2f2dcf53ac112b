"""Who answers for what, and hand-overs, called as another program would."""

import pytest

from accounts.permissions import Role
from teams.actions import assign
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def team_of(at, packs, case, person, facility, supervisor):
    """A lead and a nurse of the house: who is named in a call is looked up among colleagues."""
    at(THEN)
    lead, nurse = person("l.ead", Role.CASE_MANAGER, facility), person("n.urse", Role.NURSE, facility)
    assign(case, by=supervisor, user=lead, role=Role.CASE_MANAGER, is_lead=True)
    assign(case, by=supervisor, user=nurse, role=Role.NURSE)
    return {"lead": lead, "nurse": nurse}


def post(caller, path, **facts):
    return caller.post(f"/api/v1/{path}/", facts)


def test_taken_shared_and_refused_with_who_holds_it(calling, case, team_of):
    nurse = calling(team_of["nurse"])
    made = post(nurse, f"cases/{case.pk}/take-responsibility", activity="community").json()
    assert (made["holder"], made["origin"]) == (str(team_of["nurse"].pk), "taken")
    refused = post(nurse, f"cases/{case.pk}/take-responsibility", activity="screen")
    assert refused.status_code == 409
    assert "Ask them to hand it over" in str(refused.json())
    shared = post(nurse, f"cases/{case.pk}/share-responsibility", activity="screen", because="Wound plan")
    assert shared.json()["shared"] is True
    listed = nurse.get(f"/api/v1/responsibilities/?case={case.pk}&activity=screen").json()["results"]
    assert len(listed) == 2


def test_offered_and_accepted(calling, case, team_of):
    nurse, lead = calling(team_of["nurse"]), calling(team_of["lead"])
    row = nurse.get(f"/api/v1/responsibilities/?case={case.pk}&activity=teaching").json()["results"][0]
    offer = post(nurse, f"responsibilities/{row['id']}/offer", to=str(team_of["lead"].pk)).json()
    assert offer["status"] == "offered"
    assert post(nurse, f"transfers/{offer['id']}/accept").status_code == 409
    assert post(lead, f"transfers/{offer['id']}/accept").json()["status"] == "accepted"
    held = nurse.get(f"/api/v1/responsibilities/?case={case.pk}&activity=teaching&status=held").json()[
        "results"
    ]
    assert [each["holder"] for each in held] == [str(team_of["lead"].pk)]


def test_rights_are_those_of_the_page(calling, case, team_of):
    nurse, lead = calling(team_of["nurse"]), calling(team_of["lead"])
    to = str(team_of["lead"].pk)
    given = {"activity": "community", "to": to}
    assert post(nurse, f"cases/{case.pk}/give-responsibility", **given).status_code == 403
    assert post(lead, f"cases/{case.pk}/give-responsibility", **given).status_code == 200
    complex_ = {"complexity": "complex", "why": "Two wounds"}
    assert post(nurse, f"cases/{case.pk}/set-complexity", **complex_).status_code == 403
    assert post(lead, f"cases/{case.pk}/set-complexity", **complex_).json()["complexity"] == "complex"
