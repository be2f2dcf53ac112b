"""A case as it stood on a past day: header, team, plan, papers at known instants; by today's rights; nothing to do there."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import system
from accounts.permissions import Role
from careplans import actions as plans
from core.access import held
from discharge import actions
from discharge.queries.as_it_was import as_it_was
from encounters import actions as encounters
from facilities.models import Bed, Unit
from notes import actions as notes
from patients.models import Case
from referrals.actions import packets
from teams import actions as teams
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 27)


@pytest.fixture
def lived(few_packs, case, visit, manager, on_team, facility, at):
    """Three days: a date, another unit, a nurse who comes and goes, another date, papers."""
    plan = actions.start_plan(case, by=manager)
    actions.set_expected_date(plan, by=manager, expected_on=FIRST, why="Usual length")
    nurse = on_team(Role.NURSE)
    at(THEN + DAY)
    other = Unit.objects.create(facility=facility, code="5C", name="5C Surgery")
    Bed.objects.create(unit=other, code="5C-02")
    encounters.transfer(visit, by=system("feed"), event_at=THEN + DAY, unit=other, key="move-1")
    actions.set_expected_date(plan, by=manager, expected_on=SECOND, why="Waits for oxygen")
    actions.record_wishes(plan, by=manager, wishes="Home to the cat")
    at(THEN + 2 * DAY)
    lead = nurse.assignments.get()
    teams.stand_down(lead, by=manager, why="Another unit")
    packets.build_packet(case, by=manager, purpose="transition", receiver="Elm")
    at(THEN + 3 * DAY)
    return Case.objects.get(pk=case.pk)


def said(case, user, at):
    was = as_it_was(case, at, held(user, case))
    return was, {section.title: section.lines for section in was.sections}


def test_each_day_stands_as_it_stood(lived, manager):
    was, told = said(lived, manager, THEN + HOUR)
    assert (was.head["unit"], was.head["on"], was.head["moves"]) == ("4B Medicine", FIRST.isoformat(), 0)
    assert told["Plan of leaving"] == [("Expected discharge date", FIRST.isoformat(), "")]
    assert [line[0] for line in told["Team"]] == ["T Case_Manager", "T Nurse"]
    assert "Papers" not in told
    was, told = said(lived, manager, THEN + DAY + HOUR)
    assert (was.head["unit"], was.head["on"], was.head["moves"]) == ("5C Surgery", SECOND.isoformat(), 1)
    assert told["Plan of leaving"][1] == ("What the patient wants", "Home to the cat", "")
    assert len(told["Team"]) == 2
    was, told = said(lived, manager, THEN + 2 * DAY + HOUR)
    assert [line[0] for line in told["Team"]] == ["T Case_Manager"]
    assert told["Papers"] == [("Version 1", "Draft", "Elm")]


def test_the_instant_itself_counts_and_the_moment_before_does_not(lived, manager):
    before, _told = said(lived, manager, THEN + DAY - timedelta(microseconds=1))
    there, _told = said(lived, manager, THEN + DAY)
    assert (before.head["unit"], there.head["unit"]) == ("4B Medicine", "5C Surgery")


def test_before_the_case_there_is_nothing(lived, manager):
    assert as_it_was(lived, THEN - DAY, held(manager, lived)) is None


def test_what_one_may_not_read_today_is_not_read_of_yesterday(lived):
    was = as_it_was(lived, THEN + 2 * DAY + HOUR, frozenset({"view_case"}))
    assert [section.title for section in was.sections] == ["Team"]


def test_the_page_says_which_moment_it_is_and_offers_nothing_to_do(client, lived, manager):
    client.force_login(manager)
    url = reverse("cases:timeline", args=[lived.pk])
    page = client.get(f"{url}?at=2026-11-03T11:00").content.decode()
    assert "You are reading" in page
    assert "11:00" in page
    assert "4B Medicine" in page
    assert "5C Surgery" not in page
    assert 'method="post"' not in page.split('id="main"')[-1].split("cm-timeline")[0]
    assert "5C Surgery" in client.get(f"{url}?at=2026-11-04").content.decode()


def test_what_happened_later_is_not_told(client, lived, manager):
    client.force_login(manager)
    url = reverse("cases:timeline", args=[lived.pk])
    early = client.get(f"{url}?at=2026-11-03T11:00").content.decode()
    assert "Expected discharge date: Fri 20 Nov 2026" in early
    assert "moved from" not in early
    assert "moved from" in client.get(f"{url}?at=2026-11-04").content.decode()


@pytest.mark.parametrize("asked", ["yesterday", "2026-13-40", "2026-11-03T99:99", "2027-01-01", "9999-12-31"])
def test_no_day_or_a_day_to_come_is_400(client, lived, manager, asked):
    client.force_login(manager)
    assert client.get(reverse("cases:timeline", args=[lived.pk]), {"at": asked}).status_code == 400


def test_private_words_of_a_past_day_stay_private(client, lived, manager, on_team, at):
    worker = on_team(Role.SOCIAL_WORKER)
    note = notes.write_note(lived, by=worker, kind="psychotherapy", text="Said in trust")
    notes.sign_note(note, by=worker)
    plan = plans.draft_plan(lived, by=manager, what_matters="Home")
    at(THEN + 4 * DAY)
    client.force_login(manager)
    page = client.get(reverse("cases:timeline", args=[lived.pk]), {"at": "2026-11-06"}).content.decode()
    assert plan.what_matters in page
    assert "Said in trust" not in page
    assert "Psychotherapy" not in page


def test_a_stranger_reads_no_past(client, lived, outsider):
    client.force_login(outsider)
    assert client.get(reverse("cases:timeline", args=[lived.pk]), {"at": "2026-11-03"}).status_code == 404


def test_the_page_asks_the_same_however_much_changed(client, lived, manager, at):
    client.force_login(manager)
    url = reverse("cases:timeline", args=[lived.pk])

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url, {"at": "2026-11-05"}).status_code == 200
        return len(asked)

    statements()
    few = statements()
    at(THEN + 2 * DAY + HOUR)
    for n in range(10):
        packets.build_packet(lived, by=manager, purpose="transition", receiver=f"Practice {n}")
    at(THEN + 3 * DAY)
    assert statements() == few <= 12
