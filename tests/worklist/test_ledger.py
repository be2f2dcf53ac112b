"""The ledger: each promise, each delivery, each reading, with times and reasons; by case and by person, cut by key."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from facilities.models import Team
from patients.actions import open_case
from patients.models import Patient
from teams.actions import assign, stand_down
from teams.models import Assignment, TeamMember
from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from worklist import actions, ledger, planner
from worklist.models import Item, Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_line_for_each_rung_with_what_came_of_it(promise, case, lead, at, client):
    item = Item.objects.get(series=promise())
    at(THEN + DAY)
    planner.plan_all()
    notice = Notification.objects.get(recipient=lead, item=item)
    actions.mark_read(notice, by=lead)
    lines = ledger.of_case(case).lines
    rung = next(line for line in lines if line.rung and line.rung.status == "planned")
    assert (rung.rung.due_at, rung.notices[0].recipient, rung.notices[0].read_at) == (
        THEN + DAY,
        lead,
        THEN + DAY,
    )
    waiting = [line for line in lines if line.rung and line.rung.status == "waiting"]
    assert waiting
    assert not any(line.notices for line in waiting)
    client.force_login(lead)
    page = client.get(f"/cases/{case.pk}/ledger/").content.decode()
    for words in ("promised", "told", "in the application", "read", "Call the daughter"):
        assert words in page


def test_a_cancelled_rung_says_why(promise, lead, case, client):
    actions.stop_follow_up(promise(), by=lead, reason="Moved to Ohio")
    client.force_login(lead)
    page = client.get(f"/cases/{case.pk}/ledger/").content.decode()
    assert "not needed any more" in page
    assert "Moved to Ohio" in page


def answers(case):
    """What the ledger says became of each promise: words, instant, reason."""
    found = {line.about: line.answer for line in ledger.of_case(case).lines}
    return [(said.said, said.at, said.reason) for said in found.values() if said]


def test_it_says_who_did_it_and_when_and_not_what_came_of_it(promise, case, lead, nurse, at, client):
    item = Item.objects.get(series=promise())
    assert answers(case) == []
    at(THEN + DAY)
    planner.plan_all()
    at(THEN + DAY + HOUR)
    actions.complete(item, by=nurse, note="Pain is worse")
    assert answers(case) == [(f"Done by {nurse.short}", THEN + DAY + HOUR, "")]
    client.force_login(lead)
    for page in (f"/cases/{case.pk}/ledger/", "/ledger/"):
        shown = client.get(page).content.decode()
        assert f"Done by {nurse.short}" in shown
        assert "Pain is worse" not in shown


def test_it_says_what_was_cancelled_missed_waits_or_is_taken_up(open_work, case, lead, at):
    took, waits, cancelled, missed = (
        open_work(subject=f"n{n}", distinct_because="Another") for n in range(4)
    )
    actions.start(took, by=lead)
    actions.wait(waits, by=lead, on="Dr Rao")
    at(THEN + HOUR)
    actions.cancel(cancelled, by=lead, reason="Moved to Ohio")
    Item.objects.filter(pk=missed.pk).update(status="missed", missed_at=THEN + 3 * HOUR)
    assert set(answers(case)) == {
        (f"Taken up: with {lead.short}", None, ""),
        ("Waiting on Dr Rao", None, ""),
        ("Cancelled", THEN + HOUR, "Moved to Ohio"),
        ("Missed: nobody did it in time", THEN + 3 * HOUR, ""),
    }


def test_it_says_how_an_appointment_ended(case, lead, packs, at, client):
    when = {"starts_at": THEN + DAY, "ends_at": THEN + DAY + HOUR}
    met = actions.book(case, by=lead, user=lead, activity="follow_up", mode="office", **when)
    at(THEN + HOUR)
    actions.cancel_appointment(met, by=lead, reason="The patient is away")
    assert answers(case) == [("Cancelled", THEN + HOUR, "The patient is away")]
    client.force_login(lead)
    assert "The patient is away" in client.get(f"/cases/{case.pk}/ledger/").content.decode()


def test_a_rung_that_rang_for_nobody_is_shown_as_a_failure(promise, lead, case, client):
    item = Item.objects.get(series=promise())
    Reminder.objects.filter(item=item).update(status="planned", planned_at=THEN, told=0)
    client.force_login(lead)
    assert "nobody was told" in client.get(f"/cases/{case.pk}/ledger/").content.decode()


def test_a_message_of_an_appointment_stands_with_its_rung(case, lead, patient, packs, at, client):
    from patients import actions as patients

    patients.add_contact_point(patient, by=lead, kind="mail", value="amara@example.org")
    patients.record_consent(patient, by=lead, purpose="reminders", method="signed", by_ways=["mail"])
    when = {"starts_at": THEN + 3 * DAY, "ends_at": THEN + 3 * DAY + HOUR}
    actions.book(case, by=lead, user=lead, activity="follow_up", mode="office", **when)
    at(THEN + DAY)
    planner.plan_all()
    line = next(line for line in ledger.of_case(case).lines if line.messages)
    assert (line.rung.to, line.messages[0].channel) == ("patient", "email")


def test_pages_are_cut_by_key_without_gap_or_double(case, lead):
    due_reminders(case, lead, 120)
    seen, after = [], ""
    while True:
        page = ledger.of_case(case, after)
        seen += [line.rung.pk for line in page.lines if line.rung]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == Reminder.objects.filter(item__case=case).count()


def whole(read):
    """The lines of every page, in order."""
    page = read("")
    lines = list(page.lines)
    while page.after:
        page = read(page.after)
        lines += page.lines
    return [(line.at, line.kind, (line.rung or line.notices[0]).pk) for line in lines]


@pytest.fixture
def told_in_every_way(promise, case, lead, nurse, at):
    """Rungs of work and of an appointment, one that the nurse heard for the lead, and notices without a rung."""
    promise(every_days=1, at_most=3)
    when = {"starts_at": THEN + DAY, "ends_at": THEN + DAY + HOUR}
    actions.book(case, by=lead, user=lead, activity="follow_up", mode="office", **when)
    due_reminders(case, lead, 60)
    at(THEN + DAY + 2 * HOUR)
    planner.plan_all()
    rung = Reminder.objects.filter(status="planned", item__series__isnull=False).first()
    facts = {"kind": "late", "item": rung.item, "told_at": THEN + DAY}
    Notification.objects.create(recipient=nurse, reminder=rung, source="heard", **facts)
    Notification.objects.create(recipient=nurse, source="alone", **facts)
    planned = Reminder.objects.filter(appointment__case=case).first()
    Notification.objects.create(
        recipient=lead, source="met", kind="review", appointment=planned.appointment, told_at=THEN
    )


def test_it_finds_what_one_filter_would(told_in_every_way, case, lead, nurse):
    here = Q(item__case=case) | Q(appointment__case=case)
    for user in (None, lead, nurse):
        rungs, alone = Reminder.objects.filter(here), Notification.objects.filter(here, reminder=None)
        if user is not None:
            rungs = rungs.filter(Q(recipient=user) | Q(notifications__recipient=user)).distinct()
            alone = alone.filter(recipient=user)
        wanted = [(row.due_at, "rung", row.pk) for row in rungs]
        wanted += [(row.told_at, "notice", row.pk) for row in alone]
        found = whole(
            lambda after, user=user: (
                ledger.of_person(user, after, by=lead, perm="view_work")
                if user
                else ledger.of_case(case, after)
            )
        )
        assert found == sorted(wanted, key=lambda line: (line[0], line[2]), reverse=True)
        assert {kind for _at, kind, _pk in found} == {"rung", "notice"}


@pytest.fixture
def of_others(facility, intake, person):
    """Three thousand rungs with their notices, and as many without a rung, on another case and for somebody else; the database knows of them."""
    facts = {"family": "Reyes", "given": "Luz", "birth_date": "1970-01-01", "search_name": "reyes luz"}
    other = open_case(Patient.objects.create(facility=facility, **facts), by=intake)
    rungs = due_reminders(other, user := person("o.ther", Role.NURSE, facility), 3000)
    said = [{"reminder": rung, "item": rung.item, "source": f"item:{rung.item_id}"} for rung in rungs]
    said += [{"item": rung.item, "source": f"alone:{rung.item_id}"} for rung in rungs]
    Notification.objects.bulk_create(Notification(recipient=user, **facts) for facts in said)
    with connection.cursor() as cursor:
        cursor.execute("analyze worklist_item, worklist_reminder, worklist_notification")


def test_no_table_is_read_whole_for_a_case(told_in_every_way, of_others, case):
    """Every scan of rungs and notices has a key to start from, once the planner prefers one to reading all."""
    with CaptureQueriesContext(connection) as asked:
        ledger.of_case(case)
    [keys] = [each["sql"] for each in asked if "UNION" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain (format json) " + keys.replace("%", "%%"))
        [[plan]] = cursor.fetchall()
    scans = [
        node
        for node in nodes(plan[0]["Plan"])
        if node.get("Relation Name") in ("worklist_reminder", "worklist_notification")
    ]
    assert scans
    for node in scans:
        below = node.get("Plans", [])
        assert "Index Cond" in node or any("Index Cond" in each for each in below), node


def nodes(plan):
    return [plan, *(found for part in plan.get("Plans", ()) for found in nodes(part))]


@pytest.mark.parametrize("number", [2, 60])
@pytest.mark.parametrize("whose", ["case", "mine", "person"])
def test_the_page_is_few_statements_however_many_lines(
    case, lead, supervisor, number, whose, client, django_assert_max_num_queries, at
):
    due_reminders(case, lead, number)
    planner.plan_all()
    address = {
        "case": f"/cases/{case.pk}/ledger/",
        "mine": "/ledger/",
        "person": f"/ledger/people/{lead.pk}/",
    }
    client.force_login(supervisor if whose == "person" else lead)
    client.get(address[whose])
    with django_assert_max_num_queries(12):
        assert client.get(address[whose]).status_code == 200


def test_everybody_reads_their_own(promise, lead, nurse, at, client):
    promise()
    at(THEN + DAY)
    planner.plan_all()
    client.force_login(lead)
    assert "Call the daughter" in client.get("/ledger/").content.decode()
    client.force_login(nurse)
    assert "Call the daughter" not in client.get("/ledger/").content.decode()


def test_a_supervisor_reads_that_of_somebody_on_their_teams_cases(promise, lead, supervisor, at, client):
    promise()
    at(THEN + DAY)
    planner.plan_all()
    client.force_login(supervisor)
    assert "Call the daughter" in client.get(f"/ledger/people/{lead.pk}/").content.decode()


def test_rows_of_other_cases_are_not_in_it(promise, lead, supervisor, facility, intake, person, at, client):
    """The lead works for two teams: each supervisor reads what was promised on the cases of their own."""
    other_team = Team.objects.create(facility=facility, name="Team South")
    other = person("s.outh", Role.SUPERVISOR, facility)
    TeamMember.objects.create(team=other_team, user=other, supervises=True, starts_at=THEN - DAY)
    patient = Patient.objects.create(
        facility=facility, family="Reyes", given="Luz", birth_date="1970-01-01", search_name="reyes luz"
    )
    elsewhere = open_case(patient, by=intake, team=other_team)
    assign(elsewhere, by=other, user=lead, role=Role.CASE_MANAGER, is_lead=True)
    promise()
    facts = {"activity": "follow_up", "what": "Ask the pharmacy", "owner": lead, "first_due_at": THEN + DAY}
    actions.start_follow_up(elsewhere, by=lead, **facts)
    at(THEN + DAY)
    planner.plan_all()
    both = {"Call the daughter", "Ask the pharmacy"}
    for reader, address, read in (
        (lead, "/ledger/", both),
        (supervisor, f"/ledger/people/{lead.pk}/", {"Call the daughter"}),
        (other, f"/ledger/people/{lead.pk}/", {"Ask the pharmacy"}),
    ):
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert {words for words in both if words in page} == read, reader
        shown = Event.objects.get(verb="list_ledger", actor_id=reader.pk).patient_ids
        assert len(shown) == len(read), "and on record is whose rows were shown, no others"


def test_what_one_no_longer_sees_is_not_in_ones_own(case, lead, on_team, supervisor, at, client):
    worker = on_team(Role.SOCIAL_WORKER)
    facts = {"activity": "family_contact", "what": "Call the son", "owner": worker}
    actions.start_follow_up(case, by=lead, first_due_at=THEN + DAY, **facts)
    at(THEN + DAY)
    planner.plan_all()
    client.force_login(worker)
    assert "Call the son" in client.get("/ledger/").content.decode()
    stand_down(Assignment.objects.get(case=case, user=worker), by=supervisor, why="Another hospital")
    at(THEN + 60 * DAY)
    client.force_login(worker)
    assert "Call the son" not in client.get("/ledger/").content.decode()


def test_work_of_the_desk_without_a_case_is_in_ones_own(facility, patient, intake, person, client):
    mate = person("i.mate", Role.INTAKE, facility)
    facts = {"activity": "first_contact", "what": "Ask for the passport", "why": "no number", "kind": "task"}
    item = actions.open_desk_item(facility, by=intake, patient=patient, due_at=THEN + DAY, **facts)
    actions.reassign(item, by=intake, to=mate, reason="Speaks Spanish")
    client.force_login(mate)
    assert "Ask for the passport" in client.get("/ledger/").content.decode()
    assert Event.objects.get(verb="list_ledger").patient_ids == [patient.pk]


def test_nobody_else_does(promise, lead, nurse, outsider, person, supervisor, client):
    promise()
    for who in (nurse, outsider):
        client.force_login(who)
        assert client.get(f"/ledger/people/{lead.pk}/").status_code == 404
    stranger = person("s.tranger", Role.NURSE)
    client.force_login(supervisor)
    assert client.get(f"/ledger/people/{stranger.pk}/").status_code == 404


def test_a_key_nobody_was_given_shows_the_first_page(promise, case):
    promise()
    assert ledger.of_case(case, "nonsense").lines


def test_the_ledger_of_everybody_of_the_team_opens(client, team, supervisor, person):
    """Also of who has no part in a case yet and no role at the house."""
    new = person("n.ew", Role.NURSE)
    address = reverse("worklist:person_ledger", args=[new.pk])
    client.force_login(supervisor)
    assert client.get(address).status_code == 404
    TeamMember.objects.create(team=team, user=new, starts_at=THEN - DAY)
    assert client.get(address).status_code == 200
