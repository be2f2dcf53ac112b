"""The guard: the same work is one piece of work until somebody says why it is not, and never longer than it is fresh."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.refusals import Refused
from patients.models import RelatedPerson
from tests.conftest import THEN
from worklist import actions, duplicates, queries
from worklist.models import Appointment, DuplicateAnswer, Item
from worklist.models.item import LIVE

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# In the rules that come with the application: nursing assessment 72 h, teaching without a window.
NURSING = {"activity": "nursing_assessment", "what": "Nursing assessment", "why": "Due"}


def test_done_within_its_window_is_stopped_and_outside_it_is_not(case, lead, packs, at):
    done = actions.complete(actions.open_item(case, by=lead, **NURSING), by=lead, note="Stable")
    at(THEN + 71 * HOUR)
    with pytest.raises(duplicates.Doubled, match="did this same work") as stop:
        actions.open_item(case, by=lead, **NURSING)
    assert (stop.value.row, stop.value.kind) == (done, "item")
    at(THEN + 72 * HOUR)
    assert actions.open_item(case, by=lead, **NURSING).status == "open"


def test_a_subject_has_its_own_window(case, lead, packs, at):
    sils = NURSING | {"subject": "sils"}
    actions.complete(actions.open_item(case, by=lead, **sils), by=lead)
    at(THEN + 80 * DAY)
    with pytest.raises(duplicates.Doubled):
        actions.open_item(case, by=lead, **sils)
    assert actions.open_item(case, by=lead, **NURSING | {"subject": "bims"})


def test_a_subject_is_compared_without_case_and_spaces(open_work):
    open_work(subject="Oxygen  at home")
    with pytest.raises(duplicates.Doubled):
        open_work(subject=" oxygen at HOME ")


def test_cancelled_work_stands_in_nobodys_way(case, lead, packs):
    actions.cancel(actions.open_item(case, by=lead, **NURSING), by=lead, reason="Entered twice")
    assert actions.open_item(case, by=lead, **NURSING)


def test_a_warning_about_an_activity_is_not_the_activity(case, lead, packs):
    actions.complete(actions.open_item(case, by=lead, **NURSING, kind="review"), by=lead)
    assert actions.open_item(case, by=lead, **NURSING)


@pytest.mark.parametrize("because", ["", "   "])
def test_only_a_reason_opens_the_same_again(open_work, because):
    open_work()
    with pytest.raises(duplicates.Doubled):
        open_work(distinct_because=because)


def test_the_reason_is_kept_and_counted(facility, open_work):
    first = open_work()
    open_work(distinct_because="For the second caregiver")
    answer = DuplicateAnswer.objects.get()
    assert (answer.way, answer.because, answer.item) == ("distinct", "For the second caregiver", first)
    assert queries.duplicates_prevented(facility, THEN, THEN + DAY) == {
        "prevented": 0,
        "joined": 0,
        "commented": 0,
        "asked": 0,
        "distinct": 1,
    }


def test_a_reason_for_what_nobody_doubts_is_not_counted(open_work):
    open_work(distinct_because="Just to be sure")
    assert not DuplicateAnswer.objects.exists()


def test_every_way_that_opens_nothing_is_prevented(facility, case, lead, nurse, open_work):
    item = open_work()
    actions.join(item, by=nurse, text="I bring the leaflet", stopped=True)
    actions.comment(item, by=nurse, text="He prefers mornings", stopped=True)
    actions.ask_for_item(item, by=nurse, text="I teach this anyway", stopped=True)
    actions.comment(item, by=nurse, text="And not stopped by anything")
    found = queries.duplicates_prevented(facility, THEN, THEN + DAY)
    assert found == {"prevented": 3, "joined": 1, "commented": 1, "asked": 1, "distinct": 0}
    assert queries.duplicates_prevented(facility, THEN - DAY, THEN)["prevented"] == 0


def test_joining_a_note_that_was_in_the_way_counts_too(facility, case, lead, nurse):
    call = {"activity": "follow_up", "mode": "phone", "outcome": "reached"}
    contact = actions.log_contact(case, by=nurse, **call)
    with pytest.raises(duplicates.Doubled) as stop:
        actions.log_contact(case, by=lead, **call)
    assert duplicates.ways(stop.value.row, lead) == ["add_note", "distinct_because"]
    actions.add_to_contact(contact, by=lead, note="Me too", stopped=True)
    assert queries.duplicates_prevented(facility, THEN, THEN + DAY)["joined"] == 1


def test_the_same_promise_on_the_same_day_is_stopped(promise, lead):
    promise(first_due_at=THEN + DAY)
    with pytest.raises(duplicates.Doubled, match="same work open") as stop:
        promise(first_due_at=THEN + DAY + HOUR)
    assert stop.value.row.series_id
    assert promise(first_due_at=THEN + 2 * DAY)
    assert promise(first_due_at=THEN + DAY, distinct_because="The evening dose")


def test_the_window_of_a_call_counts_instead_of_the_day(promise, packs):
    promise(first_due_at=THEN + DAY)
    with pytest.raises(duplicates.Doubled):
        promise(first_due_at=THEN + DAY + 3 * HOUR)
    assert promise(first_due_at=THEN + DAY + 5 * HOUR)


def test_the_same_call_to_somebody_else_is_another(promise, patient):
    promise()
    assert promise(person=RelatedPerson.objects.create(patient=patient, name="Chidi", relation="son"))


def booking(case, lead, hours, **facts):
    starts = THEN + hours * HOUR
    facts = {"user": lead, "activity": "follow_up", "mode": "bedside"} | facts
    return actions.book(case, by=lead, starts_at=starts, ends_at=starts + HOUR, **facts)


def test_an_appointment_for_the_same_within_the_window_is_stopped(case, lead, packs):
    first = booking(case, lead, 3)
    with pytest.raises(duplicates.Doubled, match="booked for the same") as stop:
        booking(case, lead, 6)
    assert (stop.value.row, stop.value.kind) == (first, "appointment")
    assert booking(case, lead, 7)
    assert booking(case, lead, 5, activity="teaching")
    assert booking(case, lead, 9.5, distinct_because="The son comes in the evening")
    assert Appointment.objects.count() == 4
    assert DuplicateAnswer.objects.get().way == "distinct"


KEYS = st.tuples(
    st.sampled_from(["nursing_assessment", "teaching"]), st.sampled_from(["", "sils", "x"]), st.booleans()
)
STEPS = st.lists(
    st.tuples(KEYS, st.booleans(), st.sampled_from(["done", "cancelled", "open"]), st.integers(0, 100)),
    min_size=2,
    max_size=9,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_law_of_the_guard(case, lead, packs, patient, at, steps):
    """Stopped exactly when the same is open or was done within the window; never two of one key without a reason."""
    DuplicateAnswer.objects.none()
    Item.objects.filter(case=case).update(
        status="cancelled", cancel_reason="next example", done_at=None, done_by=None
    )
    person, _new = RelatedPerson.objects.get_or_create(patient=patient, name="Chidi", relation="son")
    windows = {("nursing_assessment", "sils"): 8760 * HOUR, ("nursing_assessment", "x"): 72 * HOUR}
    windows[("nursing_assessment", "")] = 72 * HOUR
    now, known = THEN, []
    for (activity, subject, whom), reason, ending, wait in steps:
        now += wait * HOUR
        at(now)
        key = (activity, subject, whom)
        fresh = windows.get((activity, subject), timedelta())
        same = [
            row
            for row in known
            if row[0] == key and (row[1] == "open" or (row[1] == "done" and now - row[2] < fresh))
        ]
        facts = {"activity": activity, "subject": subject, "target_person": person if whom else None}
        facts |= {"what": "Something", "why": "Asked"}
        if same and not reason:
            with pytest.raises(duplicates.Doubled):
                actions.open_item(case, by=lead, **facts)
            continue
        made = actions.open_item(case, by=lead, **facts, distinct_because="Another" if reason else "")
        if ending == "done":
            actions.complete(made, by=lead)
        elif ending == "cancelled":
            actions.cancel(made, by=lead, reason="Not needed")
        known.append((key, ending, now))
    live = Item.objects.filter(case=case, status__in=LIVE, distinct_because="")
    keys = list(live.values_list("activity", "subject", "target_person"))
    assert len(keys) == len(set(keys))


# Pages and API: 409 with what stands, and nothing typed is lost.

TYPED = {"activity": "teaching", "what": "Teach the spacer", "why": "She asked", "priority": "3"}


@pytest.fixture
def nurses(client, nurse):
    client.force_login(nurse)
    return client


def test_the_page_shows_what_stands_and_keeps_what_was_typed(nurses, case, lead, open_work):
    item = open_work()
    answer = nurses.post(reverse("worklist:new_item", args=[case.pk]), TYPED)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("This is there already", item.what, lead.short, "Join it", "Comment on it", "Ask for it"):
        assert words in page
    assert 'value="Teach the spacer"' in page
    assert 'value="She asked"' in page
    assert "Teach the spacer: She asked</textarea>" in page
    assert "Why this is not the same" in page
    assert Item.objects.count() == 1
    again = nurses.post(
        reverse("worklist:new_item", args=[case.pk]), TYPED | {"distinct_because": "For the wife"}
    )
    assert again.status_code == 303
    assert Item.objects.get(what="Teach the spacer").distinct_because == "For the wife"


def test_what_was_done_is_shown_with_what_came_of_it(nurses, case, lead, packs):
    actions.complete(actions.open_item(case, by=lead, **NURSING), by=lead, note="Skin intact")
    answer = nurses.post(
        reverse("worklist:new_item", args=[case.pk]), TYPED | {"activity": "nursing_assessment"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Skin intact" in page
    assert "Comment on it" in page
    assert "Join it" not in page


@pytest.mark.parametrize(
    ("way", "text"), [("join", ""), ("comment", "She asked"), ("ask_for_item", "She asked")]
)
def test_the_ways_lead_on_from_the_page(nurses, facility, open_work, way, text):
    item = open_work()
    there = reverse("worklist:item", args=[item.pk])
    data = {"stopped": "True", "text": text, "next": there}
    answer = nurses.post(reverse(f"worklist:{way}", args=[item.pk]), data)
    assert (answer.status_code, answer["Location"]) == (303, there)
    assert queries.duplicates_prevented(facility, THEN, THEN + DAY)["prevented"] == 1
    assert (text or "joined") in nurses.get(there).content.decode()


def test_a_promise_and_an_appointment_are_stopped_on_their_pages(nurses, nurse, case, promise, lead, packs):
    promise()
    day = {"first_due_at_0": "2026-11-04", "first_due_at_1": "10:30"}
    typed = {"activity": "follow_up", "what": "Ring the family", "owner": str(nurse.pk)} | day
    answer = nurses.post(reverse("worklist:new_follow_up", args=[case.pk]), typed)
    assert answer.status_code == 409
    assert "Ring the family" in answer.content.decode()
    booking(case, lead, 3)
    when = {f"{end}_0": "2026-11-03" for end in ("starts_at", "ends_at")}
    when |= {"starts_at_1": "15:00", "ends_at_1": "15:30"}
    typed = {"activity": "follow_up", "user": str(nurse.pk), "mode": "office", "place": "Room 7"} | when
    answer = nurses.post(reverse("worklist:new_appointment", args=[case.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This is there already" in page
    assert "Room 7" in page


def test_the_note_of_a_second_call_goes_along(nurses, case, lead):
    actions.log_contact(case, by=lead, activity="follow_up", mode="phone", outcome="reached")
    typed = {"activity": "follow_up", "mode": "phone", "outcome": "reached", "note": "She sleeps better"}
    answer = nurses.post(reverse("worklist:contact", args=[case.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("She sleeps better") == 2
    assert "Join that note" in page


def test_the_api_names_what_stands_and_the_ways(nurses, case, open_work):
    item = open_work()
    facts = {name: TYPED[name] for name in ("activity", "what", "why")}
    answer = nurses.post(f"/api/v1/cases/{case.pk}/open-item/", facts, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["existing"] == {"kind": "item", "id": str(item.pk)}
    assert answer.json()["ways"] == ["join", "comment", "ask", "distinct_because"]
    assert "distinct_because" in answer.json()["fields"]


def test_another_refusal_names_nothing(nurses, case, open_work):
    facts = {name: TYPED[name] for name in ("activity", "what", "why")} | {"due_at": "x"}
    assert (
        "existing"
        not in nurses.post(
            f"/api/v1/cases/{case.pk}/open-item/", facts, content_type="application/json"
        ).json()
    )


def test_a_rule_without_more_to_say_says_no_more(lead):
    assert Refused("No").facts(lead) == {}
