"""The API twins of the desk's hours, of sending again, and of drafting rules."""

from copy import deepcopy
from datetime import timedelta

import pytest

from accounts.permissions import Role
from core import clock
from directory.models import Organisation, Practitioner
from policy import queries
from policy.models import RulePack
from tests.conftest import THEN
from worklist.models import Availability, Outbox

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def then(at):
    at(THEN)


@pytest.fixture
def admin(person, facility):
    return person("a.root", Role.ADMINISTRATOR, facility)


def test_the_desk_enters_the_hours_of_somebody_outside(facility, intake, supervisor, calling):
    outside = Practitioner.objects.create(
        name="Dr Rao", organisation=Organisation.objects.create(name="Elm House", kinds=["clinic"])
    )
    hours = {"practitioner": str(outside.pk), "starts_at": THEN + HOUR, "ends_at": THEN + 3 * HOUR}
    where = f"/api/v1/facilities/{facility.pk}/offer-practitioner-time/"
    assert calling(intake).post(where, hours).status_code == 200
    made = Availability.objects.get()
    assert (made.practitioner, made.facility, made.user) == (outside, facility, None)
    backwards = hours | {"ends_at": THEN}
    assert calling(intake).post(where, backwards).status_code == 422


def test_what_was_given_up_is_sent_again_by_who_mends_it(facility, admin, intake, calling):
    lost = Outbox.objects.create(
        channel="email",
        recipient=intake,
        template="due",
        idem_key="lost",
        status="dead",
        attempts=9,
        next_try=THEN,
    )
    where = f"/api/v1/facilities/{facility.pk}/send-again/"
    assert calling(intake).post(where, {}).status_code in (403, 404)
    assert calling(admin).post(where, {}).status_code == 200
    lost.refresh_from_db()
    assert (lost.status, lost.attempts) == ("pending", 0)


def test_rules_are_drafted_and_put_in_force(packs, facility, admin, supervisor, calling):
    api = calling(admin)
    body = deepcopy(queries.in_force(RulePack.Kind.FOLLOW_UP, facility, clock.now()).body)
    body["rungs"], body["examples"] = [{"minutes": 0}], body["examples"][:1]
    body["examples"][0]["reminds"] = [body["examples"][0]["due"]]
    pack = api.post(f"/api/v1/facilities/{facility.pk}/open-pack/", {"kind": "follow_up"}).json()
    draft = api.post(
        f"/api/v1/rule-packs/{pack['id']}/draft/", {"body": body, "source": "Board"}, format="json"
    ).json()
    where = f"/api/v1/pack-versions/{draft['id']}/"
    assert calling(supervisor).get(where).status_code == 404
    assert api.get(where).json()["source"] == "Board"
    assert queries.ladder(facility, clock.now()) == [-60, 0, 240]
    assert api.post(f"{where}put-in-force/", {}).status_code == 200
    assert queries.ladder(facility, clock.now()) == [0]
    assert api.post(f"{where}put-in-force/", {}).status_code == 409


def test_rules_that_do_not_hold_stay_drafts(packs, facility, admin, calling):
    api = calling(admin)
    pack = api.post(f"/api/v1/facilities/{facility.pk}/open-pack/", {"kind": "follow_up"}).json()
    draft = api.post(
        f"/api/v1/rule-packs/{pack['id']}/draft/", {"body": {"rungs": []}, "source": "Board"}, format="json"
    ).json()
    answer = api.post(f"/api/v1/pack-versions/{draft['id']}/put-in-force/", {})
    assert answer.status_code == 409
    assert "do not hold yet" in answer.content.decode()
