"""Summaries: once a day or a week where the person is, on working days, with the counts of their own pages."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts.permissions import Role
from facilities.models import Holiday
from tests.worklist.promises import due_reminders
from worklist import digests, my_day, relay
from worklist.models import Outbox, Preference

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


def wall(month, day, hour=7, minute=30, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=NEW_YORK)


@pytest.fixture
def wish(lead):
    lead.email, lead.zone = "lead@example.org", "America/New_York"
    lead.save()

    def make(digest, **facts):
        return Preference.objects.create(user=lead, digest=digest, **facts)

    return make


def written_on(at, instants):
    """At which of the instants a summary was written."""
    found = []
    for instant in instants:
        at(instant)
        if digests.write_due():
            found.append(instant)
    return found


def test_every_working_day_once(wish, at, facility):
    wish("daily")
    Holiday.objects.create(facility=facility, on=date(2026, 11, 5), name="Founders' day")
    days = [wall(11, day) for day in range(3, 11)]
    early = [day - timedelta(minutes=1) for day in days]
    late = [day + timedelta(hours=2) for day in days]
    came = written_on(at, sorted(days + early + late))
    # Thursday is the site's holiday, 7 and 8 November a weekend.
    assert came == [wall(11, day) for day in (3, 4, 6, 9, 10)]


def test_the_week_begins_on_its_first_working_day(wish, at):
    wish("weekly")
    # Monday 7 September 2026 is Labor Day.
    came = written_on(at, [wall(9, day) for day in range(5, 20)])
    assert came == [wall(9, 8), wall(9, 14)]


@pytest.mark.parametrize("night", [(3, 8), (11, 1)])
def test_a_change_of_the_clocks_makes_it_neither_twice_nor_never(wish, at, night):
    wish("daily")
    monday = date(2026, *night) + timedelta(days=1)
    start = datetime(2026, *night, 0, 0, tzinfo=NEW_YORK).astimezone(ZoneInfo("UTC"))
    came = written_on(at, [start + timedelta(minutes=30 * n) for n in range(96)])
    assert came == [wall(monday.month, monday.day)]


def test_the_year_turns_over_an_observed_holiday_of_the_year_before(wish, at):
    wish("daily")
    # 1 January 2028 is a Saturday: Friday 31 December 2027 is closed.
    assert written_on(at, [wall(12, day, year=2027) for day in (30, 31)]) == [wall(12, 30, year=2027)]


@pytest.mark.parametrize("facts", [{"by_email": False}])
def test_no_e_mail_no_summary(wish, at, facts):
    wish("daily", **facts)
    assert written_on(at, [wall(11, 3)]) == []


def test_somebody_who_left_gets_none(wish, at, lead):
    wish("daily")
    lead.is_active = False
    lead.save()
    assert written_on(at, [wall(11, 3)]) == []


def test_it_counts_what_the_page_counts(wish, at, case, lead):
    wish("daily")
    due_reminders(case, lead, 3, at=wall(11, 2))
    at(wall(11, 4))
    digests.write_due()
    relay.send_all()
    lead.acting_role = lead.default_role
    assert my_day.totals(lead)["late"] == 3
    assert "Late: 3\nDue today: 0" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Casework: your day"


def test_a_supervisor_hears_the_numbers_of_their_first_page(at, supervisor, case, lead):
    from supervision import board

    supervisor.email, supervisor.zone = "sup@example.org", "America/New_York"
    supervisor.save()
    Preference.objects.create(user=supervisor, digest="weekly")
    due_reminders(case, lead, 2, at=wall(11, 1))
    at(wall(11, 2))
    digests.write_due()
    relay.send_all()
    supervisor.acting_role = Role.SUPERVISOR
    assert board.numbers(supervisor)["overdue"] == 2
    assert "Late work: 2" in mail.outbox[0].body


def test_two_clocks_write_one(wish, at):
    held = wish("daily")
    at(wall(11, 3))
    digests.write_due()
    Preference.objects.filter(pk=held.pk).update(digested_on=None)  # as if the mark had been lost
    digests.write_due()
    assert Outbox.objects.filter(template="digest").count() == 1


def test_quiet_hours_hold_it_back(wish, at):
    from datetime import time

    wish("daily", quiet_from=time(22), quiet_until=time(9))
    at(wall(11, 3))
    digests.write_due()
    assert Outbox.objects.get().next_try == wall(11, 3, 9, 0)
