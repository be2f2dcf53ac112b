"""A message to a patient that is given up or comes back: whoever meets them hears of it, and the others still go out."""

import base64
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from patients import actions as patients
from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from tests.worklist.test_lanes import server  # noqa: F401 - a fixture
from worklist import actions, failures, planner, relay
from worklist.mail import message_id
from worklist.models import Notification, Outbox, Reminder

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECRET = "mailer:a-long-secret"


@pytest.fixture
def message(patient, case, lead, packs, at):
    """A reminder by e-mail to a patient, about to leave."""
    patients.add_contact_point(patient, by=lead, kind="mail", value="amara@example.org")
    said = {"purpose": "reminders", "method": "verbal", "witness": "R. Patel", "by_ways": ("mail",)}
    patients.record_consent(patient, by=lead, **said)
    times = {"starts_at": THEN + 3 * DAY, "ends_at": THEN + 3 * DAY + timedelta(hours=1)}
    made = actions.book(
        case, by=lead, user=lead, activity="follow_up", mode="office", place="Room 4", **times
    )
    at(Reminder.objects.filter(appointment=made, to="patient").earliest("due_at").due_at)
    planner.plan_all()
    return Outbox.objects.get(contact__isnull=False)


def shown(client, lead):
    """What the keeper's own page of notices says."""
    client.force_login(lead)
    return client.get(reverse("worklist:notices")).content.decode()


def test_refused_it_is_said_to_whoever_meets_the_patient_and_the_others_go_out(
    server,  # noqa: F811
    message,
    case,
    nurse,
    client,
    lead,
):
    nurse.email = "nurse@example.org"
    nurse.save()
    due_reminders(case, nurse, 1, priority=3)
    planner.plan_all()
    Outbox.objects.filter(recipient=nurse).update(risk=3)
    server.mood = "550 no such user"
    relay.send_all()
    message.refresh_from_db()
    assert (message.status, message.last_error) == ("dead", "smtp 550")
    assert not Outbox.objects.filter(status__in=["pending", "sending"]).exists(), "the lane goes on"
    [notice] = Notification.objects.filter(source__startswith="unreached:")
    assert (notice.recipient, notice.appointment) == (lead, message.appointment)
    assert "did not arrive. Tell them another way." in shown(client, lead)


def test_come_back_it_is_said_and_the_mail_service_is_answered(message, client, lead, settings):
    settings.EMAIL_EVENTS, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": [SECRET]}
    assert relay.send_all() == 1
    told = {
        "RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "TypeCode": 1, "Email": "amara@example.org",
        "MessageID": message_id(message.idem_key).strip("<>"), "BouncedAt": "2026-11-03T15:00:00Z", "Description": "",
    }  # fmt: skip
    said = {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"}
    answers = [
        client.post("/hooks/mail/", json.dumps(told), content_type="application/json", headers=said)
        for _twice in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert lead.notifications.filter(source__startswith="unreached:").count() == 1
    assert "did not arrive. Tell them another way." in shown(client, lead)


def test_what_is_given_up_is_told_or_not_given_up(message, settings, at, monkeypatch):
    """Killed between the two, the next relay finds it again."""
    Outbox.objects.filter(pk=message.pk).update(attempts=len(relay.BACK_OFF))
    relay.lease()
    message.refresh_from_db()
    at(message.lease_until + timedelta(seconds=1))

    def killed(_ids):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(failures, "tell", killed)
        with pytest.raises(KeyboardInterrupt):
            relay.send_all()
    assert Outbox.objects.get(pk=message.pk).status == "sending"
    relay.send_all()
    assert Outbox.objects.get(pk=message.pk).status == "dead"
    assert Notification.objects.filter(source__startswith="unreached:").count() == 1
