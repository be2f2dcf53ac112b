"""Every deadline whose object exists, on real rows: what was recorded, and the last moment in time that was kept for it.

Notices, reviews by the QIO and PASRR: test_notices_follow_facts.py and test_reviews_and_screening.py. What has no object
yet is listed in docs/deadlines.md.
"""

from datetime import date, timedelta

import pytest

from accounts.actors import ensure, system
from accounts.permissions import Role
from assessments.actions.reassessments import ask_reassessment
from discharge.models import AfterDischarge, DeadlineChange
from encounters import actions as encounters
from encounters.models import Encounter
from encounters.queries import readmissions
from outreach.sweeps import call_after_missed
from oversight.actions import break_glass
from tests.tables_of_time import rows, shown, wall
from worklist import actions as work
from worklist.models import Item

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def rules(notice_packs):
    from policy.loading import PACKS, load, whole

    for kind in ("afterwards", "series", "reassess", "reach", "script"):
        load(whole(PACKS / f"{kind}.json"))


@pytest.fixture
def stay(case, facility, unit, at):
    """Somebody who came some days before an instant and is here: `stay(wall("…"))` moves the clock there."""
    ensure()

    def make(until, days=4, key="stay"):
        began = until - days * DAY
        at(until)
        facts = {"facility": facility, "kind": "IMP", "unit": unit, "event_at": began, "key": f"{key}-came"}
        made = encounters.admit(case.patient, by=system("feed"), **facts)
        return encounters.link_to_case(made, by=system("feed"), case=case)

    return make


# Left for home | spoken with by (48 h) | within 2 business days | visit within 7 | within 14 | period ends | why
AFTER = """
Tue 2026-11-24 15:00 | Thu 2026-11-26 15:00 | Fri 2026-11-27 23:59 | Tue 2026-12-01 23:59 | Tue 2026-12-08 23:59 | Wed 2026-12-23 23:59 | over Thanksgiving; the period is the day of leaving and the next 29
Fri 2026-11-06 00:05 | Sun 2026-11-08 00:05 | Tue 2026-11-10 23:59 | Fri 2026-11-13 23:59 | Fri 2026-11-20 23:59 | Sat 2026-12-05 23:59 | five minutes after midnight: the day still counts as day 0
Thu 2026-12-03 20:00 | Sat 2026-12-05 20:00 | Mon 2026-12-07 23:59 | Thu 2026-12-10 23:59 | Thu 2026-12-17 23:59 | Fri 2027-01-01 23:59 | a weekend in between
Sat 2027-11-06 20:00 | Mon 2027-11-08 19:00 | Tue 2027-11-09 23:59 | Sat 2027-11-13 23:59 | Sat 2027-11-20 23:59 | Sun 2027-12-05 23:59 | E-3: the clocks go back, hours lose one on the wall, days do not
Wed 2027-12-29 12:00 | Fri 2027-12-31 12:00 | Mon 2028-01-03 23:59 | Wed 2028-01-05 23:59 | Wed 2028-01-12 23:59 | Thu 2028-01-27 23:59 | E-5: 31 December 2027 is a holiday
Fri 2028-02-25 12:00 | Sun 2028-02-27 12:00 | Tue 2028-02-29 23:59 | Fri 2028-03-03 23:59 | Fri 2028-03-10 23:59 | Sat 2028-03-25 23:59 | E-6: over 29 February
"""


@pytest.mark.parametrize(("left", "spoken", "business", "seven", "fourteen", "ends", "why"), rows(AFTER, 7))
def test_after_leaving(stay, manager, left, spoken, business, seven, fourteen, ends, why):
    visit = stay(wall(left))
    encounters.leave(visit, by=manager, event_at=wall(left), disposition="01", key="gone")
    row = AfterDischarge.objects.get(encounter=visit)
    clocks = (row.contact_by, row.business_contact_by, row.visit_7_by, row.visit_14_by, row.ends_at)
    assert [shown(each) for each in clocks] == [spoken, business, seven, fourteen, ends]


def test_a_corrected_time_of_leaving_moves_them_old_to_new(stay, manager):
    visit = stay(wall("Tue 2026-11-24 15:00"))
    encounters.leave(visit, by=manager, event_at=wall("Mon 2026-11-23 22:00"), disposition="01", key="gone")
    encounters.leave(
        visit, by=manager, event_at=wall("Tue 2026-11-24 14:00"), disposition="01", key="corrected"
    )
    moves = {
        row.about.rsplit(":", 1)[1]: row
        for row in DeadlineChange.objects.filter(about__contains="AfterDischarge")
    }
    assert shown(moves["visit_7_by"].old) == "Mon 2026-11-30 23:59"
    assert shown(moves["visit_7_by"].new) == "Tue 2026-12-01 23:59"
    assert shown(moves["contact_by"].new) == "Thu 2026-11-26 14:00"


# Asked | assessment by | why
ASSESSMENT = """
Tue 2026-11-03 10:00 | Wed 2026-11-04 10:00 | 24 elapsed hours
Fri 2026-11-06 18:00 | Sat 2026-11-07 18:00 | a weekend does not stop them
Sat 2027-11-06 14:00 | Sun 2027-11-07 13:00 | E-3: an hour less on the wall
Sat 2027-03-13 14:00 | Sun 2027-03-14 15:00 | E-3: an hour more
"""


@pytest.mark.parametrize(("asked", "by", "why"), rows(ASSESSMENT, 3))
def test_assessment_within_24_hours(staged, manager, at, asked, by, why):
    case = staged("active")
    at(wall(asked))
    row = ask_reassessment(case, by=manager, trigger="denial", because="Two days were not authorised")
    assert shown(row.item.due_at) == by


# Opened | review by | why
EMERGENCY = """
Tue 2026-11-03 02:30 | Thu 2026-11-05 23:59 | two business days; the day itself does not count
Fri 2026-11-06 23:00 | Tue 2026-11-10 23:59 | over a weekend
Mon 2026-11-09 10:00 | Thu 2026-11-12 23:59 | over Veterans Day
Wed 2027-12-29 10:00 | Mon 2028-01-03 23:59 | E-5: 31 December 2027 is a holiday
"""


@pytest.mark.parametrize(("opened", "by", "why"), rows(EMERGENCY, 3))
def test_emergency_access_is_reviewed_within_two_business_days(case, person, facility, at, opened, by, why):
    at(wall(opened))
    nurse = person("d.night", Role.NURSE, facility)
    found = break_glass(case.patient, by=nurse, reason="treatment", words="Seizure, nobody of the team here")
    assert shown(found.review_due_at) == by


# Did not come | a call on the day | why
MISSED = """
Wed 2026-11-04 10:00 | Thu 2026-11-05 | one business day
Fri 2026-11-06 10:00 | Mon 2026-11-09 | over the weekend
Tue 2026-11-10 10:00 | Thu 2026-11-12 | over Veterans Day
Thu 2027-12-30 10:00 | Mon 2028-01-03 | E-5: 31 December 2027 is a holiday
"""


@pytest.mark.parametrize(("missed", "on", "why"), rows(MISSED, 3))
def test_a_missed_appointment_is_called_about_within_a_business_day(case, manager, at, missed, on, why):
    begins = wall(missed)
    at(begins - HOUR)
    facts = {
        "activity": "follow_up",
        "mode": "phone",
        "starts_at": begins,
        "ends_at": begins + HOUR,
        "despite": True,
    }
    booked = work.book(case, by=manager, user=manager, **facts)
    at(begins + 2 * HOUR)
    work.miss_appointment(booked, by=manager)
    assert call_after_missed() == 1
    assert shown(Item.objects.get(source_key=f"missed:{booked.pk}").due_at).startswith(on)


# Left | came back | counted within 30 days on day | why
BACK = """
Tue 2026-11-03 10:00 | Tue 2026-11-03 20:00 | 0    | the same day, another condition
Tue 2026-11-03 10:00 | Thu 2026-12-03 23:59 | 30   | R-READ 4: day 30 counts
Tue 2026-11-03 10:00 | Fri 2026-12-04 00:01 | none | day 31 does not
Tue 2026-11-03 23:59 | Wed 2026-11-04 00:01 | 1    | two minutes later is the next day
Sat 2027-11-06 23:30 | Sun 2027-11-07 01:30 | 1    | E-3: in the long night
Wed 2028-02-02 10:00 | Fri 2028-03-03 10:00 | 30   | E-6: 29 February is one of them
"""


@pytest.mark.parametrize(("left", "back", "day", "why"), rows(BACK, 4))
def test_readmission_window(stay, manager, facility, case, at, left, back, day, why):
    first = stay(wall(left))
    encounters.leave(first, by=manager, event_at=wall(left), disposition="01", key="gone")
    encounters.code_stay(first, by=manager, condition="A")
    again = stay(wall(back), days=0, key="again")
    encounters.code_stay(again, by=manager, condition="B")
    on = date.fromisoformat(left.split()[1])
    found = readmissions.judged(Encounter.objects.all(), on, on, today=on + 60 * DAY)
    days = [row.day for ended, row in found if ended.key == first.pk]
    assert days == [None if day == "none" else int(day)]
