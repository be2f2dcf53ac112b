"""A change of condition is told to everybody on the team, and each says that they know."""

from datetime import timedelta

import pytest

from accounts.actors import system
from accounts.permissions import Role
from core import access
from core.refusals import Denied, Refused
from messaging import actions, sweeps
from messaging.models import Acknowledgement, ConditionChange
from teams.actions import assign, stand_down
from teams.models import AccessBlock, Assignment
from tests.conftest import THEN
from tests.messaging.changes import row_of, stand_in, tell
from worklist import actions as work
from worklist import ledger
from worklist.models import Item, Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def asked_of(change):
    return {row.user for row in change.acknowledgements.select_related("user")}


def test_everybody_on_the_team_is_asked_at_once_but_who_told(case, team_of_four):
    change = tell(case, team_of_four.nurse)
    assert asked_of(change) == {team_of_four.lead, team_of_four.worker, team_of_four.doctor}
    for row in change.acknowledgements.select_related("item"):
        assert (row.status, row.due_at) == ("due", THEN + HOUR)
        item = row.item
        assert (item.kind, item.owner_id, item.priority) == ("acknowledge", row.user_id, 1)
        assert (item.due_at, item.subject) == (THEN + HOUR, f"ack:{row.pk}")
        notice = Notification.objects.get(recipient=row.user_id, kind="change")
        assert (notice.safety, notice.item_id, notice.source) == (True, item.pk, f"change:{change.pk}")


def test_the_work_says_nothing_of_health(case, team_of_four):
    change = tell(case, team_of_four.nurse, what="Fever of 40 after surgery")
    for item in Item.objects.filter(about=f"change:{change.pk}"):
        assert "Fever" not in f"{item.what} {item.why} {item.if_waits}"


@pytest.mark.parametrize(("severity", "minutes"), [("critical", 60), ("urgent", 240), ("routine", 2880)])
def test_silence_climbs_by_the_clock_of_the_severity(case, team_of_four, severity, minutes):
    change = tell(case, team_of_four.nurse, severity)
    row = row_of(change, team_of_four.worker)
    assert row.due_at == THEN + minutes * MINUTE
    rungs = Reminder.objects.filter(item=row.item, status="waiting").order_by("due_at")
    assert [(rung.to, rung.due_at - THEN) for rung in rungs] == [
        ("deputy", minutes * MINUTE / 2),
        ("supervisor", minutes * MINUTE),
    ]


def test_the_lead_is_asked_once_to_look_at_the_plan(case, team_of_four):
    change = tell(case, team_of_four.nurse)
    item = Item.objects.get(kind="plan")
    assert (item.owner, item.what) == (team_of_four.lead, "Look at the plan: change of condition")
    actions.ask_newcomers(change, by=team_of_four.lead)
    assert Item.objects.filter(kind="plan").count() == 1


def test_acknowledging_ends_the_work_and_its_rungs(case, team_of_four, at):
    change = tell(case, team_of_four.nurse)
    at(THEN + 5 * MINUTE)
    row = actions.acknowledge(row_of(change, team_of_four.lead), by=team_of_four.lead)
    assert (row.status, row.acknowledged_by, row.standing_in) == ("acknowledged", team_of_four.lead, None)
    assert row.acknowledged_at == THEN + 5 * MINUTE
    assert not row.late
    row.item.refresh_from_db()
    assert row.item.status == "done"
    assert not Reminder.objects.filter(item=row.item, status="waiting").exists()
    assert not Notification.objects.filter(item=row.item, read_at=None).exists()
    with pytest.raises(Refused):
        actions.acknowledge(row, by=team_of_four.lead)


def test_who_stands_in_answers_as_the_deputy(case, team_of_four, person, facility, at):
    deputy = person("d.kim", Role.CASE_MANAGER)
    absence = stand_in(team_of_four.lead, deputy, facility)
    change = tell(case, team_of_four.nurse)
    assert Notification.objects.filter(recipient=deputy, kind="change", safety=True).count() == 1
    row = actions.acknowledge(row_of(change, team_of_four.lead), by=deputy)
    assert (row.acknowledged_by, row.standing_in) == (deputy, absence)


def said_of(case):
    """What the ledger of a case says of its work: words and reason, by whose work it is."""
    found = {line.item.owner: line.answer for line in ledger.of_case(case).lines if line.answer}
    return {owner: (answer.said, answer.at, answer.reason) for owner, answer in found.items()}


def test_the_ledger_says_who_answered_for_whom_and_who_was_let_off(
    case, team_of_four, person, facility, supervisor, client, at
):
    lead, worker, doctor = team_of_four.lead, team_of_four.worker, team_of_four.doctor
    deputy = person("d.kim", Role.CASE_MANAGER)
    stand_in(lead, deputy, facility)
    change = tell(case, team_of_four.nurse, what="Fever of 40 after surgery")
    assert said_of(case) == {}, "nobody has answered"
    at(THEN + 5 * MINUTE)
    actions.acknowledge(row_of(change, lead), by=deputy)
    actions.acknowledge(row_of(change, worker), by=worker)
    actions.excuse(row_of(change, doctor), by=supervisor, reason="Reached by phone")
    assert said_of(case) == {
        lead: (f"Acknowledged by {deputy.short} as deputy of {lead.short}", THEN + 5 * MINUTE, ""),
        worker: (f"Acknowledged by {worker.short}", THEN + 5 * MINUTE, ""),
        doctor: (f"{doctor.short} was let off by {supervisor.short}", THEN + 5 * MINUTE, "Reached by phone"),
    }
    client.force_login(worker)
    page = client.get(f"/cases/{case.pk}/ledger/").content.decode()
    for words in ("as deputy of", "was let off by", "Reached by phone"):
        assert words in page
    assert "Fever" not in page


def test_whom_the_ledger_says_was_let_off_and_asked_again(case, team_of_four, supervisor):
    """The work that was dropped keeps its reason; the new one says nothing until they answer."""
    change, doctor = tell(case, team_of_four.nurse), team_of_four.doctor
    row = actions.excuse(row_of(change, doctor), by=supervisor, reason="Reached by phone")
    actions.recall(row, by=supervisor)
    assert said_of(case) == {doctor: ("Cancelled", THEN, "Reached by phone")}


@pytest.mark.parametrize("number", [1, 6])
def test_the_ledger_reads_answers_in_one_statement(case, team_of_four, number, django_assert_num_queries):
    for _each in range(number):
        change = tell(case, team_of_four.nurse)
        for user in (team_of_four.lead, team_of_four.worker):
            actions.acknowledge(row_of(change, user), by=user)
    with django_assert_num_queries(5):
        page = ledger.of_case(case)
    assert len({line.item for line in page.lines if line.answer}) == 2 * number


def test_nobody_answers_for_somebody_else(case, team_of_four, supervisor, person, facility, at):
    change = tell(case, team_of_four.nurse)
    for other in (team_of_four.worker, supervisor):
        with pytest.raises(Refused):
            actions.acknowledge(row_of(change, team_of_four.lead), by=other)
    deputy = person("d.kim", Role.CASE_MANAGER)
    stand_in(team_of_four.lead, deputy, facility, days=1)
    at(THEN + timedelta(days=1, minutes=1))
    with pytest.raises(Denied):
        actions.acknowledge(row_of(change, team_of_four.lead), by=deputy)


def test_two_events_a_minute_apart_are_two(case, team_of_four, at):
    first = tell(case, team_of_four.nurse)
    at(THEN + MINUTE)
    second = tell(case, team_of_four.nurse)
    row = row_of(second, team_of_four.lead)
    actions.acknowledge(row, by=team_of_four.lead)
    assert row_of(first, team_of_four.lead).status == "due"
    assert row_of(second, team_of_four.lead).status == "acknowledged"
    assert Item.objects.filter(kind="plan").count() == 2


def test_who_left_is_let_off_and_who_comes_back_is_asked_again(case, team_of_four, supervisor, at):
    change = tell(case, team_of_four.nurse)
    part = Assignment.objects.get(case=case, user=team_of_four.worker)
    stand_down(part, by=supervisor, why="Moved")
    at(THEN + MINUTE)
    assert sweeps.keep_rounds() == 1
    row = row_of(change, team_of_four.worker)
    assert (row.status, row.excused_reason) == ("excused", "Left the care team before answering")
    assert row.item.status == "cancelled"
    assert not Reminder.objects.filter(item=row.item, status="waiting").exists()
    assign(case, by=supervisor, user=team_of_four.worker, role=Role.SOCIAL_WORKER)
    at(THEN + 2 * MINUTE)
    assert sweeps.keep_rounds() == 1
    row = row_of(change, team_of_four.worker)
    assert (row.status, row.item.status, row.due_at) == ("due", "open", THEN + 2 * MINUTE + HOUR)
    assert Notification.objects.filter(recipient=team_of_four.worker, kind="change").count() == 2
    assert sweeps.keep_rounds() == 0


def test_who_joins_within_the_clock_is_asked_with_the_whole_clock(case, team_of_four, supervisor, person, at):
    change = tell(case, team_of_four.nurse)
    early, late = person("e.arly", Role.COORDINATOR), person("l.ate", Role.COORDINATOR)
    at(THEN + 59 * MINUTE)
    assign(case, by=supervisor, user=early, role=Role.COORDINATOR)
    assert sweeps.keep_rounds() == 1
    assert row_of(change, early).due_at == THEN + 59 * MINUTE + HOUR
    at(THEN + HOUR)
    assign(case, by=supervisor, user=late, role=Role.COORDINATOR)
    sweeps.keep_rounds()
    assert not Acknowledgement.objects.filter(change=change, user=late).exists()


def test_somebody_kept_away_from_the_patient_is_not_asked(case, team_of_four, patient, supervisor):
    AccessBlock.objects.create(
        patient=patient,
        user=team_of_four.worker,
        created_by=supervisor,
        why="family",
        starts_at=THEN - HOUR,
    )
    change = tell(case, team_of_four.nurse)
    assert asked_of(change) == {team_of_four.lead, team_of_four.doctor}
    assert not Notification.objects.filter(recipient=team_of_four.worker, kind="change").exists()


def test_the_lead_and_supervisors_let_somebody_off_with_a_reason(case, team_of_four, supervisor):
    change = tell(case, team_of_four.nurse)
    row = row_of(change, team_of_four.doctor)
    for by, reason in (
        (team_of_four.worker, "On leave"),
        (team_of_four.doctor, "No time"),
        (supervisor, " "),
    ):
        with pytest.raises(Refused):
            actions.excuse(row, by=by, reason=reason)
    row = actions.excuse(row, by=supervisor, reason="Reached by phone")
    assert (row.status, row.excused_by, row.item.status) == ("excused", supervisor, "cancelled")
    # Whom a person let off is not asked again by the clock.
    assert sweeps.keep_rounds() == 0


def test_only_the_lead_and_supervisors_ask_again_and_only_who_is_on_the_team(
    case, team_of_four, supervisor, at
):
    change, doctor = tell(case, team_of_four.nurse), team_of_four.doctor
    row = actions.excuse(row_of(change, doctor), by=supervisor, reason="Reached by phone")
    for by in (team_of_four.worker, team_of_four.nurse, doctor):
        with pytest.raises(Refused, match="Only the lead or a supervisor asks"):
            actions.recall(row, by=by)
    assert row_of(change, doctor).status == "excused"
    assert actions.recall(row, by=team_of_four.lead).item.owner == doctor
    row = actions.excuse(row_of(change, doctor), by=supervisor, reason="Reached by phone")
    stand_down(Assignment.objects.get(case=case, user=doctor), by=supervisor, why="Moved")
    at(THEN + MINUTE)
    for by in (supervisor, system("keeper")):
        with pytest.raises(Refused, match="is not on the care team"):
            actions.recall(row, by=by)
    assert row_of(change, doctor).status == "excused"


def test_the_work_of_one_person_ends_in_no_other_way(case, team_of_four, at):
    change = tell(case, team_of_four.nurse)
    item = row_of(change, team_of_four.lead).item
    lead = team_of_four.lead
    later = THEN + timedelta(days=1)
    for verb, more in (
        (work.complete, {}),
        (work.cancel, {"reason": "No"}),
        (work.start, {}),
        (work.wait, {"on": "Dr Rao"}),
        (work.snooze, {"due_at": later, "reason": "Busy"}),
        (work.reassign, {"to": team_of_four.worker, "reason": "Busy"}),
        (work.offer_item, {"to": team_of_four.worker, "text": "Please"}),
    ):
        with pytest.raises(Refused):
            verb(item, by=lead, **more)
    contact = {"activity": "follow_up", "mode": "phone", "outcome": "reached", "item": item}
    with pytest.raises(Refused):
        work.log_contact(case, by=lead, **contact)
    item.refresh_from_db()
    assert item.status == "open"


@pytest.mark.parametrize(
    "wrong",
    [{"what": " "}, {"severity": "grave"}, {"severity": ""}, {"at": THEN + HOUR}],
)
def test_what_cannot_be_told_leaves_nothing(case, team_of_four, wrong):
    facts = {"what": "Fell", "severity": "critical"} | wrong
    with pytest.raises(Exception, match=r".") as caught:
        actions.broadcast(case, by=team_of_four.nurse, **facts)
    assert type(caught.value).__name__ in ("Refused", "ValidationError")
    assert not ConditionChange.objects.exists()
    assert not Item.objects.filter(kind__in=["acknowledge", "plan"]).exists()


def test_only_who_works_on_the_case_tells(case, team_of_four, outsider, intake):
    assert not access.can(outsider, "edit_work", case)
    with pytest.raises(Denied):
        tell(case, outsider)
