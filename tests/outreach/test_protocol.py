"""The third unanswered attempt begins the protocol in its own transaction; an answer ends it; it ends by the rule only."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Refused
from outreach import actions, attempts
from outreach.models import Outreach
from patients.models import ContactPoint, RelatedPerson
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import FollowUp, Item, Reminder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_two_failures_do_not_begin_it_and_the_third_does_at_once(case, tries):
    tries(0), tries(4)
    assert not Outreach.objects.exists()
    tries(28)
    found = Outreach.objects.get()
    assert (found.status, found.step, found.since) == ("running", "letter", THEN)
    item = found.item
    assert (item.kind, item.status, item.owner, item.what) == (
        "reach",
        "open",
        found.owner,
        "Write a letter or portal message",
    )
    assert Reminder.objects.filter(item=item, status="waiting", to="supervisor").exists()
    assert Event.objects.filter(verb="outreach.start").count() == 1


def test_an_answer_in_between_counts_anew(tries):
    tries(0), tries(1), tries(2, outcome="reached"), tries(3), tries(4)
    assert not Outreach.objects.exists()


def test_a_second_protocol_does_not_run_beside_the_first(case, caller, tries):
    for hour in range(5):
        tries(hour)
    assert Outreach.objects.count() == 1
    with pytest.raises(Refused, match="runs already"):
        actions.start_outreach(case, by=caller)
    assert Outreach.objects.count() == 1


def test_another_person_has_a_protocol_of_their_own(case, caller, patient, tries):
    daughter = RelatedPerson.objects.create(patient=patient, name="Ngozi Okafor", relation="daughter")
    for hour in range(3):
        tries(hour), tries(hour, person=daughter)
    assert Outreach.objects.count() == 2


def test_an_answer_ends_it_and_what_was_to_be_done(tries):
    tries(0), tries(4), tries(28)
    tries(30, outcome="reached")
    found = Outreach.objects.get()
    assert (found.status, found.ended_because) == ("reached", "Reached")
    assert found.item.status == "cancelled"
    assert not Reminder.objects.filter(item=found.item, status="waiting").exists()
    assert Event.objects.filter(verb="outreach.end").count() == 1


def test_each_step_follows_the_last_and_the_item_is_done_once(case, caller, tries):
    tries(0), tries(1), tries(2)
    found = Outreach.objects.get()
    assert found.step == "call"
    first = found.item
    assert first.due_at > THEN + 20 * HOUR
    tries(48 + 4, item=first)
    first.refresh_from_db()
    found.refresh_from_db()
    assert (first.status, first.done_note, found.step) == ("done", "No answer", "letter")
    tries(50, mode="letter", outcome="message", item=found.item)
    found.refresh_from_db()
    assert found.step == "call"
    tries(76, item=found.item)
    found.refresh_from_db()
    assert (found.step, attempts.gaps(case)) == ("decide", [])
    assert Item.objects.filter(kind="reach", status__in=("open", "scheduled")).count() == 1


def test_the_next_attempt_asked_for_is_left_to_the_protocol(case, tries, to_call):
    item = to_call()
    tries(0), tries(4)
    tries(28, item=item, next_at=THEN + 60 * HOUR)
    item.refresh_from_db()
    assert item.status == "done"
    assert not FollowUp.objects.exists()


def test_high_risk_and_two_missed_contacts_ask_for_a_visit_within_a_week(case, tries):
    case.complexity = "complex"
    case.save(update_fields=["complexity"])
    tries(0)
    assert not Item.objects.filter(kind="reach").exists()
    tries(5)
    asked = Item.objects.get(kind="reach")
    assert (asked.what, asked.priority) == ("Visit the patient at home", 2)
    assert asked.due_at <= THEN + 7 * 24 * HOUR + 6 * HOUR


def test_without_a_phone_the_letter_comes_first(case, caller, patient):
    ContactPoint.objects.filter(patient=patient, kind="phone").update(safe_to_call=False)
    assert actions.start_outreach(case, by=caller).step == "letter"


def test_it_ends_as_unable_to_reach_only_by_the_rule(case, caller, tries):
    tries(0), tries(4), tries(28)
    found = Outreach.objects.get()
    with pytest.raises(Refused, match=r"cannot end yet.*one more day|cannot end yet.*another way"):
        actions.give_up(found, by=caller)
    found.refresh_from_db()
    assert found.is_open
    tries(52, mode="letter", outcome="message")
    assert actions.give_up(found, by=caller).status == "given_up"
    assert not Item.objects.filter(kind="reach", status="open").exists()


def test_it_is_handed_up_and_taken_back(case, caller, supervisor, tries):
    tries(0), tries(4), tries(28)
    found = actions.hand_up(Outreach.objects.get(), by=caller, note="The house looks empty")
    assert (found.status, found.item.owner, found.item.what) == (
        "handed_up",
        supervisor,
        "Decide: nobody reaches the patient",
    )
    tries(29)
    found.refresh_from_db()
    assert found.status == "handed_up"
    again = actions.resume(found, by=supervisor)
    assert (again.status, again.item.owner) == ("running", caller)
    assert Item.objects.filter(kind="reach", status="open").count() == 1


def test_a_step_cannot_be_ticked_off_without_an_attempt(tries, caller):
    tries(0), tries(4), tries(28)
    item = Outreach.objects.get().item
    for verb, more in ((work.complete, {}), (work.cancel, {"reason": "no"})):
        with pytest.raises(Refused, match="ends with an attempt"):
            verb(item, by=caller, **more)


def test_a_contact_in_the_future_begins_nothing(case, tries, caller):
    tries(0), tries(4)
    with pytest.raises(Refused, match="in the future"):
        work.log_contact(
            case, by=caller, activity="follow_up", mode="phone", outcome="no_answer", at=THEN + 9 * HOUR
        )
    assert not Outreach.objects.exists()


def test_whoever_only_sees_the_work_cannot_begin_it(case, caller, person, patient):
    from core.refusals import Denied
    from patients.models import Consent

    advocate = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient,
        purpose="advocacy",
        to_user=advocate,
        classes=["work"],
        method="signed",
        starts_at=THEN - HOUR,
    )
    with pytest.raises(Denied):
        actions.start_outreach(case, by=advocate)
