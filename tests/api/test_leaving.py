"""Leaving by the API: the same verbs, the same refusals, from the directory to the papers."""

import pytest

from accounts.permissions import Role
from discharge.models import DelaySegment, GateCheck
from referrals.models import Packet, Referral
from teams import actions as teams
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
SHOWN = {"quality_shared": True, "network_shown": True, "interests_shown": True}


@pytest.fixture(autouse=True)
def then(at):
    at(THEN)


@pytest.fixture
def lead(person, facility, case, supervisor, packs):
    """The lead, who is at the desk of the house as well."""
    who = person("m.lead", Role.CASE_MANAGER, facility)
    teams.assign(case, by=supervisor, user=who, role=Role.CASE_MANAGER, is_lead=True)
    return who


@pytest.fixture
def api(lead, calling):
    return calling(lead)


def post(api, address, **said):
    return api.post(f"/api/v1/{address}/", said, format="json")


@pytest.fixture
def plan(api, case):
    return post(api, "discharge-plans", case=str(case.pk)).json()["id"]


@pytest.fixture
def houses(api, facility):
    facts = {"facility": str(facility.pk), "organisation": "Elm Group", "kind": "snf", "medicare": True}
    made = [post(api, "services", name=name, **facts) for name in ("Elm House", "Fir House")]
    assert [each.status_code for each in made] == [201, 201]
    return [each.json()["id"] for each in made]


def test_nobody_is_asked_before_the_choice_and_everybody_at_once_after_it(api, case, houses):
    said = {"case": str(case.pk), "services": houses, "asks_for": "A bed"}
    drafted = post(api, "referrals", **said)
    assert (drafted.status_code, len(drafted.json())) == (201, 2)
    keys = [each["id"] for each in drafted.json()]
    refused = post(api, f"cases/{case.pk}/send-referrals", referrals=keys)
    assert (refused.status_code, Referral.objects.filter(status="sent").count()) == (409, 0)
    assert "choice" in refused.json()["detail"]

    choice = post(api, "choices", case=str(case.pk), kind="snf").json()["id"]
    chosen = post(api, f"choices/{choice}/record", how="signed", ranks=houses, **SHOWN)
    assert (chosen.status_code, chosen.json().get("status")) == (200, "recorded"), chosen.json()
    sent = post(api, f"cases/{case.pk}/send-referrals", referrals=keys)
    assert [each["status"] for each in sent.json()] == ["sent", "sent"]
    post(api, f"referrals/{keys[0]}/withdraw", reason="The family asked for another")
    late = post(api, f"referrals/{keys[0]}/accept", who="A. Berg")
    assert late.status_code == 409


def test_a_refusal_is_said_by_its_field(api, case, houses, plan):
    other = post(api, "choices", case=str(case.pk), kind="castle")
    assert (other.status_code, "kind" in str(other.json())) == (422, True)
    past = post(api, f"discharge-plans/{plan}/set-expected-date", expected_on="2020-01-01", why="As ordered")
    assert past.status_code == 409
    assert post(api, f"discharge-plans/{plan}/override-gate", gate="taught", reason="x").status_code == 403
    assert not GateCheck.objects.exists()


def test_a_delay_is_opened_and_closed(api, case, plan, lead):
    said = {"cause": "D01", "owner": str(lead.pk), "cost_per_day": "1200.00"}
    opened = post(api, f"discharge-plans/{plan}/open-delay", **said)
    assert opened.status_code == 200, opened.json()
    row = DelaySegment.objects.get()
    assert (opened.json()["status"], str(row.cost_per_day)) == ("open", "1200.00")
    listed = api.get("/api/v1/delays/", {"case": str(case.pk)}).json()["results"]
    assert [each["id"] for each in listed] == [str(row.pk)]


def test_papers_are_put_together_and_go_with_their_reason(api, case, plan):
    built = post(api, "packets", case=str(case.pk), purpose="transition", receiver="Dr Rao")
    assert (built.status_code, built.json()["status"]) == (201, "draft"), built.json()
    said = {
        "how": "fax",
        "without_consent_because": "For treatment",
        "incomplete_because": "The rest follows",
    }
    assert post(api, f"packets/{built.json()['id']}/send", **said).json()["status"] == "sent"
    assert Packet.objects.get().content_hash


def test_who_only_reads_may_do_nothing(api, case, plan, on_team, calling):
    clinician = calling(on_team(Role.CONSULTANT))
    assert api.get(f"/api/v1/discharge-plans/{plan}/").status_code == 200
    assert clinician.get(f"/api/v1/discharge-plans/{plan}/").status_code == 200
    assert post(clinician, f"discharge-plans/{plan}/record-wishes", wishes="Home").status_code == 403
    assert clinician.get("/api/v1/delays/").json()["results"] == []
