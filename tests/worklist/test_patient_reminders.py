"""Reminders to patients: where they agreed, what they agreed to, in their language; nothing else, nothing after STOP."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.actors import ensure
from core.refusals import Refused
from directory.models import Organisation, Practitioner
from patients import actions as patients
from patients.models import Consent, ContactPoint
from patients.models.consent import Says
from tests.conftest import THEN
from worklist import actions, planner, reaching, sweeps, to_patients
from worklist.models import Appointment, Outbox, Reminder
from worklist.outcomes import NotNeeded

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CANARY, NUMBER = "Zyxquav", "+1 212 555 0187"


@pytest.fixture(autouse=True)
def gateway(settings):
    """Text messages can leave."""
    settings.SMS_URL = "https://gateway.example/messages"


@pytest.fixture
def mail(patient, lead):
    return patients.add_contact_point(patient, by=lead, kind="mail", value="amara@example.org")


@pytest.fixture
def phone(patient, lead):
    return patients.add_contact_point(patient, by=lead, kind="phone", value=NUMBER)


@pytest.fixture
def agree(patient, lead):
    def make(*ways, **facts):
        return patients.record_consent(
            patient,
            by=lead,
            purpose="reminders",
            method="verbal",
            witness="R. Patel",
            by_ways=ways or ("mail",),
            **facts,
        )

    return make


@pytest.fixture
def book(case, lead, packs):
    """Three days ahead at noon, with everything on it that a reminder may never say."""

    def make(**facts):
        facts = {
            "user": lead, "activity": "follow_up", "mode": "office", "starts_at": THEN + 3 * DAY,
            "ends_at": THEN + 3 * DAY + HOUR, "place": "Room 4", "bring": "Your tablets", "directions": "Door B",
        } | facts  # fmt: skip
        return actions.book(case, by=lead, **facts)

    return make


def ring(at, made):
    """The patient's first rung falls due."""
    rung = Reminder.objects.filter(appointment=made, to="patient").order_by("due_at").first()
    at(rung.due_at)
    planner.plan_all()
    rung.refresh_from_db()
    return rung


def text(message):
    words = to_patients.compose(message)
    return f"{words.subject}\n{words.body}"


def test_rungs_for_the_patient_come_by_the_rules_in_force(book):
    rungs = Reminder.objects.filter(appointment=book(), to="patient").order_by("due_at")
    assert [rung.due_at for rung in rungs] == [THEN + DAY, THEN + 3 * DAY - 3 * HOUR]
    assert {rung.recipient for rung in rungs} == {None}


def test_it_carries_date_time_place_and_number_and_nothing_else(
    book, agree, mail, patient, case, at, facility, lead
):
    patient.family, patient.given = CANARY, CANARY
    patient.save(update_fields=["family", "given"])
    agree()
    assert ring(at, book()).told == 1
    message = Outbox.objects.get(contact=mail)
    words = to_patients.compose(message)
    assert [words.subject, *words.body.splitlines()] == [
        "Appointment",
        "Reminder: you have an appointment.",
        "Date: Friday, Nov. 6, 2026",
        "Time: 10 a.m.",
        "Place: Room 4",
        f"Questions? Call {facility.phone}",
        "Reply STOP to end these messages.",
    ]
    sent = f"{words.subject}{words.body}{words.attachments[0][2].decode()}{message.facts}"
    for secret in (CANARY, "tablets", "Door B", lead.name, facility.name, case.reference, "follow", "Follow"):
        assert secret not in sent


@pytest.mark.parametrize(
    ("says", "there", "absent"),
    [
        ([Says.DATE], ["Date:"], ["Time:", "Place:", "Call", "bring"]),
        ([Says.DATE, Says.TIME, Says.BRING], ["Date:", "Time:", "Your tablets"], ["Room 4", "Call"]),
        ([Says.WAY], ["Door B"], ["Date:", "Time:", "Room 4", "tablets"]),
    ],
)
def test_only_what_the_consent_names_is_said(book, agree, mail, at, says, there, absent):
    agree(says=says)
    ring(at, book())
    said = text(Outbox.objects.get(contact=mail))
    assert all(part in said for part in there)
    assert not any(part in said for part in absent)


def test_the_calendar_file_says_an_appointment_and_where(book, agree, mail, at):
    agree()
    ring(at, book())
    ((name, kind, file),) = to_patients.compose(Outbox.objects.get()).attachments
    assert (name, kind) == ("appointment.ics", "text/calendar")
    lines = file.decode().splitlines()
    assert "SUMMARY:Appointment" in lines
    assert "DTSTART:20261106T150000Z" in lines
    assert "LOCATION:Room 4" in lines


def test_without_date_and_time_there_is_no_calendar_file(book, agree, mail, at):
    agree(says=[Says.NUMBER])
    ring(at, book())
    assert to_patients.compose(Outbox.objects.get()).attachments == ()


def test_a_visit_at_home_says_no_address(book, agree, mail, at):
    agree()
    ring(at, book(mode="home", place="12 Elm Street"))
    assert "Elm" not in text(Outbox.objects.get())


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "Recordatorio: usted tiene una cita."),
        ("yue", "提醒：您有一个预约。"),
        ("so", "Reminder: you have an appointment."),
    ],
)
def test_it_is_in_the_language_that_is_read_else_in_english(
    book, agree, mail, patient, lead, at, language, line
):
    patients.set_communication(patient, by=lead, read=language)
    agree()
    ring(at, book())
    assert text(Outbox.objects.get()).splitlines()[1] == line


def test_a_language_without_a_text_is_said_where_it_is_booked(client, book, agree, mail, patient, lead):
    patients.set_communication(patient, by=lead, read="so")
    agree()
    made = book()
    client.force_login(lead)
    page = client.get(f"/appointments/{made.pk}/").content.decode()
    assert "there is no text in Somali" in page
    assert "Reminder: you have an appointment." in page


def test_without_consent_nothing_is_written_and_the_rung_is_not_needed(book, mail, at, client, lead):
    made = book()
    rung = ring(at, made)
    assert (rung.status, rung.told) == ("cancelled", 0)
    assert not Outbox.objects.filter(contact__isnull=False).exists()
    client.force_login(lead)
    assert "has not agreed to reminders" in client.get(f"/appointments/{made.pk}/").content.decode()


@pytest.mark.parametrize("broken", ["safe_to_call", "ended", "unreliable"])
def test_a_contact_that_is_not_to_be_used_rings_for_nobody_and_shows(book, agree, mail, at, broken):
    agree()
    made = book()
    ContactPoint.objects.filter(pk=mail.pk).update(**{broken: broken != "safe_to_call"})
    rung = ring(at, made)
    assert (rung.status, rung.told) == ("planned", 0)
    assert not Outbox.objects.filter(contact__isnull=False).exists()


def test_a_text_message_waits_for_the_hours_in_which_the_patient_may_be_called(
    book, agree, phone, patient, lead, at
):
    patients.set_communication(patient, by=lead, zone="Pacific/Honolulu")
    agree("text")
    made = book(
        starts_at=datetime(2026, 11, 6, 13, tzinfo=UTC), ends_at=datetime(2026, 11, 6, 14, tzinfo=UTC)
    )
    ring(at, made)  # Wednesday 08:00 in New York, 03:00 in Honolulu
    assert Outbox.objects.get(channel="sms").next_try == datetime(2026, 11, 4, 18, tzinfo=UTC)


def test_a_consent_withdrawn_before_it_is_sent_holds_it(book, agree, mail, lead, at):
    consent = agree()
    ring(at, book())
    patients.revoke_consent(consent, by=lead)
    with pytest.raises(NotNeeded, match="no consent"):
        to_patients.compose(Outbox.objects.get())


def test_a_consent_withdrawn_takes_back_what_waits_within_a_minute(book, agree, mail, lead):
    consent = agree()
    made = book()
    assert sweeps.take_back_unconsented() == 0
    patients.revoke_consent(consent, by=lead)
    assert sweeps.take_back_unconsented() == 1
    assert not Reminder.objects.filter(appointment=made, to="patient", status="waiting").exists()
    assert Reminder.objects.filter(appointment=made, to="person", status="waiting").exists()
    assert sweeps.take_back_unconsented() == 0


def test_stop_ends_reminders_at_once(book, agree, phone, at):
    ensure()
    consent = agree("text")
    made = book()
    assert to_patients.stop("12125550187") == 1
    consent.refresh_from_db()
    assert (consent.revoked_at, consent.live) == (THEN, False)
    assert not Reminder.objects.filter(appointment=made, to="patient", status="waiting").exists()
    assert to_patients.stop("12125550187") == 0
    assert to_patients.stop("999") == 0


def test_a_death_holds_what_is_about_to_leave(book, agree, mail, patient, at):
    agree()
    ring(at, book())
    patient.deceased_at = THEN
    patient.save(update_fields=["deceased_at"])
    with pytest.raises(NotNeeded):
        to_patients.compose(Outbox.objects.get())


def test_moving_tells_the_patient_once_and_moves_the_reminders(book, agree, mail, lead, at):
    agree()
    made = book()
    ring(at, made)
    moved = actions.move_appointment(made, by=lead, starts_at=THEN + 5 * DAY, ends_at=THEN + 5 * DAY + HOUR)
    told = Outbox.objects.get(template="patient_moved")
    assert "Your appointment has a new time." in text(told)
    assert "Sunday, Nov. 8, 2026" in text(told)
    assert Outbox.objects.get(template="patient_reminder").status == "held"
    waiting = Reminder.objects.filter(appointment=moved, to="patient", status="waiting").order_by("due_at")
    assert [rung.due_at for rung in waiting] == [THEN + 3 * DAY, THEN + 5 * DAY - 3 * HOUR]


def test_cancelling_tells_the_patient_once(book, agree, mail, lead):
    agree()
    made = actions.cancel_appointment(book(), by=lead, reason="The practice is closed")
    said = text(Outbox.objects.get(template="patient_cancelled"))
    assert "Your appointment is cancelled." in said
    assert "practice" not in said
    assert not Reminder.objects.filter(appointment=made, status="waiting").exists()


def test_a_consent_to_reminders_names_its_ways(agree, patient, lead):
    with pytest.raises(ValidationError, match="how the patient wants"):
        patients.record_consent(patient, by=lead, purpose="reminders", method="signed")
    with pytest.raises(ValidationError, match="how the patient wants"):
        agree("pigeon")
    with pytest.raises(ValidationError, match="what a reminder may say"):
        agree(says=["diagnosis"])
    assert not Consent.objects.exists()
    made = agree()
    assert (made.party, made.says) == ("the patient", ["date", "time", "place", "number"])


def test_an_unknown_zone_is_wrong_input(patient, lead):
    with pytest.raises(ValidationError, match="no such time zone"):
        patients.set_communication(patient, by=lead, zone="Mars/Olympus")


@pytest.fixture
def outside():
    clinic = Organisation.objects.create(name="Elm Practice", kinds=["provider"])
    return Practitioner.objects.create(name="Dr. Ito", discipline="Cardiology", organisation=clinic)


def test_somebody_outside_is_promised_only_in_the_hours_the_desk_entered(
    book, outside, facility, intake, lead
):
    with pytest.raises(Refused, match="did not offer that time"):
        book(user=None, practitioner=outside)
    assert not Appointment.objects.exists()
    day = {"starts_at": THEN + 3 * DAY, "ends_at": THEN + 3 * DAY + 4 * HOUR}
    actions.offer_practitioner_time(facility, by=intake, practitioner=outside, **day)
    made = book(user=None, practitioner=outside)
    assert (made.who, made.user) == ("Dr. Ito", None)
    assert set(Reminder.objects.filter(appointment=made).values_list("to", flat=True)) == {"patient"}
    with pytest.raises(ValidationError, match="already booked at that time"):
        book(user=None, practitioner=outside, despite=True, activity="teaching")


def test_outside_the_offered_times_only_with_a_reason(book, outside):
    made = book(user=None, practitioner=outside, unoffered_because="Agreed with the practice by phone")
    assert made.unoffered_because == "Agreed with the practice by phone"


@pytest.mark.parametrize("who", [{"user": None}, {"practitioner": True}])
def test_an_appointment_is_with_one_person(book, outside, who):
    with pytest.raises(ValidationError, match="Choose one person"):
        book(**{name: outside if value else None for name, value in who.items()})


def test_pages_show_the_appointment_of_somebody_outside(client, book, outside, case, lead):
    made = book(user=None, practitioner=outside, unoffered_because="By phone")
    client.force_login(lead)
    for page in (
        f"/appointments/{made.pk}/",
        f"/cases/{case.pk}/items/",
        f"/cases/{case.pk}/timeline/",
        f"/cases/{case.pk}/",
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Dr. Ito" in answer.content.decode(), page
    week = client.get(f"/cases/{case.pk}/calendar/")
    assert (week.status_code, "Dr. Ito" in week.content.decode()) == (200, True)


def test_booking_and_moving_by_the_pages(client, case, lead, outside, packs):
    client.force_login(lead)
    asked = {
        "activity": "follow_up", "practitioner": outside.pk, "user": lead.pk, "mode": "office",
        "starts_at_0": "2026-11-06", "starts_at_1": "10:00", "ends_at_0": "2026-11-06", "ends_at_1": "11:00",
    }  # fmt: skip
    refused = client.post(f"/cases/{case.pk}/appointments/new/", asked)
    assert refused.status_code == 409
    assert "did not offer that time" in refused.content.decode()
    done = client.post(f"/cases/{case.pk}/appointments/new/", asked | {"unoffered_because": "By phone"})
    assert done.status_code == 303
    made = Appointment.objects.get()
    moved = {
        "starts_at_0": "2027-03-14",
        "starts_at_1": "02:30",
        "ends_at_0": "2027-03-14",
        "ends_at_1": "04:00",
    }
    wrong = client.post(f"/appointments/{made.pk}/move/", moved)
    assert wrong.status_code == 422, "an hour that does not exist"
    assert "does not exist" in wrong.content.decode()
    fine = client.post(
        f"/appointments/{made.pk}/move/", moved | {"starts_at_1": "03:30", "unoffered_because": "By phone"}
    )
    assert fine.status_code == 303
    made.refresh_from_db()
    assert made.starts_at == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_the_desk_enters_the_hours_of_somebody_outside(client, intake, outside, facility, lead):
    client.force_login(intake)
    hours = {
        "practitioner": outside.pk, "facility": facility.pk, "starts_at_0": "2026-11-06", "starts_at_1": "09:00",
        "ends_at_0": "2026-11-06", "ends_at_1": "12:00",
    }  # fmt: skip
    assert client.post("/calendar/offer-outside/", hours).status_code == 303
    assert client.post("/calendar/offer-outside/", hours | {"ends_at_1": "08:00"}).status_code == 422
    assert outside.availabilities.count() == 1


@pytest.mark.parametrize(
    "facts",
    [{}, {"safe_to_call": False}, {"unreliable": True}, {"ended": True}, {"kind": "phone", "value": NUMBER}],
)
def test_who_would_be_told_is_asked_in_one_statement(
    agree, mail, patient, case, facts, django_assert_num_queries
):
    agree("mail", "text")
    ContactPoint.objects.filter(pk=mail.pk).update(**facts)
    with django_assert_num_queries(1):
        told = reaching.told([patient], THEN)
    assert (patient.pk in told) == bool(reaching.reach(patient, THEN).contacts)


def test_what_is_not_set_up_is_said_and_nothing_is_written(client, book, agree, phone, lead, at, settings):
    settings.SMS_URL = ""
    agree("text")
    made = book()
    rung = ring(at, made)
    assert not Outbox.objects.filter(appointment=made).exists()
    assert rung.told == 0
    client.force_login(lead)
    page = client.get(f"/appointments/{made.pk}/").content.decode()
    assert "not set up at this hospital" in page
