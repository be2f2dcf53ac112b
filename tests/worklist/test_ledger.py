"""The ledger: each promise, each delivery, each reading, with times and reasons; by case and by person, cut by key."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from worklist import actions, ledger, planner
from worklist.models import Item, Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_line_for_each_rung_with_what_came_of_it(promise, case, lead, at, client):
    item = Item.objects.get(series=promise())
    at(THEN + DAY)
    planner.plan_all()
    notice = Notification.objects.get(recipient=lead, item=item)
    actions.mark_read(notice, by=lead)
    lines = ledger.of_case(case).lines
    rung = next(line for line in lines if line.rung and line.rung.status == "planned")
    assert (rung.rung.due_at, rung.notices[0].recipient, rung.notices[0].read_at) == (
        THEN + DAY,
        lead,
        THEN + DAY,
    )
    waiting = [line for line in lines if line.rung and line.rung.status == "waiting"]
    assert waiting
    assert not any(line.notices for line in waiting)
    client.force_login(lead)
    page = client.get(f"/cases/{case.pk}/ledger/").content.decode()
    for words in ("promised", "told", "in the application", "read", "Call the daughter"):
        assert words in page


def test_a_cancelled_rung_says_why(promise, lead, case, client):
    actions.stop_follow_up(promise(), by=lead, reason="Moved to Ohio")
    client.force_login(lead)
    page = client.get(f"/cases/{case.pk}/ledger/").content.decode()
    assert "not needed any more" in page
    assert "Moved to Ohio" in page


def test_a_rung_that_rang_for_nobody_is_shown_as_a_failure(promise, lead, case, client):
    item = Item.objects.get(series=promise())
    Reminder.objects.filter(item=item).update(status="planned", planned_at=THEN, told=0)
    client.force_login(lead)
    assert "nobody was told" in client.get(f"/cases/{case.pk}/ledger/").content.decode()


def test_a_message_of_an_appointment_stands_with_its_rung(case, lead, patient, packs, at, client):
    from patients import actions as patients

    patients.add_contact_point(patient, by=lead, kind="mail", value="amara@example.org")
    patients.record_consent(patient, by=lead, purpose="reminders", method="signed", by_ways=["mail"])
    when = {"starts_at": THEN + 3 * DAY, "ends_at": THEN + 3 * DAY + HOUR}
    actions.book(case, by=lead, user=lead, activity="follow_up", mode="office", **when)
    at(THEN + DAY)
    planner.plan_all()
    line = next(line for line in ledger.of_case(case).lines if line.messages)
    assert (line.rung.to, line.messages[0].channel) == ("patient", "email")


def test_pages_are_cut_by_key_without_gap_or_double(case, lead):
    due_reminders(case, lead, 120)
    seen, after = [], ""
    while True:
        page = ledger.of_case(case, after)
        seen += [line.rung.pk for line in page.lines if line.rung]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == Reminder.objects.filter(item__case=case).count()


@pytest.mark.parametrize("number", [2, 60])
def test_the_page_is_few_statements_however_many_lines(
    case, lead, number, client, django_assert_max_num_queries, at
):
    due_reminders(case, lead, number)
    planner.plan_all()
    client.force_login(lead)
    client.get(f"/cases/{case.pk}/ledger/")
    with django_assert_max_num_queries(14):  # 12 of the page, and the savepoints of its transaction
        assert client.get(f"/cases/{case.pk}/ledger/").status_code == 200


def test_everybody_reads_their_own(promise, lead, nurse, at, client):
    promise()
    at(THEN + DAY)
    planner.plan_all()
    client.force_login(lead)
    assert "Call the daughter" in client.get("/ledger/").content.decode()
    client.force_login(nurse)
    assert "Call the daughter" not in client.get("/ledger/").content.decode()


def test_a_supervisor_reads_that_of_somebody_on_their_teams_cases(promise, lead, supervisor, at, client):
    promise()
    at(THEN + DAY)
    planner.plan_all()
    client.force_login(supervisor)
    assert "Call the daughter" in client.get(f"/ledger/people/{lead.pk}/").content.decode()


def test_nobody_else_does(promise, lead, nurse, outsider, person, supervisor, client):
    promise()
    for who in (nurse, outsider):
        client.force_login(who)
        assert client.get(f"/ledger/people/{lead.pk}/").status_code == 404
    stranger = person("s.tranger", Role.NURSE)
    client.force_login(supervisor)
    assert client.get(f"/ledger/people/{stranger.pk}/").status_code == 404


def test_a_key_nobody_was_given_shows_the_first_page(promise, case):
    promise()
    assert ledger.of_case(case, "nonsense").lines
