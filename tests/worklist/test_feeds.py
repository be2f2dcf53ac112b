"""The private calendar feed: what it holds, for whom it is there, and when it ends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from icalendar import Calendar

from accounts.permissions import Role
from audit.models import Event
from core.access import visible_to
from core.refusals import Denied, Refused
from patients.models import Case, Patient
from teams.models import AccessBlock, EmergencyAccess
from tests.conftest import THEN
from worklist import actions, feeds
from worklist.models import Appointment, CalendarFeed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def counted_anew():
    """The counters of readings live in the process."""
    cache.clear()


@pytest.fixture
def book(case, lead):
    def make(hours=3, **facts):
        when = {"starts_at": THEN + hours * HOUR, "ends_at": THEN + (hours + 1) * HOUR}
        facts = {"user": lead, "activity": "teaching", "mode": "office", "despite": True} | when | facts
        return actions.book(case, by=lead, **facts)

    return make


@pytest.fixture
def feed(lead):
    return actions.create_feed(lead, by=lead, label="My phone")


def read(client, feed, **headers):
    return client.get(reverse("worklist:feed", args=[feed.plain]), **headers)


def events(answer):
    assert answer.status_code == 200, answer.status_code
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_needs_no_session_and_names_nobody(client, case, feed, book):
    book(place="Room 7, main building; second floor")
    answer = read(client, feed)
    [event] = events(answer)
    assert event["summary"] == f"Appointment, case {case.reference}"
    assert event["location"] == "Room 7, main building; second floor"
    body = answer.content.decode()
    for name in ("Okafor", "OKAFOR", "Amara", "1958", str(case.patient_id)):
        assert name not in body
    assert answer["Content-Type"].startswith("text/calendar")


def test_names_only_where_they_were_chosen(client, lead, book):
    book()
    made = actions.create_feed(lead, by=lead, label="At work", with_names=True)
    assert events(read(client, made))[0]["summary"] == "OKAFOR, Amara"


@pytest.mark.parametrize(("model", "facts"), [(Patient, {"watch": "vip"}), (Case, {"restricted": True})])
def test_a_watched_patient_and_a_restricted_case_are_never_named(client, lead, book, model, facts):
    book()
    model.objects.update(**facts)
    made = actions.create_feed(lead, by=lead, label="At work", with_names=True)
    assert "OKAFOR" not in read(client, made).content.decode()


def test_a_home_visit_says_no_address(client, feed, book):
    book(mode="home", place="12 Elm Street")
    assert events(read(client, feed))[0]["location"] == "At home"


def test_text_is_escaped_and_lines_are_folded(client, feed, book):
    place = "Room, 7; \\ " + "é" * 60
    book(place=place)
    body = read(client, feed).content
    assert b"\r\n" in body
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert events(read(client, feed))[0]["location"] == place


def test_instants_are_right_on_both_sides_of_the_clock_change(client, feed, book):
    # 09:00 in New York, the day before and the day of the change: 14:00 and 13:00 UTC.
    before, after = datetime(2027, 3, 13, 14, tzinfo=UTC), datetime(2027, 3, 14, 13, tzinfo=UTC)
    for start in (before, after):
        book(starts_at=start, ends_at=start + HOUR)
    assert [event["dtstart"].dt for event in events(read(client, feed))] == [before, after]


def test_what_is_cancelled_is_said_under_the_same_key(client, lead, feed, book):
    made = book()
    [first] = events(read(client, feed))
    actions.cancel_appointment(made, by=lead, reason="Secret surgery")
    answer = read(client, feed)
    [second] = events(answer)
    assert (first["status"], second["status"]) == ("CONFIRMED", "CANCELLED")
    assert first["uid"] == second["uid"] == f"{made.pk}@casemgmt"
    assert second["sequence"] > first["sequence"]
    assert "surgery" not in answer.content.decode()


def test_only_ones_own_and_only_while_one_may_see_the_case(client, supervisor, case, lead, nurse, feed, book):
    book(hours=1, user=nurse)
    book(hours=3)
    assert len(events(read(client, feed))) == 1
    from teams.actions import change_lead, stand_down

    change_lead(case, by=supervisor, to=nurse, why="Away")
    stand_down(case.assignments.get(user=lead, is_lead=False, status="active"), by=supervisor, why="Away")
    case.assignments.filter(user=lead).update(read_until=None)
    assert all(event["summary"].startswith("Appointment") for event in events(read(client, feed)))


def test_what_is_open_in_an_emergency_alone_is_left_out(client, case, lead, feed, book, nurse):
    made = book()
    AccessBlock.objects.create(
        patient=case.patient, user=lead, why="family", starts_at=THEN - DAY, created_by=nurse
    )
    EmergencyAccess.objects.create(
        patient=case.patient,
        user=lead,
        role=Role.CASE_MANAGER,
        reason="safety",
        words="Collapsed",
        opened_at=THEN - HOUR,
        expires_at=THEN + HOUR,
        review_due_at=THEN + DAY,
    )
    assert visible_to(Appointment, lead).filter(pk=made.pk).exists()
    assert events(read(client, feed)) == []


def test_unchanged_it_is_not_sent_again(client, feed, book):
    book()
    tag = read(client, feed)["ETag"]
    same = read(client, feed, HTTP_IF_NONE_MATCH=tag)
    assert (same.status_code, same.content) == (304, b"")
    book(hours=9)
    assert read(client, feed, HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_each_reading_is_on_record_and_shown(client, lead, case, feed, book, at):
    book()
    at(THEN + HOUR)
    tag = read(client, feed)["ETag"]
    read(client, feed, HTTP_IF_NONE_MATCH=tag)
    seen = Event.objects.filter(verb="worklist.read_feed", outcome="seen")
    assert [(one.actor, one.patient_ids) for one in seen] == [(lead.username, [case.patient_id])] * 2
    assert not any(feed.plain in str(one.__dict__) for one in Event.objects.all())
    assert CalendarFeed.objects.get().last_read_at == THEN + HOUR
    client.force_login(lead)
    assert "last read" in client.get(reverse("worklist:preferences")).content.decode()


def revoke(feed, user):
    actions.revoke_feed(feed, by=user)


def deactivate(feed, user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def new_password(feed, user):
    user.set_password("another-horse-staple")
    user.save()


@pytest.mark.parametrize("end", [revoke, deactivate, new_password])
def test_it_ends(client, lead, feed, book, end):
    book()
    assert read(client, feed).status_code == 200
    end(feed, lead)
    answer = read(client, feed)
    assert answer.status_code == 404
    assert "Appointment, case" not in answer.content.decode()


def test_an_address_nobody_gave_out_is_not_there(client, db, lead):
    assert client.get("/calendar/feed/nothing.ics").status_code == 404
    assert Event.objects.filter(verb="worklist.read_feed", outcome="denied", actor="unknown feed").exists()


def test_the_secret_is_not_stored(feed):
    assert feed.plain not in str(vars(CalendarFeed.objects.get()))


def test_too_often_is_too_often(client, feed):
    codes = [read(client, feed).status_code for _time in range(feeds.OFTEN + 1)]
    assert codes == [200] * feeds.OFTEN + [429]
    assert read(client, feed)["Retry-After"] == "60"


def test_guessing_is_slowed_down(client, db, lead):
    codes = {client.get(f"/calendar/feed/guess-{n}.ics").status_code for n in range(feeds.OFTEN + 1)}
    assert codes == {404, 429}


def test_only_ones_own_feed_is_made_and_ended(lead, nurse, feed, client):
    with pytest.raises(Denied):
        actions.create_feed(lead, by=nurse, label="Theirs")
    with pytest.raises(Denied):
        actions.revoke_feed(feed, by=nurse)
    client.force_login(nurse)
    assert client.post(reverse("worklist:revoke_feed", args=[feed.pk])).status_code == 404


def test_ten_feeds_are_enough(lead):
    for n in range(feeds.MOST):
        actions.create_feed(lead, by=lead, label=str(n))
    with pytest.raises(Refused, match="ten feeds"):
        actions.create_feed(lead, by=lead, label="One more")


def test_the_address_is_shown_once(client, lead, book):
    book()
    client.force_login(lead)
    assert client.get(reverse("worklist:new_feed")).status_code == 200
    assert client.post(reverse("worklist:new_feed"), {"label": ""}).status_code == 422
    page = client.post(reverse("worklist:new_feed"), {"label": "My phone"}).content.decode()
    start = page.index("/calendar/feed/")
    address = page[start : page.index(".ics", start) + 4]
    client.logout()
    assert client.get(address).status_code == 200
    client.force_login(lead)
    listed = client.get(reverse("worklist:preferences")).content.decode()
    assert "My phone" in listed
    assert address not in listed
    made = CalendarFeed.objects.get()
    assert client.post(reverse("worklist:revoke_feed", args=[made.pk])).status_code == 303
    assert client.get(address).status_code == 404
    assert Appointment.objects.count() == 1
