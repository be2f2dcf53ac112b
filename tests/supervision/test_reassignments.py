"""Many cases at once: proposed with reasons, carried out whole or not at all, in a handful of statements, taken back whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core.access import can
from core.refusals import Denied, Refused
from facilities.models import Facility, Team
from messaging import actions as messaging
from messaging.sweeps import keep_rounds
from patients.actions import open_case
from patients.models import Case, CommunicationProfile, Patient
from policy.teamwork import Clocks
from supervision import actions
from teams.actions import assign, block_access, change_lead
from teams.models import Assignment, FacilityRole, Reassignment, Responsibility, TeamMember
from tests.conftest import THEN
from tests.supervision.conftest import LONG_AGO, WHY, previewed
from worklist.actions import complete, open_item, start, start_follow_up
from worklist.models import Appointment, FollowUp, Item, Notification, Reminder
from worklist.promises import remind_of

pytestmark = pytest.mark.django_db


def state(cases):
    """Who works on what: parts, leads, responsibilities, items, promises and waiting reminders."""
    keys = [case.pk for case in cases]
    parts = Assignment.objects.filter(case__in=keys, status="active").values_list(
        "case", "user", "role", "is_lead", "ends_at"
    )
    held = Responsibility.objects.filter(case__in=keys, status="held").values_list(
        "case", "activity", "holder", "shared", "ends_at"
    )
    return {
        "parts": sorted(parts, key=str),
        "leads": sorted(Case.objects.filter(pk__in=keys).values_list("pk", "lead"), key=str),
        "held": sorted(held, key=str),
        "items": sorted(Item.objects.filter(case__in=keys).values_list("pk", "owner"), key=str),
        "promises": sorted(FollowUp.objects.filter(case__in=keys).values_list("pk", "owner"), key=str),
        "reminders": sorted(
            Reminder.objects.filter(status="waiting").values_list("pk", "recipient"), key=str
        ),
    }


@pytest.fixture
def full(led, lead, deputy):
    """Three cases with work, promises and responsibilities of their lead."""
    cases = led(lead, 3)
    for case in cases:
        open_item(case, by=lead, activity="family_contact", what="Call the daughter", why="asked", owner=lead)
        facts = {"activity": "check", "what": "Ask how it goes", "first_due_at": THEN + timedelta(days=2)}
        start_follow_up(case, by=lead, owner=lead, **facts)
        facts = {"case": case, "starts_at": LONG_AGO, "created_by": lead}
        Responsibility.objects.create(activity="plan", holder=lead, origin="rule", **facts)
        Responsibility.objects.create(
            activity="plan", holder=deputy, origin="taken", shared=True, because="Knows the family", **facts
        )
    return cases


def test_the_preview_moves_nothing_and_says_why(full, team, supervisor, lead, deputy):
    before = state(full)
    made = previewed(team, supervisor, lead)
    assert state(full) == before
    line = made.lines.first()
    assert (made.status, made.lines.count(), line.to_user) == ("preview", 3, deputy)
    assert line.reasons[-1].startswith("load ")


def test_applying_moves_parts_lead_responsibilities_and_work(full, team, supervisor, lead, deputy):
    actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    for case in full:
        case.refresh_from_db()
        assert case.lead == deputy
        old = Assignment.objects.get(case=case, user=lead)
        assert (old.status, old.read_until - old.ends_at, old.why) == ("ended", timedelta(days=30), WHY)
        [held] = Responsibility.objects.filter(case=case, activity="plan", status="held")
        assert (held.holder, held.shared, held.origin) == (deputy, False, "given")
        assert can(deputy, "lead_case", case)
        assert can(lead, "view_case", case)
        assert not can(lead, "edit_work", case)
    assert set(Item.objects.filter(case__in=full).values_list("owner", flat=True)) == {deputy.pk}
    assert set(FollowUp.objects.filter(case__in=full).values_list("owner", flat=True)) == {deputy.pk}
    waiting = Reminder.objects.filter(status="waiting")
    assert set(waiting.filter(to="person").values_list("recipient", flat=True)) == {deputy.pk}
    assert set(waiting.exclude(to="person").values_list("recipient", flat=True)) == {None}, (
        "of whoever is so then"
    )
    assert Notification.objects.filter(recipient=deputy, source__startswith="reassignment:").count() == 1


@pytest.mark.parametrize("late", [False, True])
def test_work_in_progress_is_open_again_and_climbs_while_the_taker_is_silent(
    full, team, supervisor, lead, packs, at, late
):
    facts = {
        "activity": "teaching",
        "what": "Teach",
        "why": "Asked",
        "owner": lead,
        "due_at": THEN + timedelta(hours=1),
    }
    item = start(open_item(full[0], by=lead, **facts), by=lead)
    climbing = Reminder.objects.filter(item=item, status="waiting").exclude(to="person")
    planned = set(Reminder.objects.filter(item=item).exclude(to="person").values_list("due_at", flat=True))
    assert not climbing.exists()
    if late:
        at(THEN + timedelta(days=9))
    actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    item.refresh_from_db()
    moved = timedelta(days=9, hours=-1) if late else timedelta()
    assert (item.status, {row.due_at - moved for row in climbing}) == ("open", planned)


def test_what_one_alone_can_answer_stays_and_the_taker_is_asked_anew(full, team, supervisor, lead, deputy):
    change = messaging.broadcast(full[0], by=supervisor, what="Fell", severity="urgent")
    actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    row = change.acknowledgements.get(user=lead)
    assert (row.status, row.item.owner) == ("due", lead)
    keep_rounds()
    row.refresh_from_db()
    assert (row.status, row.excused_reason) == ("excused", "Left the care team before answering")
    anew = change.acknowledgements.get(user=deputy)
    assert (anew.status, anew.item.owner) == ("due", deputy)


def test_each_case_has_its_own_event(full, team, supervisor, lead):
    actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    events = Event.objects.filter(verb="supervision.apply_reassignment", target="patients.case")
    assert {event.case_id for event in events} == {case.pk for case in full}
    assert {tuple(event.patient_ids) for event in events} == {(case.patient_id,) for case in full}
    assert {(event.actor_id, event.reason) for event in events} == {(supervisor.pk, WHY)}


def test_undo_restores_exactly(full, team, supervisor, lead, deputy, at):
    before = state(full)
    made = actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    at(THEN + timedelta(minutes=5))
    undone = actions.undo_reassignment(made, by=supervisor)
    assert (undone.status, state(full)) == ("undone", before)
    assert not can(deputy, "view_case", full[0])
    assert Event.objects.filter(verb="supervision.undo_reassignment", target="patients.case").count() == 3


def test_what_was_held_until_a_day_is_held_until_that_day_again(full, team, supervisor, lead, deputy, at):
    until = THEN + timedelta(days=9)
    Responsibility.objects.filter(case=full[0], holder=lead, activity="plan").update(ends_at=until)
    Responsibility.objects.filter(case=full[0], holder=deputy).delete()
    before = state(full)
    made = actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    taken = Responsibility.objects.get(case=full[0], activity="plan", holder=deputy, status="held")
    assert taken.ends_at == until
    at(THEN + timedelta(minutes=5))
    actions.undo_reassignment(made, by=supervisor)
    assert state(full) == before


def test_the_giver_reads_on_for_as_long_as_the_house_says(full, team, supervisor, lead, monkeypatch):
    monkeypatch.setattr("supervision.carrying_out.teamwork", lambda facility, at: Clocks(read_days=7))
    actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    tails = Assignment.objects.filter(user=lead, status="ended").values_list("read_until", flat=True)
    assert set(tails) == {THEN + timedelta(days=7)}


@pytest.fixture
def met(full, lead, deputy):
    """Two booked times of the lead to come on the first case; at the second the deputy is booked elsewhere."""

    def book_(case, user, hours):
        facts = {"activity": "family_contact", "mode": "in_person", "created_by": user}
        starts = THEN + timedelta(hours=hours)
        made = Appointment(
            case=case, user=user, starts_at=starts, ends_at=starts + timedelta(hours=1), **facts
        )
        made.save()
        remind_of(made)
        return made

    book_(full[1], deputy, 48)
    return book_(full[0], lead, 24), book_(full[0], lead, 48)


def whose(row):
    waiting = Reminder.objects.filter(appointment=row, status="waiting").values_list("recipient", flat=True)
    return {Appointment.objects.get(pk=row.pk).user_id, *waiting}


def test_booked_times_go_along_except_where_the_taker_is_booked_already(
    met, team, supervisor, lead, deputy, client
):
    made = previewed(team, supervisor, lead)
    client.force_login(supervisor)
    page = client.get(reverse("supervision:preview", args=[made.pk])).content.decode()
    assert page.count("goes along") == 1
    assert page.count("to move by hand") == 1
    free, taken = met
    actions.apply_reassignment(made, by=supervisor)
    assert (whose(free), whose(taken)) == ({deputy.pk}, {lead.pk})


def test_booked_times_come_back_with_the_undo(met, team, supervisor, lead):
    made = actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    actions.undo_reassignment(made, by=supervisor)
    assert [whose(row) for row in met] == [{lead.pk}, {lead.pk}]


def test_undo_in_the_same_instant(full, team, supervisor, lead):
    before = state(full)
    made = actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    actions.undo_reassignment(made, by=supervisor)
    assert state(full) == before


def test_undo_is_refused_once_work_has_gone_on(full, team, supervisor, lead, deputy):
    made = actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    complete(Item.objects.filter(case=full[1], series=None).get(), by=deputy)
    after = state(full)
    with pytest.raises(Refused, match="Work that was moved has gone on since"):
        actions.undo_reassignment(made, by=supervisor)
    assert state(full) == after


def test_undo_is_refused_once_a_case_has_moved_on(full, team, supervisor, lead, deputy, member):
    made = actions.apply_reassignment(previewed(team, supervisor, lead), by=supervisor)
    change_lead(full[2], by=supervisor, to=member("o.other"), why="Knows her")
    after = state(full)
    with pytest.raises(Refused, match=f"Case {full[2].reference} has changed since"):
        actions.undo_reassignment(made, by=supervisor)
    assert state(full) == after


def test_a_case_changed_since_the_preview_refuses_the_whole_with_which_one(
    full, team, supervisor, lead, member, deputy
):
    made = previewed(team, supervisor, lead)
    change_lead(full[1], by=supervisor, to=member("o.other"), why="Knows her")
    before = state(full)
    with pytest.raises(Refused, match=f"Case {full[1].reference} has changed since"):
        actions.apply_reassignment(made, by=supervisor)
    assert state(full) == before
    assert Reassignment.objects.get(pk=made.pk).status == "preview"


def test_a_foreign_case_in_the_list_refuses_all(full, team, supervisor, lead, outsider, facility):
    other = Team.objects.create(facility=facility, name="Team South")
    foreign = Case.objects.create(
        reference="FOREIGN1",
        patient=full[0].patient,
        facility=facility,
        team=other,
        stage_since=THEN,
        opened_at=THEN,
    )
    with pytest.raises(Refused, match="not yours to move"):
        previewed(team, supervisor, lead, cases=[str(full[0].pk), str(foreign.pk)])
    assert not Reassignment.objects.exists()
    made = previewed(team, supervisor, lead, cases=[str(full[0].pk)])
    Case.objects.filter(pk=full[0].pk).update(team=other)
    with pytest.raises(Refused, match="not yours to move"):
        actions.apply_reassignment(made, by=supervisor)


def test_only_a_supervisor_of_that_team_may(full, team, lead, deputy, person, facility, outsider, supervisor):
    other = person("x.head", Role.SUPERVISOR, facility)
    for by in (lead, deputy, outsider, other):
        with pytest.raises(Denied):
            previewed(team, by, lead)
    made = previewed(team, supervisor, lead)
    for by in (lead, other):
        with pytest.raises(Denied):
            actions.apply_reassignment(made, by=by)


def test_a_leaver_or_somebody_away_takes_nothing(full, team, supervisor, lead, deputy, away):
    made = previewed(team, supervisor, lead)
    deputy.is_active = False
    deputy.save()
    with pytest.raises(Refused, match="cannot sign in any more"):
        actions.apply_reassignment(made, by=supervisor)
    with pytest.raises(Refused, match="nobody else on the team"):
        previewed(team, supervisor, lead)


def test_somebody_kept_from_the_patient_takes_nothing(full, team, supervisor, lead, deputy, person, facility):
    row = previewed(team, supervisor, lead)
    line = row.lines.select_related("case__patient").first()
    block_access(
        line.case.patient, by=person("p.officer", Role.PRIVACY, facility), user=line.to_user, why="family"
    )
    before = Assignment.objects.count()
    with pytest.raises(Refused, match=f"{line.case.reference}: .* cannot work with this patient"):
        actions.apply_reassignment(row, by=supervisor)
    assert Assignment.objects.count() == before


def test_language_and_continuity_decide_before_load(led, lead, member, team, supervisor):
    [spoken, known] = led(lead, 2)
    speaks, knows, idle = member("s.speaks", languages=["es"]), member("k.knows"), member("i.idle")
    led(speaks, 4)
    led(knows, 4)
    CommunicationProfile.objects.create(patient=spoken.patient, spoken="es-MX")
    assign(known, by=supervisor, user=knows, role=Role.CASE_MANAGER)
    Assignment.objects.filter(case=known, user=knows).update(status="ended", ends_at=THEN, live=False)
    lines = {line.case_id: line for line in previewed(team, supervisor, lead).lines.all()}
    assert (lines[spoken.pk].to_user, lines[known.pk].to_user) == (speaks, knows)
    assert "speaks Spanish" in lines[spoken.pk].reasons
    assert "has worked with the patient" in lines[known.pk].reasons
    assert idle not in {line.to_user for line in lines.values()}


def test_a_line_can_be_given_to_another_or_left(full, team, supervisor, lead, deputy, member):
    other = member("o.other")
    first = previewed(team, supervisor, lead)
    lines = list(first.lines.order_by("pk"))
    choices = {str(lines[0].pk): str(other.pk), str(lines[1].pk): ""}
    made = actions.revise_reassignment(first, by=supervisor, choices=choices)
    assert {line.case_id for line in made.lines.all()} == {lines[0].case_id, lines[2].case_id}
    actions.apply_reassignment(made, by=supervisor)
    assert Case.objects.get(pk=lines[0].case_id).lead == other
    assert Case.objects.get(pk=lines[1].case_id).lead == lead


def test_a_line_is_not_given_to_somebody_without_the_role(full, team, supervisor, lead, member, outsider):
    made = previewed(team, supervisor, lead)
    line = made.lines.first()
    for wrong in (member("n.nurse", Role.NURSE), outsider):
        with pytest.raises(Refused, match="holds the role"):
            actions.revise_reassignment(made, by=supervisor, choices={str(line.pk): str(wrong.pk)})


def test_the_filter_narrows_what_moves(led, lead, deputy, team, unit, supervisor):
    [there] = led(lead, 1, unit=unit)
    led(lead, 2)
    made = previewed(team, supervisor, lead, unit=str(unit.pk))
    assert [line.case_id for line in made.lines.all()] == [there.pk]
    assert previewed(team, supervisor, lead, most=2).lines.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_at_once(person):
    facility = Facility.objects.create(code="NGH", name="Northgate Hospital", zone="America/New_York")
    team = Team.objects.create(facility=facility, name="Team North")
    heads = [person(f"h.head{n}", Role.SUPERVISOR, facility) for n in range(2)]
    workers = [person(f"w.worker{n}", Role.CASE_MANAGER, facility) for n in range(3)]
    for user in (*heads, *workers):
        TeamMember.objects.create(team=team, user=user, supervises=user in heads, starts_at=LONG_AGO)
    desk = person("i.desk", Role.INTAKE, facility)
    for n in range(3):
        patient = Patient.objects.create(facility=facility, family=f"P{n}", given="Q", search_name=f"p{n} q")
        case = open_case(patient, by=desk, team=team)
        assign(case, by=heads[0], user=workers[0], role=Role.CASE_MANAGER, is_lead=True)
    made = [previewed(team, head, workers[0]) for head in heads]

    def apply(pair):
        try:
            return actions.apply_reassignment(pair[0], by=pair[1])
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(apply, zip(made, heads, strict=True)))
    assert sorted(type(result).__name__ for result in results) == ["Reassignment", "Refused"]
    [refused] = [result for result in results if isinstance(result, Refused)]
    assert "has changed since the list was made" in str(refused.sentence)
    assert Assignment.objects.filter(is_lead=True, status="active").count() == 3
    assert sorted(Reassignment.objects.values_list("status", flat=True)) == ["applied", "preview"]
    assert FacilityRole.objects.count() == 6
