"""The time after leaving: begun by the departure, moved and ended by facts, counted by what was logged."""

from datetime import timedelta

import pytest

from accounts.actors import system
from accounts.permissions import Role
from core import clock
from core.refusals import Denied, Refused
from discharge.actions.afterwards import check_medicines
from discharge.actions.visits import book_visit_after, keep_visit_after
from discharge.models import AfterDischarge, DeadlineChange
from discharge.sweeps import afterwards as sweeps
from encounters import actions as encounters
from outreach import actions as outreach
from patients.models import Case
from tests.conftest import THEN
from worklist.actions import log_contact
from worklist.models import FollowUp, Item, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEFT = THEN + 3 * DAY


@pytest.fixture(autouse=True)
def rules(packs):
    """The packs are in force."""


@pytest.fixture
def leave(visit, at, manager):
    """The patient leaves for home three days on, by a message or by the manager."""

    def make(disposition="01", event_at=LEFT, key="left-1", by=None):
        at(max(event_at, clock.now()))
        encounters.leave(visit, by=by or manager, event_at=event_at, disposition=disposition, key=key)
        return AfterDischarge.objects.filter(encounter=visit).first()

    return make


def promises(case):
    return set(FollowUp.objects.filter(case=case, status="running").values_list("rule_code", flat=True))


def test_leaving_for_home_begins_the_clocks_and_the_calls(case, leave):
    row = leave()
    assert (row.status, row.tier, row.group, row.left_at) == ("running", "low", "community", LEFT)
    assert row.contact_by == LEFT + 48 * HOUR
    # Friday: two business days end on Tuesday, at midnight in New York.
    assert row.business_contact_by.isoformat() == "2026-11-11T04:59:59.999999+00:00"
    assert row.rules.pack.kind == "afterwards"
    assert promises(case) == {"first_call", "outreach"}


def test_a_higher_risk_is_called_sooner_and_more_often(case, leave):
    Case.objects.filter(pk=case.pk).update(risk="high")
    row = leave()
    assert row.contact_by == LEFT + 24 * HOUR
    assert promises(case) == {"first_call", "day_7", "day_30", "outreach"}
    dues = list(
        Item.objects.filter(series__case=case, status__in=["open", "scheduled"]).values_list(
            "due_at", flat=True
        )
    )
    assert len({due.date() for due in dues}) == 4, "no two calls on one day"


@pytest.mark.parametrize(
    ("disposition", "group"),
    [("06", "community"), ("81", "community"), ("07", "ama"), ("50", "neither"), ("", "neither")],
)
def test_who_is_called_and_which_measure_counts_it(leave, disposition, group):
    assert leave(disposition).group == group


@pytest.mark.parametrize("disposition", ["20", "02", "03", "62", "21"])
def test_nobody_is_called_by_rule_after_a_death_or_in_another_place_of_care(case, leave, disposition):
    assert leave(disposition) is None
    assert promises(case) == set()


def test_a_message_begins_it_as_well(leave):
    assert leave(by=system("feed")).status == "running"


def test_without_rules_the_departure_stands_and_nothing_begins(case, leave):
    from policy.models import PackVersion

    PackVersion.objects.filter(pack__kind="afterwards").update(in_force=None)
    assert leave() is None
    case.refresh_from_db()
    assert case.unit is None


def test_contacts_count_as_attempts_and_the_first_that_reached_somebody_as_made(case, leave, at, manager):
    row = leave()
    said = {"activity": "follow_up", "mode": "phone"}
    for hours, outcome in ((2, "no_answer"), (20, "message"), (30, "reached"), (40, "reached")):
        at(LEFT + hours * HOUR)
        log_contact(case, by=manager, outcome=outcome, **said, distinct_because="Another call")
    row.refresh_from_db()
    assert (row.attempts, row.contacted_at) == (4, LEFT + 30 * HOUR)


def test_a_letter_and_a_call_before_leaving_are_no_attempts(case, leave, at, manager, visit):
    log_contact(case, by=manager, activity="follow_up", mode="phone", outcome="reached")
    row = leave()
    log_contact(case, by=manager, activity="follow_up", mode="letter", outcome="message")
    row.refresh_from_db()
    assert (row.attempts, row.contacted_at) == (0, None)


def test_a_visit_that_was_kept_counts_at_once(case, leave, at, manager):
    row = leave()
    visit = book_visit_after(case, by=manager, kind="primary", with_whom="Dr. A", at=LEFT + 5 * DAY)
    at(LEFT + 6 * DAY)
    keep_visit_after(visit, by=manager)
    row.refresh_from_db()
    assert row.visited_at == LEFT + 5 * DAY


def test_another_time_of_leaving_moves_every_clock_and_keeps_the_old_one(case, leave):
    row = leave()
    old = row.contact_by
    leave(event_at=LEFT + 3 * DAY, key="left-2")
    row.refresh_from_db()
    assert row.contact_by == old + 3 * DAY
    changes = DeadlineChange.objects.filter(case=case, about__startswith="discharge.AfterDischarge:")
    assert set(changes.values_list("rule", flat=True)) == {
        "contact_by", "business_contact_by", "visit_7_by", "visit_14_by", "ends_at",
    }  # fmt: skip
    moved = changes.get(rule="contact_by")
    assert (moved.old, moved.new) == (old, old + 3 * DAY)
    assert promises(case) == {"first_call", "outreach"}


def test_a_departure_taken_back_ends_it_with_its_calls_and_the_next_begins_it_again(case, leave, visit, at):
    row = leave(by=system("feed"))
    at(LEFT + HOUR)
    encounters.cancel(visit, by=system("feed"), kind="leave", key="a13")
    row.refresh_from_db()
    assert (row.status, row.stopped_because) == ("stopped", "The departure was taken back.")
    assert promises(case) == set()
    leave(event_at=LEFT + 5 * HOUR, key="left-3")
    row.refresh_from_db()
    assert (row.status, row.stopped_because, row.left_at) == ("running", "", LEFT + 5 * HOUR)
    assert promises(case) == {"first_call", "outreach"}


def test_a_corrected_destination_ends_it(leave):
    leave()
    assert leave("03", key="left-2").stopped_because == "The patient went to another place of care."


def test_an_admission_ends_it_and_an_admission_that_was_none_does_not(case, leave, facility, unit, at):
    row = leave()
    at(LEFT + 5 * DAY)
    facts = {"facility": facility, "kind": "IMP", "unit": unit, "event_at": LEFT + 5 * DAY, "key": "again"}
    back = encounters.admit(case.patient, by=system("feed"), **facts)
    row.refresh_from_db()
    assert (row.status, row.stopped_because) == ("stopped", "The patient is in the hospital again.")
    assert promises(case) == set()
    encounters.cancel(back, by=system("feed"), kind="admit", key="a11")
    row.refresh_from_db()
    assert row.status == "running"
    assert "outreach" in promises(case)


def test_an_emergency_visit_ends_nothing(case, leave, facility, unit, at):
    row = leave()
    at(LEFT + 5 * DAY)
    facts = {"facility": facility, "kind": "EMER", "unit": unit, "event_at": LEFT + 5 * DAY, "key": "again"}
    encounters.admit(case.patient, by=system("feed"), **facts)
    row.refresh_from_db()
    assert row.status == "running"


def test_a_death_on_record_ends_it_by_the_sweep(case, leave):
    row = leave()
    case.patient.deceased_at = clock.now()
    case.patient.save()
    assert sweeps.stop_afterwards() == 1
    row.refresh_from_db()
    assert row.stopped_because == "The patient has died."
    assert promises(case) == set()
    assert sweeps.stop_afterwards() == 0


def test_the_sweep_begins_what_nobody_told_of(case, leave, visit):
    row = leave()
    FollowUp.objects.filter(case=case).update(status="stopped", stop_reason="Test")
    AfterDischarge.objects.filter(pk=row.pk).delete()
    assert sweeps.begin_afterwards() == 1
    assert AfterDischarge.objects.get(encounter=visit).status == "running"
    assert sweeps.begin_afterwards() == 0


def test_after_a_death_a_departure_takes_no_room_in_a_batch(case, leave, visit):
    row = leave()
    FollowUp.objects.filter(case=case).update(status="stopped", stop_reason="Test")
    AfterDischarge.objects.filter(pk=row.pk).delete()
    assert sweeps._untold().count() == 1
    case.patient.deceased_at = clock.now()
    case.patient.save()
    assert not sweeps._untold().exists()


def test_the_period_ends_by_the_sweep(leave, at):
    row = leave()
    at(row.ends_at + HOUR)
    assert sweeps.complete_afterwards() == 1
    row.refresh_from_db()
    assert row.status == "complete"


def test_a_red_flag_of_the_first_call_climbs_at_once(case, leave, on_team, at):
    """48 hours after leaving: chest pain in the call is the nurse's within five minutes, and climbs from there."""
    nurse = on_team(Role.NURSE)
    row = leave()
    item = Item.objects.get(series__rule_code="first_call", case=case)
    at(LEFT + 48 * HOUR)
    caller = item.owner
    run = outreach.start_call(case, by=caller, item=item)
    run = outreach.verify(run, by=caller, identifiers=["name", "birth"])
    flag = outreach.answer(run, by=caller, question="breath", answer="yes").item
    assert (flag.kind, flag.owner, flag.priority) == ("red_flag", nurse, Item.Priority.HARM)
    assert flag.due_at == clock.now() + timedelta(minutes=5)
    assert Reminder.objects.filter(item=flag, to="supervisor").exists()
    run.refresh_from_db()
    outreach.end_call(run, by=caller, outcome="ed_911")
    row.refresh_from_db()
    assert row.contacted_at == LEFT + 48 * HOUR


def test_missing_medicines_are_the_nurses_at_once(case, leave, on_team, manager):
    nurse, row = on_team(Role.NURSE), leave()
    with pytest.raises(Refused, match="which medicines"):
        check_medicines(row, by=manager, in_hand=False)
    check_medicines(row, by=manager, in_hand=False, words="The water tablet")
    row.refresh_from_db()
    assert row.medicines_checked_at == clock.now()
    assert Item.objects.get(case=case, kind="red_flag").owner == nurse


def test_who_may_not_say_it(leave, outsider):
    with pytest.raises(Denied):
        check_medicines(leave(), by=outsider, in_hand=True)
