"""What happens to a piece of work: start, wait, complete, cancel, reassign, snooze, open_due."""

from datetime import timedelta

import pytest

from accounts.actors import ensure, system
from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from tests.conftest import THEN
from worklist import actions, sweeps
from worklist.models import Item, ItemLink, Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ENDED = [("complete", {}), ("cancel", {"reason": "Moved away"})]
ALL = [
    ("start", {}),
    ("wait", {"on": "Dr Rao"}),
    ("complete", {}),
    ("cancel", {"reason": "Moved away"}),
    ("snooze", {"due_at": THEN + 5 * HOUR}),
]


def do(verb, item, by, **facts):
    return getattr(actions, verb)(item, by=by, **facts)


def test_start_takes_up_what_nobody_had(open_work, nurse):
    item = actions.start(open_work(owner=None, role=Role.NURSE), by=nurse)
    assert (item.status, item.owner) == ("in_progress", nurse)


def test_start_is_refused_while_other_work_comes_first(open_work, lead):
    first, second = open_work(subject="a", what="Order the oxygen"), open_work(subject="b")
    ItemLink.objects.create(item=second, blocker=first)
    with pytest.raises(Refused, match="Order the oxygen"):
        actions.start(second, by=lead)
    actions.complete(first, by=lead)
    assert actions.start(second, by=lead).status == "in_progress"


def test_waiting_names_whom_and_going_on_forgets_them(open_work, lead):
    item = actions.wait(open_work(), by=lead, on=" Dr Rao ")
    assert (item.status, item.waiting_on) == ("waiting", "Dr Rao")
    assert actions.start(item, by=lead).waiting_on == ""
    with pytest.raises(Refused, match="on whom"):
        actions.wait(item, by=lead, on=" ")


def test_complete_says_who_and_when(open_work, lead, case):
    item = actions.complete(open_work(), by=lead, note="Shown twice, understood")
    assert (item.status, item.done_by, item.done_at, item.done_note) == (
        "done",
        lead,
        THEN,
        "Shown twice, understood",
    )
    case.refresh_from_db()
    assert case.next_due_at is None


def test_cancel_needs_a_reason_and_is_on_record_with_it(open_work, lead):
    item = open_work()
    with pytest.raises(Refused, match="why it is cancelled"):
        actions.cancel(item, by=lead, reason="  ")
    assert actions.cancel(item, by=lead, reason="Moved away").cancelled_at == THEN
    event = Event.objects.get(verb="worklist.cancel", outcome="done")
    assert (event.reason, event.moved) == ("Moved away", "status: open > cancelled")


def test_reassign_tells_the_new_person(open_work, lead, nurse):
    item = actions.reassign(open_work(), by=lead, to=nurse, reason="Away tomorrow")
    assert item.owner == nurse
    assert Notification.objects.get(recipient=nurse, kind="assigned").item == item


def climbing(item):
    return Reminder.objects.filter(item=item, status="waiting").exclude(to="person").exists()


def test_who_is_given_work_has_not_taken_it_up_and_silence_climbs_again(open_work, lead, nurse, packs):
    item = actions.start(open_work(), by=lead)
    assert not climbing(item)
    item = actions.reassign(item, by=lead, to=nurse, reason="Away tomorrow")
    assert (item.status, climbing(item)) == ("open", True)


@pytest.mark.parametrize(("verb", "facts"), [("start", {}), ("wait", {"on": "The payer"})])
def test_what_somebody_has_taken_up_does_not_climb_at_its_later_time_either(
    open_work, lead, packs, verb, facts
):
    item = getattr(actions, verb)(open_work(), by=lead, **facts)
    item = actions.snooze(item, by=lead, due_at=THEN + 5 * HOUR, reason="They call back at noon")
    assert Reminder.objects.filter(item=item, status="waiting", to="person").exists()
    assert not climbing(item)


def test_reassign_back_and_forth_tells_each_time(open_work, lead, nurse, supervisor):
    item = open_work()
    for _round in range(2):
        item = actions.reassign(item, by=supervisor, to=nurse, reason="Yours")
        item = actions.reassign(item, by=supervisor, to=lead, reason="Yours again")
    assert (
        Notification.objects.filter(recipient=nurse).count()
        == Notification.objects.filter(recipient=lead).count()
        == 2
    )


def test_reassign_is_for_the_lead_and_supervisors(open_work, lead, nurse, supervisor):
    item = open_work(owner=nurse)
    with pytest.raises(Refused, match="Offer it to them, or ask for it"):
        actions.reassign(item, by=nurse, to=lead, reason="Yours")
    assert actions.reassign(item, by=supervisor, to=lead, reason="Away").owner == lead


@pytest.mark.parametrize("reason", ["", "Away"])
def test_reassign_is_refused_for_an_outsider_and_without_reason(open_work, lead, outsider, reason):
    with pytest.raises(Refused):
        actions.reassign(open_work(), by=lead, to=outsider, reason=reason)


def test_snooze_moves_the_case_along(open_work, lead, case):
    actions.snooze(open_work(), by=lead, due_at=THEN + 5 * HOUR)
    case.refresh_from_db()
    assert case.next_due_at == THEN + 5 * HOUR


@pytest.mark.parametrize(
    ("facts", "move", "said"),
    [
        ({}, {"due_at": THEN - HOUR}, "time to come"),
        ({"kind": "first_contact"}, {"due_at": THEN + HOUR}, "set by a rule"),
        ({"kind": "identity"}, {"due_at": THEN + HOUR}, "set by a rule"),
        ({"priority": 1}, {"due_at": THEN + HOUR}, "can harm"),
    ],
)
def test_snooze_is_refused(open_work, lead, facts, move, said):
    with pytest.raises(Refused, match=said):
        actions.snooze(open_work(**facts), by=lead, **move)


@pytest.mark.parametrize(("ending", "how"), ENDED)
@pytest.mark.parametrize(("verb", "facts"), ALL)
def test_nothing_happens_to_finished_work(open_work, lead, ending, how, verb, facts):
    item = do(ending, open_work(), lead, **how)
    with pytest.raises(Refused, match="It can be done only when it is"):
        do(verb, item, lead, **facts)


@pytest.mark.parametrize(("verb", "facts"), ALL)
def test_only_the_care_team_may(open_work, outsider, verb, facts):
    item = open_work()
    with pytest.raises(Denied):
        do(verb, item, outsider, **facts)
    item.refresh_from_db()
    assert item.version == 1


def test_two_items_the_case_is_due_at_the_earlier(open_work, lead, case):
    soon, late = open_work(subject="a", due_at=THEN + HOUR), open_work(subject="b", due_at=THEN + 3 * HOUR)
    case.refresh_from_db()
    assert case.next_due_at == soon.due_at
    actions.complete(soon, by=lead)
    case.refresh_from_db()
    assert case.next_due_at == late.due_at


def test_scheduled_work_opens_on_its_day_and_only_then(promise, lead, at):
    ensure()
    item = Item.objects.get(series=promise())
    assert item.status == "scheduled"
    assert sweeps.open_scheduled() == 0
    with pytest.raises(Refused, match="opens later"):
        actions.open_due(item, by=system("keeper"))
    at(item.opens_at)
    assert sweeps.open_scheduled() == 1
    assert sweeps.open_scheduled() == 0
    item.refresh_from_db()
    assert item.status == "open"
    assert Reminder.objects.filter(item=item, status="waiting").exists()
