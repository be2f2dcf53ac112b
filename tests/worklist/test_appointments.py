"""book, keep, miss, cancel; offering times: a person is booked once, within what they offered."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from core import timeline as core_timeline
from core.refusals import Denied, Refused
from patients import actions as patients
from tests.conftest import THEN
from worklist import actions, planner
from worklist.models import Appointment, Availability, Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SETTLED = [("keep_appointment", {}, "kept"), ("miss_appointment", {}, "no_show")]


@pytest.fixture
def book(case, lead):
    """Book the lead at the bedside from so many hours from now, for an hour."""

    def make(start: float = 3, **facts):
        when = {"starts_at": THEN + start * HOUR, "ends_at": THEN + (start + 1) * HOUR}
        return actions.book(
            case, by=lead, **({"user": lead, "activity": "follow_up", "mode": "bedside"} | when | facts)
        )

    return make


def test_it_books_and_reminds_an_hour_before(book, lead, at):
    made = book()
    assert Reminder.objects.get(appointment=made).due_at == THEN + 2 * HOUR
    at(THEN + 2 * HOUR)
    planner.plan_all()
    assert Notification.objects.get(recipient=lead).appointment == made


def test_one_person_one_place(book, supervisor):
    book(3)
    book(4)
    with pytest.raises(ValidationError, match="already booked at that time"):
        book(3.5)


def test_a_cancelled_time_is_free_again(book, lead):
    actions.cancel_appointment(book(), by=lead, reason="Patient in surgery")
    assert book().status == "booked"


def test_it_stays_within_the_times_offered_that_day(book, facility, intake, lead):
    actions.offer_time(facility, by=intake, user=lead, starts_at=THEN + HOUR, ends_at=THEN + 5 * HOUR)
    assert book(4)
    with pytest.raises(Refused, match="did not offer that time"):
        book(4.5)
    assert book(27), "no times were offered for tomorrow"


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"starts_at": THEN}, "time to come"), ({"ends_at": THEN + HOUR}, "ends before it starts")],
)
def test_an_impossible_time_is_refused(book, facts, said):
    with pytest.raises((Refused, ValidationError), match=said):
        book(**facts)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(("verb", "facts", "state"), SETTLED)
def test_it_is_settled_once_it_has_begun(book, lead, at, verb, facts, state):
    made = book()
    with pytest.raises(Refused, match="not begun"):
        getattr(actions, verb)(made, by=lead, **facts)
    at(THEN + 3 * HOUR)
    settled = getattr(actions, verb)(made, by=lead, **facts)
    assert (settled.status, settled.settled_at) == (state, THEN + 3 * HOUR)
    with pytest.raises(Refused, match="only when it is booked"):
        getattr(actions, verb)(made, by=lead, **facts)


def test_cancelling_needs_a_reason_and_takes_the_reminder_back(book, lead):
    made = book()
    with pytest.raises(Refused, match="why it is cancelled"):
        actions.cancel_appointment(made, by=lead, reason="")
    actions.cancel_appointment(made, by=lead, reason="Patient in surgery")
    assert not Reminder.objects.filter(appointment=made, status="waiting").exists()


def test_an_outsider_may_neither_book_nor_settle(book, case, lead, outsider):
    made = book()
    facts = {"user": lead, "activity": "follow_up", "mode": "bedside"}
    with pytest.raises(Denied):
        actions.book(case, by=outsider, starts_at=THEN + 9 * HOUR, ends_at=THEN + 10 * HOUR, **facts)
    with pytest.raises(Denied):
        actions.cancel_appointment(made, by=outsider, reason="No")


def test_times_are_offered_by_the_desk_or_by_oneself(facility, intake, lead, nurse):
    when = {"starts_at": THEN + HOUR, "ends_at": THEN + 2 * HOUR}
    actions.offer_own_time(lead, by=lead, facility=facility, **when)
    with pytest.raises(Denied):
        actions.offer_own_time(lead, by=nurse, facility=facility, **when)
    with pytest.raises(Denied):
        actions.offer_time(facility, by=nurse, user=nurse, **when)
    with pytest.raises(ValidationError, match="overlaps"):
        actions.offer_time(facility, by=intake, user=lead, **when)
    assert Availability.objects.count() == 1


def test_time_that_is_over_cannot_be_offered(facility, intake, lead):
    with pytest.raises(Refused, match="over"):
        actions.offer_time(facility, by=intake, user=lead, starts_at=THEN - 2 * HOUR, ends_at=THEN - HOUR)


def timeline(case):
    """What the timeline says of reminders: when, in which words."""
    things = {name: one for name, one in core_timeline.sources().items() if "reminded" in name}
    rows = core_timeline.read(things.values(), case)
    return [(row.at, things[row.source].say(row).title) for row in rows]


def test_the_timeline_has_a_row_for_each_reminder_of_it(book, case, patient, lead, packs, at, client):
    patients.add_contact_point(patient, by=lead, kind="mail", value="amara@example.org")
    patients.record_consent(patient, by=lead, purpose="reminders", method="signed", by_ways=["mail"])
    made = book(72)
    assert timeline(case) == [], "nobody was reminded yet"
    rungs = Reminder.objects.filter(appointment=made).order_by("due_at")
    said = {
        "patient": f"Reminder to the patient: appointment with {lead.name}",
        "person": f"Reminder to {lead.name}: appointment with {lead.name}",
    }
    expected = [(rung.due_at, said[rung.to]) for rung in rungs]
    for rung in rungs:
        at(rung.due_at)
        planner.plan_all()
    assert {words for _at, words in expected} == set(said.values())
    assert sorted(timeline(case)) == sorted(expected)
    client.force_login(lead)
    assert said["patient"] in client.get(f"/cases/{case.pk}/timeline/").content.decode()


def test_a_reminder_nobody_got_is_not_on_the_timeline(book, case, packs, at):
    """No consent: the patient's rungs are taken back."""
    made = book(72)
    rung = Reminder.objects.filter(appointment=made, to="patient").order_by("due_at").first()
    at(rung.due_at)
    planner.plan_all()
    assert timeline(case) == []
