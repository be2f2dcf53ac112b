"""What nobody may learn from counts, searches, orders, errors and headers: an answer is the same whatever stays hidden."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.permissions import Role
from facilities.models import Facility
from patients.models import Identifier, Patient
from tests.conftest import THEN
from tests.policy.authz.hidden import HIDDEN, hide
from tests.policy.authz.knocks import NOISE

pytestmark = pytest.mark.django_db

LISTS = (
    "/cases/", "/cases/?show=team", "/my-day/", "/notices/", "/calendar/", "/intake/", "/merges/", "/team/",
    "/api/v1/cases/", "/api/v1/patients/", "/api/v1/items/", "/api/v1/encounters/", "/api/v1/intake-requests/",
)  # fmt: skip


@pytest.fixture
def nurse(on_team):
    """Somebody with one case of their own, who never hears of another."""
    client = Client()
    client.user = on_team(Role.NURSE)
    client.force_login(client.user)
    return client


def shown(client, url):
    """A page's status and bytes, without what differs from request to request."""
    answer = client.get(url)
    return answer.status_code, NOISE.sub(b"", answer.content)


def test_no_list_count_or_badge_changes_by_what_is_hidden(nurse, at):
    at(THEN)
    before = {url: shown(nurse, url) for url in LISTS}
    assert len(list(hide())) == 50
    after = {url: shown(nurse, url) for url in LISTS}
    assert [url for url in LISTS if before[url] != after[url]] == []


def test_a_search_for_any_beginning_of_a_hidden_name_says_the_same(nurse):
    words = [HIDDEN[:n] for n in range(1, 5)] + [HIDDEN, HIDDEN.lower(), "1950-05-05"]
    before = [NOISE.sub(b"", nurse.post("/search/", {"q": word}).content) for word in words]
    assert list(hide(3))
    after = [NOISE.sub(b"", nurse.post("/search/", {"q": word}).content) for word in words]
    assert before == after


@pytest.mark.parametrize(
    "name", ["patient__family", "patient__search_name__startswith", "lead__password", "team__name"]
)
@pytest.mark.parametrize("url", ["/api/v1/cases/", "/cases/", "/api/v1/patients/"])
def test_hidden_fields_neither_filter_nor_sort(nurse, url, name):
    answers = {shown(nurse, f"{url}?{name}={value}")[0] for value in ("A", "Z", "qwy")}
    assert len({shown(nurse, f"{url}?{name}={value}") for value in ("Qwy", "Abc")}) == 1 or answers <= {
        400,
        422,
    }
    up, down = shown(nurse, f"{url}?order={name}"), shown(nurse, f"{url}?order=-{name}")
    assert up[0] in (200, 400, 422)
    assert up[1].replace(b"order=-", b"order=") == down[1].replace(b"order=-", b"order=")


def test_conditions_in_headers_say_nothing_of_what_is_hidden(nurse):
    (hidden,) = hide(1)
    for headers in (
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"},
        {"If-Match": '"1"'},
    ):
        for url in (f"/cases/{hidden.pk}/", f"/api/v1/cases/{hidden.pk}/", f"/patients/{hidden.patient_id}/"):
            there = nurse.get(url, headers=headers)
            nothing = nurse.get(url.rsplit("/", 2)[0] + f"/{uuid4()}/", headers=headers)
            assert there.status_code == nothing.status_code == 404
            assert "ETag" not in there.headers
            assert "Last-Modified" not in there.headers
            assert HIDDEN.encode() not in there.content


PLACES = {
    "query": lambda client, key: client.get("/cases/", {"show": "mine", "unit": key, "case": key}),
    "json body": lambda client, key: client.post(
        "/api/v1/care-plans/", {"case": str(key)}, content_type="application/json"
    ),
    "nested body": lambda client, key: client.post(
        "/api/v1/discharge-plans/", {"case": {"id": str(key)}}, content_type="application/json"
    ),
    "form": lambda client, key: client.post(
        f"/cases/{client.case}/follow-ups/new/", {"what": "Call", "owner": key, "person": key}
    ),
    "many of a field": lambda client, key: client.post(
        f"/cases/{client.case}/items/new/", {"what": "Call", "owner": [str(client.user.pk), str(key)]}
    ),
    "body of an item": lambda client, key: client.post(
        f"/api/v1/cases/{client.case}/open-item/",
        {"what": "Call", "owner": str(key)},
        content_type="application/json",
    ),
    "second key of the path": lambda client, key: client.get(f"/merges/{client.case}/{key}/"),
    "page's next key": lambda client, key: client.get("/api/v1/cases/", {"after": str(key)}),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_hidden_key_anywhere_is_answered_like_one_that_nothing_has(nurse, case, place):
    (hidden,) = hide(1)
    nurse.case, nothing = case.pk, uuid4()
    for key in (hidden.pk, hidden.patient_id, hidden.unit_id):
        there, empty = PLACES[place](nurse, key), PLACES[place](nurse, nothing)
        said = NOISE.sub(b"", there.content).replace(str(key).encode(), b"KEY")
        assert there.status_code == empty.status_code
        # The key itself orders pages; what stands on them is the person's own either way.
        assert place == "page's next key" or said == NOISE.sub(b"", empty.content).replace(
            str(nothing).encode(), b"KEY"
        )
        assert HIDDEN.encode() not in there.content
    assert not hidden.items.exists()


# ------------------------------------------------------------------------------------------------------ taken already
def number(client, patient, value):
    """Ask the desk to give a patient a number; the answer without the keys in it."""
    answer = client.post(
        f"/api/v1/patients/{patient.pk}/add-identifier/",
        {"kind": "MR", "authority": "GATE", "value": value},
        content_type="application/json",
    )
    return answer.status_code, answer.content.replace(value.encode(), b"NUMBER")


def test_a_number_that_is_taken_is_refused_alike_whoever_has_it(client, intake, patient, facility):
    """A clash with a patient one may see, and with one of another house: the same status and the same words."""
    known = Patient.objects.create(facility=facility, family="Known", given="K", search_name="known k")
    (unknown,) = hide(1)
    for one, value in ((known, "A-1"), (unknown.patient, "B-2")):
        Identifier.objects.create(patient=one, kind="MR", authority="GATE", value=value)
    client.force_login(intake)
    seen, hidden = number(client, patient, "A-1"), number(client, patient, "B-2")
    assert seen == hidden
    assert seen[0] in (409, 422)
    assert number(client, patient, "C-3")[0] == 200


def test_a_name_to_sign_in_with_that_is_taken_is_refused_alike_whoever_has_it(client, person, facility):
    admin = person("i.admin", Role.ADMINISTRATOR, facility)
    house = Facility.objects.create(code="HID2", name="Another house", zone="America/Denver")
    for where, name in ((facility, "known.one"), (house, "hidden.one")):
        taken = person(name, Role.NURSE, where)
        type(taken).objects.filter(pk=taken.pk).update(email=f"{name}@example.org")
    client.force_login(admin)
    assert invited(client, "known.one", facility) == invited(client, "hidden.one", facility)


def invited(client, name, facility):
    """What the invitation of somebody says, without the name that was typed."""
    typed = {
        "username": name,
        "name": "X",
        "email": f"{name}@example.org",
        "role": "nurse",
        "facility": facility.pk,
    }
    answer = client.post("/people/invite/", typed)
    assert answer.status_code in (409, 422)
    return answer.status_code, NOISE.sub(b"", answer.content).replace(name.encode(), b"NAME")
