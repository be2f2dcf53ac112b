"""What a mail service reports back, through django-anymail: a bounce is seen; without the secret the door is shut."""

import base64
import json

import pytest

from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from worklist import planner, queries, relay
from worklist.mail import message_id
from worklist.models import Outbox, Receipt

pytestmark = pytest.mark.django_db
SECRET = "mailer:a-long-secret"


@pytest.fixture(autouse=True)
def service(settings):
    settings.EMAIL_EVENTS, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": [SECRET]}


@pytest.fixture
def sent(case, lead):
    lead.email = "lead@example.org"
    lead.save()
    due_reminders(case, lead, 2)
    planner.plan_all()
    relay.send_all()
    return list(Outbox.objects.order_by("pk"))


def report(client, secret=SECRET, **facts):
    told = {
        "RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "TypeCode": 1, "Email": "lead@example.org",
        "MessageID": "", "BouncedAt": "2026-11-03T15:00:00Z", "Description": "no such user",
    } | facts  # fmt: skip
    said = base64.b64encode(secret.encode()).decode()
    headers = {"Authorization": f"Basic {said}"} if secret else {}
    return client.post("/hooks/mail/", json.dumps(told), content_type="application/json", headers=headers)


def test_the_message_it_names_came_back(client, sent, lead):
    name = message_id(sent[0].idem_key).strip("<>")
    assert report(client, MessageID=name).status_code == 200
    sent[0].refresh_from_db()
    assert (sent[0].status, sent[0].bounced_at) == ("sent", THEN)
    assert sent[0].last_error.startswith("bounced")
    assert Outbox.objects.get(pk=sent[1].pk).bounced_at is None
    assert lead.notifications.filter(source="undelivered:email").count() == 1
    assert queries.undelivered(lead) == 1


def test_said_twice_it_counts_once(client, sent):
    name = message_id(sent[0].idem_key)
    assert [report(client, MessageID=name).status_code for _ in range(2)] == [200, 200]
    assert Receipt.objects.count() == 1


def test_without_our_name_the_latest_to_that_address_is_meant(client, sent):
    report(client, Email="LEAD@example.org", MessageID="somebody-else-s-name")
    assert Outbox.objects.filter(bounced_at__isnull=False).count() == 1


@pytest.mark.parametrize("facts", [{"RecordType": "Delivery"}, {"Email": "nobody@example.org"}])
def test_what_is_no_failure_of_ours_changes_nothing(client, sent, facts):
    assert report(client, **facts).status_code == 200
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("secret", ["", "mailer:wrong", "other:a-long-secret"])
def test_a_wrong_secret_is_refused(client, sent, secret):
    assert report(client, secret=secret).status_code == 403
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"'])
def test_words_that_are_none_are_400(client, body):
    said = base64.b64encode(SECRET.encode()).decode()
    answer = client.post(
        "/hooks/mail/", body, content_type="application/json", headers={"Authorization": f"Basic {said}"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(("name", "secrets"), [("", [SECRET]), ("postmark", [])])
def test_without_a_service_there_is_no_door(client, settings, name, secrets):
    settings.EMAIL_EVENTS, settings.ANYMAIL = name, {"WEBHOOK_SECRET": secrets}
    assert report(client).status_code == 404
