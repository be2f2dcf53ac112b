"""The team calendar of a patient: what gets in the way is said before booking and marked in the week."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from core.refusals import Refused
from patients.models import Case, Patient
from policy.teamwork import Clocks
from tests.conftest import THEN
from worklist import actions, clashes, week
from worklist.clashes import Meeting
from worklist.models import Appointment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def meeting(key, start, length=1.0, user="a", ours=True):
    starts = THEN + start * HOUR
    return Meeting(key, user, f"P. {user}", starts, starts + length * HOUR, ours)


def found(facility_zone, *meetings, **figures):
    return [
        (one.kind, set(one.keys)) for one in clashes.found(meetings, Clocks(**figures), THEN, facility_zone)
    ]


@pytest.fixture
def zone():
    from zoneinfo import ZoneInfo

    return ZoneInfo("America/New_York")


def test_two_people_at_one_patient_at_once(zone):
    assert found(zone, meeting(1, 1), meeting(2, 1.5, user="b")) == [("patient", {1, 2})]
    assert found(zone, meeting(1, 1), meeting(2, 2, user="b")) == []


def test_one_person_at_two_patients_at_once(zone):
    assert found(zone, meeting(1, 1), meeting(2, 1.5, ours=False)) == [("person", {1, 2})]
    assert found(zone, meeting(1, 1), meeting(2, 1.5, user="b", ours=False)) == []


def test_rest_between_two_days(zone):
    # 21:00 to 22:00, then 08:00 the next morning: ten hours.
    evening, morning = meeting(1, 11), meeting(2, 22)
    assert found(zone, evening, morning) == [("rest", {1, 2})]
    assert found(zone, evening, morning, rest_hours=10) == []
    assert found(zone, evening, meeting(2, 22, user="b")) == []
    assert found(zone, meeting(1, 11, ours=False), meeting(2, 22, ours=False)) == []


def test_too_many_sessions_in_a_day(zone):
    day = [meeting(n, n, 0.5, user=str(n)) for n in range(5)]
    assert found(zone, *day) == [("sessions", {0, 1, 2, 3, 4})]
    assert found(zone, *day[:4]) == []
    assert found(zone, *day[:4], meeting(9, 24, user="x")) == []


def test_the_sentences_say_who_and_when(zone):
    said = clashes.found([meeting(1, 1), meeting(2, 1.5, user="b")], Clocks(), THEN, zone)[0].sentence
    assert said == "The patient is with P. a and with P. b at the same time, today 11:30 to 12:00."


@pytest.fixture
def book(case, lead):
    def make(hours, user=None, **facts):
        when = {"starts_at": THEN + hours * HOUR, "ends_at": THEN + (hours + 1) * HOUR}
        return actions.book(
            case, by=lead, user=user or lead, **({"activity": "teaching", "mode": "office"} | when | facts)
        )

    return make


@pytest.mark.django_db
def test_a_clash_is_said_before_booking_and_booked_despite_it(book, nurse):
    book(3)
    with pytest.raises(Refused, match="at the same time") as refusal:
        book(3.5, user=nurse)
    assert refusal.value.field == "despite"
    assert Appointment.objects.count() == 1
    assert book(3.5, user=nurse, despite=True)


@pytest.mark.django_db
def test_rest_counts_meetings_with_other_patients(book, facility, intake, lead, nurse, team):
    from patients.actions import open_case

    other = Patient.objects.create(facility=facility, family="Silva", given="Joao", birth_date="1952-01-12")
    elsewhere = open_case(other, by=intake, team=team)
    Appointment.objects.create(
        case=elsewhere,
        user=nurse,
        activity="teaching",
        starts_at=THEN + 11 * HOUR,
        ends_at=THEN + 12 * HOUR,
        created_by=lead,
    )
    with pytest.raises(Refused, match="only 10 h of rest before tomorrow 08:00; 11 h"):
        book(22, user=nurse)


# The page


def url(case, on=""):
    return reverse("worklist:case_calendar", args=[case.pk]) + (f"?week={on}" if on else "")


@pytest.fixture
def page(client, lead):
    client.force_login(lead)

    def get(case, on=""):
        answer = client.get(url(case, on))
        assert answer.status_code == 200
        return answer.content.decode()

    return get


@pytest.mark.django_db
def test_the_week_shows_people_promises_leaving_and_clashes(page, case, lead, nurse, facility, book, promise):
    book(3, place="Room 7")
    book(3.5, user=nurse, despite=True)
    promise(what="Call the daughter")
    actions.offer_own_time(
        nurse, by=nurse, facility=facility, starts_at=THEN + 26 * HOUR, ends_at=THEN + 28 * HOUR
    )
    Case.objects.update(expected_leaving_on=date(2026, 11, 6))
    text = page(case)
    for words in (
        "Room 7",
        "13:00–14:00",
        "Call the daughter",
        "Can be booked",
        "Expected to leave",
        "clash",
        "The patient is with",
        lead.short,
        nurse.short,
    ):
        assert words in text, words
    assert text.count('scope="col"') == 8


@pytest.mark.django_db
def test_a_consult_that_is_due_stands_with_whom_was_asked(client, page, case, lead, person, facility):
    expert = person("e.expert", Role.CONSULTANT, facility, name="Edda Expert")
    asked = {
        "question": "Can she decide?",
        "summary": "Wants to go home",
        "urgency": "urgent",
        "classes": ["plan"],
    }
    actions.ask_consult(case, by=lead, to_user=expert, **asked)
    text = page(case)
    assert "Answer to a consult is due" in text
    assert "E. Expert" in text
    assert "Can she decide?" not in text


@pytest.mark.django_db
def test_week_by_week(page, case, book):
    book(7 * 24, place="Room 9")
    assert "Room 9" not in page(case)
    assert "Room 9" in page(case, "2026-11-12")
    text = page(case, "2026-11-12")
    assert "?week=2026-11-02" in text
    assert "?week=2026-11-16" in text


@pytest.mark.parametrize("text", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31"])
@pytest.mark.django_db
def test_a_date_nobody_means_is_this_week(case, text):
    assert week.monday(text, case.facility.tz) == date(2026, 11, 2)


@pytest.mark.django_db
def test_of_other_patients_it_says_only_that_one_is_busy(page, case, facility, intake, lead, nurse, team):
    from patients.actions import open_case

    other = Patient.objects.create(facility=facility, family="Silva", given="Joao", birth_date="1952-01-12")
    elsewhere = open_case(other, by=intake, team=team)
    Appointment.objects.create(
        case=elsewhere,
        user=nurse,
        activity="teaching",
        starts_at=THEN + HOUR,
        ends_at=THEN + 2 * HOUR,
        place="Their kitchen",
        created_by=lead,
    )
    text = page(case)
    assert "Busy" in text
    for secret in ("Silva", "Their kitchen", elsewhere.reference):
        assert secret not in text


@pytest.mark.django_db
def test_an_outsider_does_not_see_it(client, case, outsider):
    client.force_login(outsider)
    assert client.get(url(case)).status_code == 404


@pytest.mark.django_db
def test_booking_says_it_on_the_page_and_keeps_what_was_typed(client, case, lead, nurse, book):
    book(3)
    client.force_login(lead)
    when = {
        "starts_at_0": "2026-11-03",
        "starts_at_1": "13:30",
        "ends_at_0": "2026-11-03",
        "ends_at_1": "14:00",
    }
    typed = {"activity": "teaching", "user": str(nurse.pk), "mode": "office", "place": "Room 7"} | when
    where = reverse("worklist:new_appointment", args=[case.pk])
    answer = client.post(where, typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("at the same time", "Book it all the same", "Room 7"):
        assert words in text
    assert client.post(where, typed | {"despite": "on"}).status_code == 303


@pytest.mark.django_db
def test_questions_do_not_grow_with_the_week(client, case, lead, nurse, book):
    client.force_login(lead)
    counts = []
    for number in (2, 30):
        for n in range(number):
            book(24 + n % 40, user=(lead, nurse)[n % 2], despite=True) if not _taken(
                n, (lead, nurse)[n % 2]
            ) else None
        client.get(url(case))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(case)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert counts[0] <= 12, counts


def _taken(n, user):
    return Appointment.objects.filter(user=user, starts_at=THEN + (24 + n % 40) * HOUR).exists()
