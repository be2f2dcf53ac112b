"""log_contact and add_to_contact: what was said is kept, the promise is kept with it, and nobody is called twice."""

from datetime import timedelta

import pytest

from audit.models import Event
from core.refusals import Denied, Refused
from patients.models import CommunicationProfile, RelatedPerson
from tests.conftest import THEN
from worklist import actions
from worklist.duplicates import Doubled
from worklist.models import ContactAttempt, FollowUp, Item, Reminder

pytestmark = pytest.mark.django_db
CALL = {"activity": "follow_up", "mode": "phone", "outcome": "reached"}
HOUR = timedelta(hours=1)


@pytest.fixture
def interpreter(patient):
    CommunicationProfile.objects.update_or_create(
        patient=patient, defaults={"spoken": "ig", "interpreter": "phone"}
    )


def test_it_completes_its_item_and_cancels_what_is_pending(case, lead, promise):
    item = Item.objects.get(series=promise())
    contact = actions.log_contact(case, by=lead, **CALL, item=item, minutes=12, note="Feels well")
    item.refresh_from_db()
    case.refresh_from_db()
    assert (item.status, item.done_by, contact.at, case.last_contact_at) == ("done", lead, THEN, THEN)
    assert not Reminder.objects.filter(item=item, status="waiting").exists()
    assert case.next_due_at is None


@pytest.mark.parametrize("mode", ["phone", "in_person", "home", "video", "letter"])
def test_each_way_of_contact_is_kept_with_the_barriers_heard_and_keeps_the_promise(mode, case, lead, promise):
    item = Item.objects.get(series=promise())
    heard = {"mode": mode, "barriers": "No bus on Sundays"}
    made = actions.log_contact(case, by=lead, **CALL | heard, item=item)
    kept = ContactAttempt.objects.get(pk=made.pk)
    item.refresh_from_db()
    assert (kept.mode, kept.barriers, kept.item, item.status) == (mode, "No bus on Sundays", item, "done")


def test_no_other_way_of_contact_is_left_out_above():
    assert {*ContactAttempt.Mode.values} == {"phone", "in_person", "home", "video", "letter"}


@pytest.mark.parametrize("outcome", ["no_answer", "wrong_number"])
def test_reaching_nobody_keeps_the_promise_open(case, lead, promise, outcome):
    item = Item.objects.get(series=promise())
    actions.log_contact(case, by=lead, **CALL | {"outcome": outcome}, item=item)
    item.refresh_from_db()
    assert item.is_live
    assert Reminder.objects.filter(item=item, to="person", status="waiting").count() == 2


def test_the_next_step_is_a_promise_of_its_own(case, lead, promise):
    item = Item.objects.get(series=promise())
    nobody = CALL | {"outcome": "no_answer"}
    actions.log_contact(case, by=lead, **nobody, item=item, next_step="Call again", next_at=THEN + HOUR)
    item.refresh_from_db()
    case.refresh_from_db()
    following = Item.objects.get(what="Call again")
    assert (item.status, following.due_at, following.owner) == ("done", THEN + HOUR, lead)
    assert case.next_due_at == THEN + HOUR
    assert FollowUp.objects.count() == 2


@pytest.mark.parametrize("used", [None, False])
def test_without_the_interpreter_a_reason_is_asked(case, lead, interpreter, used):
    with pytest.raises(Refused, match="no interpreter was used; the patient asked for one") as refusal:
        actions.log_contact(case, by=lead, **CALL, interpreter_used=used)
    assert refusal.value.field == "no_interpreter_because"
    actions.log_contact(
        case, by=lead, **CALL, interpreter_used=False, no_interpreter_because="Daughter on the line"
    )


def test_with_the_interpreter_or_without_speaking_nothing_is_asked(case, lead, interpreter):
    actions.log_contact(case, by=lead, **CALL, interpreter_used=True)
    actions.log_contact(case, by=lead, **CALL | {"outcome": "no_answer"})
    actions.log_contact(case, by=lead, **CALL | {"mode": "letter"})


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"at": THEN + HOUR}, "in the future"),
        ({"next_at": THEN}, "time to come"),
    ],
)
def test_an_impossible_time_is_refused(case, lead, facts, said):
    with pytest.raises(Refused, match=said):
        actions.log_contact(case, by=lead, **CALL, **facts)
    assert not ContactAttempt.objects.exists()


def test_the_item_must_be_open_on_this_case(case, lead, open_work):
    item = actions.complete(open_work(), by=lead)
    with pytest.raises(Refused, match="not open on this case"):
        actions.log_contact(case, by=lead, **CALL, item=item)


@pytest.mark.parametrize(
    "end",
    [
        lambda item, by: actions.complete(item, by=by),
        lambda item, by: actions.cancel(item, by=by, reason="No"),
    ],
)
def test_work_that_ended_since_the_page_was_opened_stays_as_it_ended(case, lead, nurse, open_work, end, at):
    shown = Item.objects.get(pk=open_work().pk)
    ended = end(shown, nurse)
    at(THEN + HOUR)
    assert shown.is_live, "the page's own row knows nothing of it"
    with pytest.raises(Refused, match="not open on this case"):
        actions.log_contact(case, by=lead, **CALL, item=shown)
    now = Item.objects.get(pk=shown.pk)
    assert (now.status, now.version, now.done_at) == (ended.status, ended.version, ended.done_at)
    assert not ContactAttempt.objects.exists()


def test_what_changed_hands_since_is_kept_as_it_changed(case, lead, nurse, open_work):
    shown = open_work()
    changed = actions.reassign(shown, by=lead, to=nurse, reason="Knows the family")
    actions.log_contact(case, by=lead, **CALL, item=shown)
    now = Item.objects.get(pk=shown.pk)
    assert (now.status, now.owner, now.version) == ("done", nurse, changed.version + 1)


def test_somebody_elses_relative_is_refused(case, lead, facility):
    from patients.models import Patient

    other = Patient.objects.create(facility=facility, family="Silva", given="Joao", birth_date="1952-01-12")
    stranger = RelatedPerson.objects.create(patient=other, name="Rita Silva", relation="daughter")
    with pytest.raises(Refused, match="belongs to this patient"):
        actions.log_contact(case, by=lead, **CALL, person=stranger)


def test_a_colleague_has_just_called(case, lead, nurse, at):
    actions.log_contact(case, by=nurse, **CALL)
    at(THEN + HOUR)
    with pytest.raises(Refused, match=r"T\. Nurse reached the patient at today 10:00\. Join that note"):
        actions.log_contact(case, by=lead, **CALL)
    actions.log_contact(case, by=lead, **CALL, distinct_because="About the transport")
    at(THEN + 6 * HOUR)
    actions.log_contact(case, by=nurse, **CALL)
    assert ContactAttempt.objects.count() == 3


def test_a_late_entry_does_not_turn_the_last_contact_back(case, lead):
    actions.log_contact(case, by=lead, **CALL)
    actions.log_contact(case, by=lead, **CALL, at=THEN - 30 * HOUR)
    case.refresh_from_db()
    assert case.last_contact_at == THEN


def test_joining_a_note_adds_ones_words_under_ones_name(case, lead, nurse):
    contact = actions.log_contact(case, by=nurse, **CALL, note="Feels well")
    joined = actions.add_to_contact(contact, by=lead, note="Asked about oxygen")
    assert joined.note == "Feels well\n\nT. Case_Manager, today 10:00: Asked about oxygen"
    with pytest.raises(Refused):
        actions.add_to_contact(contact, by=lead, note=" ")


def test_an_outsider_may_not(case, outsider):
    with pytest.raises(Denied):
        actions.log_contact(case, by=outsider, **CALL)


def test_it_is_on_record_without_its_words(case, lead):
    actions.log_contact(case, by=lead, **CALL, note="A secret")
    event = Event.objects.get(verb="worklist.log_contact")
    assert event.patient_ids == [case.patient_id]
    assert "secret" not in str(event.__dict__)


def test_the_next_step_of_a_contact_is_no_second_promise_of_the_same(case, lead, promise):
    item = Item.objects.get(series=promise())
    again = CALL | {"next_step": "Call again", "next_at": item.due_at}
    with pytest.raises(Doubled):
        actions.log_contact(case, by=lead, **again)
    assert FollowUp.objects.count() == 1
    actions.log_contact(case, by=lead, **again, distinct_because="Her son this time")
    assert FollowUp.objects.count() == 2


def test_the_step_after_a_promise_that_is_kept_stands_in_nobodys_way(case, lead, promise):
    item = Item.objects.get(series=promise())
    again = CALL | {"next_step": "Call again", "next_at": item.due_at}
    actions.log_contact(case, by=lead, **again, item=item)
    assert FollowUp.objects.count() == 2
