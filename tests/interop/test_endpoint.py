"""The door for other systems: key, facility, limits, character sets, answers."""

from datetime import timedelta

import pytest

from accounts.keys import digest_of
from accounts.models import ApiToken
from audit.models import Event
from core import clock
from facilities.models import Facility
from interop.models import Inbound
from patients.models import Patient
from teams.models import FacilityRole
from tests.interop.stories import message

pytestmark = pytest.mark.django_db
URL = "/interop/hl7v2/"


@pytest.fixture
def token(account):
    ends = clock.now() + timedelta(days=1)
    return ApiToken.objects.create(
        user=account, digest=digest_of("key"), label="feed", scopes=["hl7"], expires_at=ends
    )


@pytest.fixture
def post(client, token):
    def send(raw, key="key", media="application/hl7-v2"):
        return client.post(URL, raw, content_type=media, headers={"Authorization": f"Bearer {key}"})

    return send


def test_a_message_is_applied_and_answered(post):
    answer = post(message("A01", control="C55"))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/hl7-v2")
    lines = answer.content.decode().split("\r")
    assert lines[1] == "MSA|AA|C55"
    assert "|ACK^A01^ACK|" in lines[0]
    assert Patient.objects.count() == 1
    assert Inbound.objects.get().received_by.username == "f.system"


def test_the_same_again_is_answered_as_before(post):
    raw = message("A01")
    assert post(raw).content[:3] == post(raw).content[:3] == b"MSH"
    assert Inbound.objects.get().repeats == 1


@pytest.mark.parametrize(
    "what", ["wrong", "expired", "revoked", "other scope", "suspended", "person", "none"]
)
def test_without_a_valid_key_nothing_is_stored(post, token, client, what):
    changes = {
        "expired": {"expires_at": clock.now() - timedelta(seconds=1)},
        "revoked": {"revoked_at": clock.now()},
        "other scope": {"scopes": ["api"]},
    }
    ApiToken.objects.filter(pk=token.pk).update(**changes.get(what, {"label": what}))
    if what in ("suspended", "person"):
        type(token.user).objects.filter(pk=token.user_id).update(
            **({"is_active": False} if what == "suspended" else {"is_service": False})
        )
    answer = (
        client.post(URL, message("A01"), content_type="text/plain")
        if what == "none"
        else post(message("A01"), key="no" if what == "wrong" else "key")
    )

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert not Inbound.objects.exists()
    assert Event.objects.filter(verb="interop.receive", outcome="denied").count() == 1


def test_another_facility_is_not_allowed(post, account):
    far = Facility.objects.create(code="FAR", name="Far Hospital", zone="America/Phoenix")
    raw = message("A01").replace(b"|CM|NGH|", b"|CM|FAR|")
    assert post(raw).status_code == 403
    assert not Inbound.objects.exists()

    FacilityRole.objects.create(
        user=account, facility=far, role="integration", starts_at=clock.now() - timedelta(days=1)
    )
    assert post(raw).status_code == 200
    assert Inbound.objects.get().facility == far


def test_a_role_that_is_over_opens_nothing(post, account):
    FacilityRole.objects.filter(user=account).update(ends_at=clock.now() - timedelta(days=1))
    assert post(message("A01")).status_code == 403


def test_over_one_megabyte_is_refused_before_it_is_read(post, monkeypatch):
    monkeypatch.setattr("interop.views.endpoint.facility_for", lambda *_: pytest.fail("It was read."))
    assert post(message("A01") + b"\rZZZ|" + b"x" * 1_000_000).status_code == 413
    assert post(b"M" * 2_000_000).status_code == 413
    assert not Inbound.objects.exists()


def test_what_is_not_a_message_is_refused_on_record(post):
    answer = post(b"hello")
    assert (answer.status_code, b"MSA|AR" in answer.content) == (400, True)
    assert Inbound.objects.get().status == "rejected"


def test_one_message_at_a_time_and_the_right_media_type(post):
    assert post(message("A01") + b"\r" + message("A02")).status_code == 400
    assert post(message("A01"), media="application/json").status_code == 415
    assert not Inbound.objects.exists()


def test_errors_name_segment_and_field_and_no_patient(post):
    answer = post(message("A01", number="", name="Secretname^Ana")).content.decode()
    assert "MSA|AE|" in answer
    assert "ERR||PID^1^3|101^" in answer
    assert "Secret" not in answer


def test_an_unknown_event_is_rejected_and_a_known_one_ignored(post):
    assert b"MSA|AR" in post(message("A99")).content
    assert b"MSA|AA" in post(message("A05")).content


@pytest.mark.parametrize(
    ("charset", "codec"), [("8859/1", "latin-1"), ("UNICODE UTF-8", "utf-8"), ("", "utf-8")]
)
def test_names_arrive_in_the_senders_character_set(post, charset, codec):
    raw = message("A01", name="Müller^Renée").decode().replace("|P|2.5\r", f"|P|2.5||||||{charset}\r")
    assert post(raw.encode(codec)).status_code == 200
    assert Patient.objects.get().family == "Müller"


def test_other_methods_are_not_served(client):
    assert client.get(URL).status_code == 405


def test_nothing_is_asked_so_nothing_is_said(post):
    raw = message("A01").replace(b"|P|2.5\r", b"|P|2.5|||NE|NE\r")
    assert (post(raw).status_code, Patient.objects.count()) == (204, 1)
