"""The same verbs as another program calls them."""

from datetime import timedelta

import pytest

from patients.models import Case
from teams.models import FacilityRole, Handover
from tests.api.conftest import *  # noqa: F403 - calling()
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_an_absence_from_planning_to_the_sheet(calling, led, lead, deputy, facility):
    led(lead)
    facts = {"facility": facility.pk, "deputy": deputy.pk, "starts_at": THEN, "ends_at": THEN + DAY}
    made = calling(lead).post(f"/api/v1/me/{lead.pk}/plan-absence/", facts)
    assert made.status_code == 200, made.json()
    key = made.json()["id"]
    assert calling(lead).post(f"/api/v1/absences/{key}/accept/", {}).status_code == 409
    assert calling(deputy).post(f"/api/v1/absences/{key}/accept/", {}).json()["status"] == "covered"
    sheet = Handover.objects.get()
    answer = calling(deputy).post(f"/api/v1/handovers/{sheet.pk}/accept/", {})
    assert (answer.json()["status"], "sheet" in answer.json()) == ("accepted", False)
    assert calling(lead).post(f"/api/v1/absences/{key}/end/", {}).json()["status"] == "ended"


def test_a_supervisor_plans_and_balances(calling, led, lead, deputy, team, facility, supervisor):
    cases = led(lead, 2)
    api = calling(supervisor)
    facts = {"user": lead.pk, "deputy": deputy.pk, "starts_at": THEN + DAY, "ends_at": THEN + 2 * DAY}
    assert api.post("/api/v1/absences/", facts | {"facility": facility.pk}).status_code == 201
    made = api.post(
        "/api/v1/reassignments/", {"team": team.pk, "givers": [str(lead.pk)], "why": "Ill"}, format="json"
    )
    assert made.status_code == 201, made.json()
    key = made.json()["id"]
    lines = api.get(f"/api/v1/reassignment-lines/?reassignment={key}").json()["results"]
    choices = {lines[0]["id"]: ""}
    key = api.post(f"/api/v1/reassignments/{key}/revise/", {"choices": choices}, format="json").json()["id"]
    assert api.post(f"/api/v1/reassignments/{key}/apply/", {}).json()["status"] == "applied"
    assert Case.objects.filter(pk__in=[case.pk for case in cases], lead=deputy).count() == 1
    assert api.post(f"/api/v1/reassignments/{key}/undo/", {}).json()["status"] == "undone"


@pytest.mark.parametrize("wrong", [{"givers": ["nobody"]}, {"cases": ["1"]}, {"unit": "x"}, {"stage": "x"}])
def test_keys_that_are_none_are_refused_and_never_an_error(
    calling, led, lead, deputy, team, supervisor, wrong
):
    led(lead)
    facts = {"team": str(team.pk), "givers": [str(lead.pk)], "why": "Ill"} | wrong
    answer = calling(supervisor).post("/api/v1/reassignments/", facts, format="json")
    assert answer.status_code in (409, 422), answer.content


def test_somebody_else_s_absence_is_not_there(calling, led, lead, deputy, away, outsider, member):
    absence = away()
    for user in (outsider, member("o.other")):
        assert calling(user).get(f"/api/v1/absences/{absence.pk}/").status_code == 404
        assert calling(user).post(f"/api/v1/absences/{absence.pk}/end/", {}).status_code == 404
    assert calling(deputy).post(f"/api/v1/absences/{absence.pk}/end/", {}).status_code == 403
    role = FacilityRole.objects.get(user=lead)
    assert calling(lead).post(f"/api/v1/facility-roles/{role.pk}/change/", {}).status_code == 404


def test_the_timeline_of_a_case_tells_who_stood_in(client, led, lead, deputy, away, at):
    from supervision import actions

    [case] = led(lead)
    absence = actions.accept_cover(away(), by=deputy)
    at(THEN + timedelta(hours=1))
    actions.end_absence(absence, by=lead)
    at(THEN + timedelta(hours=2))
    client.force_login(lead)
    page = client.get(f"/cases/{case.pk}/timeline/").content.decode()
    assert "D.Deputy stands in for M.Lead" in page or "D Deputy stands in for M Lead" in page
    assert "M Lead is back" in page
