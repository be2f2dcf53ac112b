"""The smaller pages of work: notices, how one is told, times offered, appointments, a colleague's note, a print."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from encounters.models import Encounter
from patients.models import Case
from tests.conftest import THEN
from tests.worklist.asking import get, post
from tests.worklist.promises import due_reminders
from worklist import actions, planner
from worklist.models import ContactAttempt, Notification, Outbox

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def client(client, lead):
    """The lead's browser."""
    client.force_login(lead)
    return client


def test_notices_are_read_and_say_nothing_of_what_is_not_theirs_any_more(client, case, lead, outsider):
    due_reminders(case, lead, 1)
    planner.plan_all()
    assert "Call" in get(client, "notices").content.decode()
    notice = Notification.objects.get()
    assert post(client, "mark_read", notice.pk).status_code == 303
    notice.refresh_from_db()
    assert notice.read_at == THEN
    notice.recipient = outsider
    notice.save()
    assert post(client, "mark_read", notice.pk).status_code == 404
    client.force_login(outsider)
    page = get(client, "notices").content.decode()
    assert "not yours to see any more" in page
    assert "Okafor" not in page


def test_all_are_read_at_once(client, case, lead):
    due_reminders(case, lead, 3)
    planner.plan_all()
    assert post(client, "mark_all_read").status_code == 303
    assert not Notification.objects.filter(read_at=None).exists()


def test_the_token_changes_with_the_unread_and_asking_is_no_activity(client, case, lead):
    get(client, "my_day")
    before, key = get(client, "unread"), client.session.session_key
    kept = Session.objects.get(pk=key).get_decoded()["last_use"]
    due_reminders(case, lead, 1)
    planner.plan_all()
    after = get(client, "unread")
    assert (before.status_code, before.content, after.content) == (204, b"", b"")
    assert before["ETag"] != after["ETag"]
    assert Session.objects.get(pk=key).get_decoded()["last_use"] == kept


def test_the_link_of_an_email_leads_its_reader_and_nobody_else(client, case, lead, outsider):
    lead.email = "lead@example.org"
    lead.save()
    [reminder] = due_reminders(case, lead, 1)
    planner.plan_all()
    message = Outbox.objects.get()
    assert get(client, "go", message.pk)["Location"] == reverse("worklist:item", args=[reminder.item_id])
    client.force_login(outsider)
    assert get(client, "go", message.pk).status_code == 404


def test_a_mailbox_that_refuses_is_seen(client, case, lead):
    Outbox.objects.create(channel="email", recipient=lead, idem_key="k", template="due", status="dead")
    assert "could not be delivered" in get(client, "notices").content.decode()


def test_how_one_is_told(client, lead):
    assert post(client, "preferences", data={}).status_code == 303
    lead.refresh_from_db()
    assert lead.preference.by_email is False


def test_offering_a_time(client, facility, lead):
    data = {
        "facility": str(facility.pk),
        "starts_at_0": "2026-11-05",
        "starts_at_1": "10:00",
        "ends_at_0": "2026-11-05",
        "ends_at_1": "09:00",
    }
    assert post(client, "offer", data=data).status_code == 422
    assert post(client, "offer", data=data | {"ends_at_1": "12:00"}).status_code == 303
    assert "10:00" in get(client, "calendar").content.decode()


def test_appointments_are_settled_from_the_page(client, case, lead, at):
    made = actions.book(
        case,
        by=lead,
        user=lead,
        activity="follow_up",
        mode="office",
        starts_at=THEN + HOUR,
        ends_at=THEN + 2 * HOUR,
    )
    assert post(client, "keep_appointment", made.pk).status_code == 409
    assert post(client, "cancel_appointment", made.pk, data={"reason": ""}).status_code == 422
    at(THEN + HOUR)
    client.logout()
    client.force_login(lead)  # the hour has locked the session
    assert post(client, "keep_appointment", made.pk).status_code == 303


def test_stopping_a_follow_up(client, promise):
    series = promise()
    assert get(client, "stop_follow_up", series.pk).status_code == 200
    assert post(client, "stop_follow_up", series.pk, data={"reason": "Went home"}).status_code == 303
    series.refresh_from_db()
    assert series.status == "stopped"


def test_joining_a_colleagues_note(client, case, nurse):
    contact = actions.log_contact(
        case, by=nurse, activity="follow_up", mode="phone", outcome="reached", note="Well"
    )
    assert get(client, "join_contact", contact.pk).status_code == 200
    assert post(client, "join_contact", contact.pk, data={"note": "Oxygen ordered"}).status_code == 303
    assert "Oxygen ordered" in ContactAttempt.objects.get().note


def test_my_day_says_leaves_before_and_left_after(client, case, open_work):
    open_work()
    Case.objects.update(expected_leaving_on=THEN.date() + timedelta(days=2))
    assert "leaves Thu 5 Nov" in get(client, "my_day").content.decode()
    visit = {"patient": case.patient, "case": case, "facility": case.facility}
    Encounter.objects.create(**visit, status="finished", ended_at=THEN - 48 * HOUR)
    page = get(client, "my_day").content.decode()
    assert "left Sun 1 Nov" in page
    assert "leaves" not in page


def test_on_a_case_a_quick_contact_is_with_its_patient(client, case):
    on_case, anywhere = (reverse("worklist:contact", args=[case.pk]), reverse("worklist:quick_contact"))
    key = 'class="cm-menu-item" href="%s" data-key="c"'
    assert key % on_case in get(client, "new_item", case.pk).content.decode()
    assert key % anywhere in get(client, "my_day").content.decode()


def test_a_print_says_who_made_it_and_when(client, lead):
    page = get(client, "my_day").content.decode()
    assert f"Printed by <bdi>{lead.name}</bdi>, 3 Nov 2026 10:00" in page


def test_enter_on_a_row_has_something_to_open(client, case):
    page = get(client, "quick_contact").content.decode()
    assert f'data-open href="{reverse("worklist:contact", args=[case.pk])}"' in page
