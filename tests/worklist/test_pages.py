"""The pages of work: what they show, to whom, in how many questions to the database, with and without script."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from tests.conftest import THEN
from tests.worklist.asking import HTMX, get, post, title
from tests.worklist.promises import due_reminders
from worklist import actions, my_day, planner
from worklist.models import FollowUp, Item, Notification

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def client(client, lead):
    """The lead's browser."""
    client.force_login(lead)
    return client


def test_my_day_says_when_why_and_what_if_it_waits(client, open_work):
    open_work(subject="a", what="Teach inhaler", due_at=THEN - HOUR, if_waits="He goes home unprepared")
    open_work(subject="b", what="Order oxygen", due_at=THEN + HOUR)
    open_work(subject="c", what="Call the payer", due_at=THEN + 50 * HOUR)
    page = get(client, "my_day").content.decode()
    order = [
        page.index(words)
        for words in ("Late", "Teach inhaler", "Today", "Order oxygen", "Soon", "Call the payer")
    ]
    assert order == sorted(order)
    assert "1 late, 1 today, 1 soon" in page
    assert "Why: Asked for in rounds" in page
    assert "He goes home unprepared" in page


def test_harm_comes_first_among_the_late(client, open_work):
    open_work(subject="a", what="Old and harmless", due_at=THEN - 9 * HOUR)
    open_work(subject="b", what="Young and harmful", due_at=THEN - HOUR, priority=1)
    page = get(client, "my_day").content.decode()
    assert page.index("Young and harmful") < page.index("Old and harmless")


def test_nothing_to_do_says_so(client):
    assert "Nothing is due." in get(client, "my_day").content.decode()


def test_work_for_my_role_that_nobody_has_is_mine(client, open_work):
    open_work(owner=None, role="case_manager", what="Whoever leads")
    open_work(owner=None, role="nurse", what="Not for me", subject="x")
    page = get(client, "my_day").content.decode()
    assert "Whoever leads" in page
    assert "Not for me" not in page


def test_other_peoples_work_is_not_in_my_list(client, open_work, nurse):
    open_work(owner=nurse, what="The nurse's")
    assert "The nurse" not in get(client, "my_day").content.decode()


@pytest.mark.parametrize("name", ["my_day", "notices", "calendar", "quick_contact", "case_work"])
def test_questions_do_not_grow_with_the_rows(client, case, lead, name):
    counts, args = [], [case.pk] if name == "case_work" else []
    for number in (2, 30):
        Notification.objects.all().delete()
        due_reminders(case, lead, number, activity=f"follow_up_{number}")
        planner.plan_all()
        get(client, name, *args)
        with CaptureQueriesContext(connection) as asked:
            assert get(client, name, *args).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_more_than_a_page_goes_on_by_key_without_gap_or_double(client, case, lead):
    due_reminders(case, lead, my_day.PAGE + 20)
    first = my_day.read(lead)
    second = my_day.read(lead, after=first.after)
    assert (len(first.items), len(second.items), second.after) == (my_day.PAGE, 20, "")
    assert len({item.pk for item in first.items + second.items}) == my_day.PAGE + 20
    assert "?group=patient&amp;after=" in get(client, "my_day").content.decode()


@pytest.mark.parametrize("after", ["", "x", "1~2~3", "1~2026-01-01~" + "0" * 32])
def test_a_key_nobody_gave_out_starts_anew(client, open_work, after):
    open_work()
    assert client.get(reverse("worklist:my_day"), {"after": after}).status_code == 200


def test_what_a_list_shows_is_on_record(client, open_work, case):
    open_work()
    get(client, "my_day")
    assert Event.objects.filter(verb="list", outcome="seen", patient_ids=[case.patient_id]).exists()


def test_a_case_and_its_work_are_on_record_as_one_look(client, open_work, case):
    items = [open_work(subject=subject) for subject in ("a", "b")]
    get(client, "case_work", case.pk)
    look = Event.objects.get(outcome="seen")
    assert (look.verb, look.target_id, look.case_id) == ("view", case.pk, case.pk)
    assert set(look.objects_seen) == {case.pk, *(item.pk for item in items)}
    assert look.patient_ids == [case.patient_id]


def test_done_in_the_row_answers_with_the_row(client, open_work):
    item = open_work()
    answer = post(client, "done", item.pk, **HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith("<article")
    item.refresh_from_db()
    assert item.status == "done"


def test_done_without_script_goes_back_to_the_page_it_came_from(client, open_work, case):
    back = reverse("worklist:case_work", args=[case.pk])
    answer = post(client, "done", open_work().pk, data={"next": back})
    assert (answer.status_code, answer["Location"]) == (303, back)


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_it_never_goes_to_another_site(client, open_work, away):
    assert post(client, "done", open_work().pk, data={"next": away})["Location"] == reverse("worklist:my_day")


@pytest.mark.parametrize("name", ["start", "done", "wait", "snooze", "cancel", "reassign"])
def test_every_verb_has_its_form_as_a_page_and_as_a_row(client, open_work, name):
    item = open_work()
    assert "<html" in get(client, name, item.pk).content.decode()
    assert get(client, name, item.pk, **HTMX).content.decode().strip().startswith("<article")


@pytest.mark.parametrize("name", ["wait", "cancel", "reassign", "snooze"])
def test_missing_words_are_asked_for_beside_the_field(client, open_work, name):
    answer = post(client, name, open_work().pk, data={"x": "1"})
    assert answer.status_code == 422
    assert "cm-field-invalid" in answer.content.decode()


def test_a_refusal_keeps_what_was_typed(client, open_work, lead):
    item = actions.complete(open_work(), by=lead)
    answer = post(client, "wait", item.pk, data={"on": "Dr Rao"})
    assert answer.status_code == 409
    assert "Dr Rao" in answer.content.decode()


def test_tomorrow_is_one_press(client, open_work):
    item = open_work()
    post(client, "snooze", item.pk, data={"days": "1"})
    item.refresh_from_db()
    assert item.due_at == THEN + 26 * HOUR


def test_a_time_that_the_clocks_skip_is_explained(client, open_work):
    answer = post(client, "snooze", open_work().pk, data={"due_at_0": "2027-03-14", "due_at_1": "02:30"})
    assert answer.status_code == 422
    assert "does not exist" in answer.content.decode()


def test_what_one_may_not_see_is_not_there_and_what_one_may_not_do_is_refused(
    client, open_work, outsider, person, case
):
    item = open_work()
    client.force_login(outsider)
    for name in ("item", "done"):
        assert get(client, name, item.pk).status_code == 404
    assert get(client, "case_work", case.pk).status_code == 404
    assert post(client, "contact", case.pk).status_code == 404


def test_the_work_of_a_case(client, open_work, promise, case):
    open_work(what="Teach inhaler")
    promise(every_days=7)
    page = get(client, "case_work", case.pk)
    for words in ("Teach inhaler", "Call the daughter", "every 7 days", "No appointment is booked."):
        assert words in page.content.decode()


def test_no_title_names_a_patient(client, open_work, case):
    item = open_work()
    pages = [
        get(client, "my_day"),
        get(client, "item", item.pk),
        get(client, "contact", case.pk),
        get(client, "case_work", case.pk),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "Okafor" not in title(page)


def test_a_contact_from_the_list_completes_the_work(client, case, promise):
    item = Item.objects.get(series=promise())
    page = client.get(reverse("worklist:contact", args=[case.pk]), {"item": item.pk}).content.decode()
    assert "Call the daughter" in page
    facts = {
        "item": str(item.pk),
        "outcome": "reached",
        "mode": "phone",
        "activity": "follow_up",
        "note": "Well",
    }
    assert post(client, "contact", case.pk, data=facts).status_code == 303
    item.refresh_from_db()
    assert item.status == "done"


def test_a_contact_for_work_that_has_ended_since_keeps_what_was_typed_and_goes_without_it(
    client, case, lead, promise
):
    item = Item.objects.get(series=promise())
    actions.complete(item, by=lead)
    facts = {"outcome": "reached", "mode": "phone", "activity": "follow_up", "note": "Feels well"}
    answer = post(client, "contact", case.pk, data=facts | {"item": str(item.pk)})
    page = answer.content.decode()
    assert (answer.status_code, "Log the contact without it" in page, "Feels well" in page) == (
        409,
        True,
        True,
    )
    assert str(item.pk) not in page
    assert post(client, "contact", case.pk, data=facts).status_code == 303


def test_contact_again_in_two_days_is_one_press(client, case):
    facts = {"outcome": "no_answer", "mode": "phone", "activity": "follow_up", "again": "2"}
    assert post(client, "contact", case.pk, data=facts).status_code == 303
    assert FollowUp.objects.get().first_due_at == THEN + 48 * HOUR


def test_a_colleagues_call_is_shown_first(client, case, nurse):
    actions.log_contact(
        case, by=nurse, activity="follow_up", mode="phone", outcome="reached", note="Slept well"
    )
    page = get(client, "contact", case.pk).content.decode()
    assert "A colleague has just done this" in page
    assert "Slept well" in page
    facts = {"outcome": "reached", "mode": "phone", "activity": "follow_up", "note": "My own words"}
    answer = post(client, "contact", case.pk, data=facts)
    assert answer.status_code == 409
    assert "My own words" in answer.content.decode()
    assert post(client, "contact", case.pk, data=facts | {"distinct_because": "Transport"}).status_code == 303


def test_an_item_of_another_case_is_not_found(client, case):
    assert client.get(reverse("worklist:contact", args=[case.pk]), {"item": "nonsense"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("new_item", {"activity": "teaching", "what": "Teach", "why": "Asked", "priority": "3"}),
        ("new_follow_up", {"activity": "follow_up", "what": "Call", "first_due_at_0": "2026-11-05", "first_due_at_1": "10:00"}),
        (
            "new_appointment",
            {"activity": "follow_up", "mode": "bedside", "starts_at_0": "2026-11-05", "starts_at_1": "10:00",
             "ends_at_0": "2026-11-05", "ends_at_1": "11:00"},
        ),
    ],
)  # fmt: skip
def test_work_is_added_on_the_case(client, case, lead, name, data):
    who = {"owner": str(lead.pk), "user": str(lead.pk)}
    assert get(client, name, case.pk).status_code == 200
    assert post(client, name, case.pk, data={"x": "1"}).status_code == 422
    assert post(client, name, case.pk, data=data | who).status_code == 303
