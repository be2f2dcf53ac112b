"""Every clock of the notices, as a nurse would check it with a paper calendar: R-IM-1 to 4, MOON, MCSN, QIO, rights, PASRR.

One row is one sentence: what happened (New York time), what must come out, and why.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.localtime import SMALLEST
from discharge import notice_rules
from discharge.notice_rules import Cover, Given, Stay
from encounters.statuses import Ordered
from policy import notices
from tests.tables_of_time import NEW_YORK, PHOENIX, rows, shown, wall

PACK = Path(notices.__file__).parent / "packs" / "notices.json"
BODY = json.loads(PACK.read_text("utf-8"))["body"]
RULES = notices.read(BODY)
MEDICARE = (Cover("medicare", 1, date(2020, 1, 1)),)
ADVANTAGE = (Cover("advantage", 1, date(2020, 1, 1)),)
SECOND = (Cover("commercial", 1, date(2020, 1, 1)), Cover("medicare", 2, date(2020, 1, 1)))
PAYERS = {
    "Medicare": MEDICARE,
    "Advantage": ADVANTAGE,
    "Medicare second": SECOND,
    "commercial": (Cover("commercial", 1, date(2020, 1, 1)),),
    "Medicare until 2 Nov": (Cover("medicare", 1, date(2020, 1, 1), date(2026, 11, 2)),),
    "Medicare from 4 Nov": (Cover("medicare", 1, date(2026, 11, 4)),),
    "nobody": (),
}


def orders(text):
    """ "observation Tue 2026-11-03 09:00, inpatient Wed 2026-11-04 09:00" """
    return [Ordered(each.split()[0], wall(each.split(" ", 1)[1])) for each in text.split(", ")]


def stay(text, payer="Medicare", **more):
    """A stay by its orders of status and who pays."""
    said = orders(text)
    return Stay(NEW_YORK, more.pop("at", said[-1].at), said, PAYERS[payer], **more)


def owed(found, kind, rules=lambda _at: RULES):
    """The one notice of a kind that a stay is told of, or None."""
    return next((row for row in notice_rules.owed(found, rules) if row.kind == kind), None)


# Admitted as an inpatient | first copy from | at the latest | why
FIRST_COPY = """
Tue 2026-11-03 09:00 | Tue 2026-10-27 00:00 | Thu 2026-11-05 23:59 | R-IM-1: two calendar days after the date of admission
Tue 2026-11-03 00:01 | Tue 2026-10-27 00:00 | Thu 2026-11-05 23:59 | admitted one minute after midnight: the same two days
Tue 2026-11-03 23:59 | Tue 2026-10-27 00:00 | Thu 2026-11-05 23:59 | admitted one minute before midnight: the same two days
Wed 2026-11-04 00:00 | Wed 2026-10-28 00:00 | Fri 2026-11-06 23:59 | E-2: midnight belongs to the new day
Fri 2026-11-06 16:00 | Fri 2026-10-30 00:00 | Sun 2026-11-08 23:59 | calendar days: a weekend does not roll it on
Wed 2026-12-23 10:00 | Wed 2026-12-16 00:00 | Fri 2026-12-25 23:59 | Christmas does not either
Fri 2026-10-30 10:00 | Fri 2026-10-23 00:00 | Sun 2026-11-01 23:59 | E-3: the day with 25 hours ends at midnight all the same
Fri 2026-03-06 10:00 | Fri 2026-02-27 00:00 | Sun 2026-03-08 23:59 | E-3: and so does the day with 23 hours
Sun 2028-02-27 10:00 | Sun 2028-02-20 00:00 | Tue 2028-02-29 23:59 | E-6: 29 February is a day like any other
Thu 2027-12-30 10:00 | Thu 2027-12-23 00:00 | Sat 2028-01-01 23:59 | into a new year
"""


@pytest.mark.parametrize(("admitted", "opens", "by", "why"), rows(FIRST_COPY, 4))
def test_important_message_first_copy(admitted, opens, by, why):
    row = owed(stay(f"inpatient {admitted}"), "im_first")
    assert (row.required, shown(row.window.due_from), shown(row.window.due_by)) == (True, opens, by)


# Status orders | who pays | owed | why
WHO_GETS_A_FIRST_COPY = """
inpatient Tue 2026-11-03 09:00 | Medicare | yes | a Medicare inpatient
inpatient Tue 2026-11-03 09:00 | Advantage | yes | of a Medicare Advantage plan too
inpatient Tue 2026-11-03 09:00 | Medicare second | yes | also where Medicare pays second
inpatient Tue 2026-11-03 09:00 | commercial | no | nobody else
inpatient Tue 2026-11-03 09:00 | Medicare until 2 Nov | no | Medicare ended the day before
inpatient Tue 2026-11-03 09:00 | Medicare from 4 Nov | no | Medicare begins the day after
observation Tue 2026-11-03 09:00 | Medicare | no | under observation nobody is an inpatient
observation Tue 2026-11-03 09:00, inpatient Wed 2026-11-04 09:00 | Medicare | yes | after observation, from the order of admission
inpatient Tue 2026-11-03 09:00, observation Wed 2026-11-04 09:00 | Medicare | no | timers stop when an inpatient becomes an outpatient
"""


@pytest.mark.parametrize(("said", "payer", "expected", "why"), rows(WHO_GETS_A_FIRST_COPY, 4))
def test_who_is_owed_a_first_copy(said, payer, expected, why):
    row = owed(stay(said, payer), "im_first")
    assert bool(row and row.required) == (expected == "yes")


# First copy given | admitted | which copy is owed or stands | why
BEFORE_ADMISSION = """
Tue 2026-10-27 00:00 | Tue 2026-11-03 09:00 | 1 | R-IM-1: seven calendar days before admission still counts
Mon 2026-10-26 23:59 | Tue 2026-11-03 09:00 | 2 | eight days before is too early: another copy is owed
"""


@pytest.mark.parametrize(("given", "admitted", "number", "why"), rows(BEFORE_ADMISSION, 4))
def test_a_copy_before_admission_counts_for_seven_days(given, admitted, number, why):
    before = [Given("im_first", 1, wall(given))]
    assert owed(stay(f"inpatient {admitted}", given=before), "im_first").number == int(number)


# Expected day of leaving | follow-up copy from | at the latest (usual hour 12:00) | why
FOLLOW_UP = """
Tue 2026-11-10 | Sun 2026-11-08 00:00 | Tue 2026-11-10 08:00 | R-IM-2: two calendar days before, four hours before noon
Sun 2026-11-01 | Fri 2026-10-30 00:00 | Sun 2026-11-01 08:00 | E-3: noon minus four hours on the day the clocks go back
Sun 2026-03-08 | Fri 2026-03-06 00:00 | Sun 2026-03-08 08:00 | E-3: and on the day they go forward
Wed 2028-03-01 | Mon 2028-02-28 00:00 | Wed 2028-03-01 08:00 | E-6: two days before 1 March in a leap year
"""


@pytest.mark.parametrize(("leaves", "opens", "by", "why"), rows(FOLLOW_UP, 4))
def test_important_message_follow_up_copy(leaves, opens, by, why):
    on = date.fromisoformat(leaves.split()[1])
    row = owed(stay("inpatient Tue 2026-02-03 09:00", leaves_on=on), "im_follow_up")
    assert (shown(row.window.due_from), shown(row.window.due_by)) == (opens, by)


def test_without_a_day_of_leaving_no_follow_up_copy_has_a_window():
    assert owed(stay("inpatient Tue 2026-11-03 09:00"), "im_follow_up") is None


# Copies given (f: first, u: follow-up) | leaves on | next follow-up copy | rule | why
COPIES = """
f Sun 2026-11-08 10:00 | Tue 2026-11-10 | not owed 1 | R-IM-3 | the first copy is two days old: no second one
f Sat 2026-11-07 23:59 | Tue 2026-11-10 | owed 1 | R-IM-2 | the first copy is three days old
f Tue 2026-11-03 10:00, u Sun 2026-11-08 10:00 | Tue 2026-11-10 | owed 1 | R-IM-2 | the follow-up copy stands: it is the row that was given
f Tue 2026-11-03 10:00, u Sun 2026-11-08 10:00 | Wed 2026-11-11 | owed 2 | R-IM-4 | leaving slipped by a day: the copy is three days old, a new one is due
f Tue 2026-11-03 10:00, u Sun 2026-11-08 10:00, u Tue 2026-11-10 10:00 | Wed 2026-11-11 | owed 2 | R-IM-2 | the second follow-up copy stands
f Tue 2026-11-03 10:00, u Sun 2026-11-08 10:00, u Tue 2026-11-10 10:00 | Fri 2026-11-13 | owed 3 | R-IM-4 | and slips again
f Tue 2026-11-03 10:00, u Sun 2026-11-08 10:00 | Mon 2026-11-09 | owed 1 | R-IM-2 | leaving earlier than expected makes nothing unmet (E-9)
"""


@pytest.mark.parametrize(("given", "leaves", "expected", "rule", "why"), rows(COPIES, 5))
def test_copies_grow_old(given, leaves, expected, rule, why):
    kinds = {"f": "im_first", "u": "im_follow_up"}
    number, copies = {"f": 0, "u": 0}, []
    for each in given.split(", "):
        mark, at = each.split(" ", 1)
        number[mark] += 1
        copies.append(Given(kinds[mark], number[mark], wall(at)))
    found = stay(
        "inpatient Tue 2026-11-03 09:00", leaves_on=date.fromisoformat(leaves.split()[1]), given=copies
    )
    row = owed(found, "im_follow_up")
    assert (f"{'owed' if row.required else 'not owed'} {row.number}", row.rule) == (expected, rule)


# How the patient leaves | days exhausted | follow-up copy | why
NO_COPY = """
01 | no  | owed | home
03 | no  | owed | to a skilled nursing facility
02 | no  | not | R-IM-3: to another acute hospital, an inpatient still
62 | no  | not | to a rehabilitation hospital, an inpatient still
20 | no  | not | who has died is not told
01 | yes | not | R-IM-3: Part A days are exhausted
"""


@pytest.mark.parametrize(("disposition", "exhausted", "expected", "why"), rows(NO_COPY, 4))
def test_who_needs_no_follow_up_copy(disposition, exhausted, expected, why):
    left = wall("Tue 2026-11-10 14:00")
    facts = {"leaves_on": date(2026, 11, 10), "left": left, "disposition": disposition}
    found = stay("inpatient Tue 2026-11-03 09:00", days_exhausted=exhausted == "yes", **facts)
    assert owed(found, "im_follow_up").required == (expected == "owed")


# Copy given | left | enough time | why
TIME_TO_GO = """
Tue 2026-11-10 08:00:00 | Tue 2026-11-10 12:00:00 | yes | E-1: exactly four hours are enough
Tue 2026-11-10 08:00:01 | Tue 2026-11-10 12:00:00 | no  | E-1: one second less is not
Mon 2026-11-09 23:59:00 | Tue 2026-11-10 00:01:00 | yes | given the day before: no hours are asked for
Sun 2026-11-01 00:30:00 | Sun 2026-11-01 03:30:00 | yes | E-3: three hours on the wall, four elapsed
Sun 2026-03-08 00:30:00 | Sun 2026-03-08 04:30:00 | no  | E-3: four hours on the wall, three elapsed
"""


@pytest.mark.parametrize(("given", "left", "enough", "why"), rows(TIME_TO_GO, 4))
def test_four_hours_to_decide(given, left, enough, why):
    assert RULES.time_to_go(wall(given), wall(left), NEW_YORK) == (enough == "yes")


# Observation ordered | at the latest | why
MOON = """
Tue 2026-11-03 09:00 | Wed 2026-11-04 21:00 | R-MOON-1: 36 hours
Fri 2026-11-06 20:00 | Sun 2026-11-08 08:00 | over a weekend
Sat 2026-10-31 20:00 | Mon 2026-11-02 07:00 | E-3: the clocks go back, an hour less on the wall
Sat 2026-03-07 20:00 | Mon 2026-03-09 09:00 | E-3: the clocks go forward, an hour more
Mon 2028-02-28 20:00 | Wed 2028-03-01 08:00 | E-6: over 29 February
Thu 2027-12-30 20:00 | Sat 2028-01-01 08:00 | holidays do not stop hours
"""


@pytest.mark.parametrize(("ordered", "by", "why"), rows(MOON, 3))
def test_observation_notice_within_36_hours(ordered, by, why):
    row = owed(stay(f"observation {ordered}"), "moon")
    assert (row.required, shown(row.window.due_by)) == (True, by)


# Orders | left | who pays | MOON at the latest | why
MOON_ENDS = """
ed Tue 2026-11-03 06:00, observation Tue 2026-11-03 09:00 | - | Medicare | Wed 2026-11-04 21:00 | the clock starts with the order, not with the arrival
observation Tue 2026-11-03 09:00:00 | Wed 2026-11-04 09:00:00 | Medicare | not owed | E-1: exactly 24 hours is not more than 24
observation Tue 2026-11-03 09:00:00 | Wed 2026-11-04 09:00:01 | Medicare | Wed 2026-11-04 09:00 | E-1: a second more is, and leaving ends the time
observation Tue 2026-11-03 09:00, inpatient Wed 2026-11-04 15:00 | - | Medicare | Wed 2026-11-04 15:00 | admission comes before the 36 hours are over
observation Tue 2026-11-03 09:00, inpatient Tue 2026-11-03 20:00 | - | Medicare | not owed | admitted after eleven hours
observation Tue 2026-11-03 09:00 | - | Advantage | Wed 2026-11-04 21:00 | a Medicare Advantage plan
observation Tue 2026-11-03 09:00 | - | Medicare second | Wed 2026-11-04 21:00 | Medicare second
observation Tue 2026-11-03 09:00 | - | commercial | not owed | no Medicare
"""


@pytest.mark.parametrize(("said", "left", "payer", "expected", "why"), rows(MOON_ENDS, 5))
def test_when_the_observation_notice_is_owed(said, left, payer, expected, why):
    gone = wall(left)
    row = owed(stay(said, payer, left=gone, at=gone or wall("Thu 2026-11-05 09:00")), "moon")
    assert (shown(row.window.due_by) if row.required else "not owed") == expected


def test_36_hours_are_inclusive_to_the_second():
    """E-1: given at exactly 36:00:00 is in time, one step later is not."""
    began = wall("Tue 2026-11-03 09:00")
    by = RULES.observation(began, None).due_by
    assert by == began + timedelta(hours=36)
    assert not by > by
    assert by + SMALLEST > by


# Inpatient | observation after it | leaves on | left | who pays | window | why
MCSN = """
Tue 2026-11-03 09:00 | Thu 2026-11-05 09:00 | Sat 2026-11-07 | - | Medicare | Fri 2026-11-06 00:00 to Sat 2026-11-07 08:00 | three days in hospital, two as an inpatient
Tue 2026-11-03 09:00 | Thu 2026-11-05 09:00 | Fri 2026-11-06 | - | Medicare | Fri 2026-11-06 00:00 to Fri 2026-11-06 08:00 | the day of leaving is not counted: three days are full at midnight
Tue 2026-11-03 09:00 | Thu 2026-11-05 09:00 | Thu 2026-11-05 | - | Medicare | not owed | two days in hospital
Tue 2026-11-03 09:00 | Fri 2026-11-06 09:00 | Sun 2026-11-08 | - | Medicare | not owed | three days as an inpatient
Tue 2026-11-03 23:59 | Thu 2026-11-05 00:01 | Fri 2026-11-06 | - | Medicare | Fri 2026-11-06 00:00 to Fri 2026-11-06 08:00 | the day of admission is day 1, one minute of it is enough
Tue 2026-11-03 09:00 | Thu 2026-11-05 09:00 | Sat 2026-11-07 | Sat 2026-11-07 15:00 | Medicare | Fri 2026-11-06 00:00 to Sat 2026-11-07 11:00 | four hours before they really went
Thu 2026-10-29 09:00 | Sat 2026-10-31 09:00 | Sun 2026-11-01 | Sun 2026-11-01 04:00 | Medicare | Sun 2026-11-01 00:00 to Sun 2026-11-01 01:00 | E-3: four elapsed hours before 04:00 is the first 01:00
Tue 2026-11-03 09:00 | Thu 2026-11-05 09:00 | Sat 2026-11-07 | - | Advantage | not owed | not for a Medicare Advantage plan
Tue 2026-11-03 09:00 | Thu 2026-11-05 09:00 | Sat 2026-11-07 | - | Medicare second | not owed | not where Medicare pays second
"""


@pytest.mark.parametrize(("admitted", "changed", "leaves", "left", "payer", "expected", "why"), rows(MCSN, 7))
def test_change_of_status(admitted, changed, leaves, left, payer, expected, why):
    on, gone = date.fromisoformat(leaves.split()[1]), wall(left)
    found = stay(f"inpatient {admitted}, observation {changed}", payer, leaves_on=on, left=gone)
    row = owed(found, "mcsn")
    window = f"{shown(row.window.due_from)} to {shown(row.window.due_by)}"
    assert (window if row.required else "not owed") == expected


def test_the_third_day_makes_it_owed_without_any_expected_date():
    said = "inpatient Tue 2026-11-03 09:00, observation Thu 2026-11-05 09:00"
    assert not owed(stay(said, at=wall("Thu 2026-11-05 23:59")), "mcsn").required
    assert owed(stay(said, at=wall("Fri 2026-11-06 00:00")), "mcsn").required


# Orders | copies grow old by | notice | from | why
UNDATED = """
inpatient Tue 2026-11-03 09:00 | Tue 2026-11-10 | im_follow_up | Sun 2026-11-08 00:00 | the expected date has passed: owed by the present day
inpatient Tue 2026-11-03 09:00, observation Thu 2026-11-05 09:00 | Sat 2026-11-07 | mcsn | Fri 2026-11-06 00:00 | the same for a change of status
inpatient Tue 2026-11-03 09:00, observation Thu 2026-11-05 09:00 | - | mcsn | Fri 2026-11-06 00:00 | no expected date at all, on the third day
"""


@pytest.mark.parametrize(("said", "leaves", "kind", "opens", "why"), rows(UNDATED, 5))
def test_no_hours_are_counted_back_while_nobody_has_said_when(said, leaves, kind, opens, why):
    on = None if leaves == "-" else date.fromisoformat(leaves.split()[1])
    row = owed(stay(said, leaves_on=on, undated=True, at=wall("Fri 2026-11-06 10:00")), kind)
    assert (row.required, shown(row.window.due_from), row.window.due_by) == (True, opens, None)


# Picked at | next usual hour of leaving | why
USUAL = """
Tue 2026-11-03 11:59 | Tue 2026-11-03 12:00 | today, while it is to come
Tue 2026-11-03 12:00 | Wed 2026-11-04 12:00 | at the hour itself: the next day
Sat 2026-10-31 13:00 | Sun 2026-11-01 12:00 | E-3: noon on the wall
"""


@pytest.mark.parametrize(("since", "expected", "why"), rows(USUAL, 3))
def test_work_without_a_latest_instant_is_due_at_the_next_usual_hour(since, expected, why):
    assert shown(RULES.usual_leaving(wall(since), NEW_YORK)) == expected


# The hospital was told | detailed notice and records by | why
DETAILED = """
Sat 2026-11-07 23:30 | Sun 2026-11-08 12:00 | R-QIO-2: noon of the next day, a Sunday too
Sun 2026-11-08 00:00 | Mon 2026-11-09 12:00 | E-2: midnight belongs to the new day
Sun 2026-11-08 00:10 | Mon 2026-11-09 12:00 | told just after midnight: the day after that
Sat 2026-10-31 13:00 | Sun 2026-11-01 12:00 | E-3: noon on the wall, 24 elapsed hours
Thu 2027-12-30 09:00 | Fri 2027-12-31 12:00 | New Year's holiday on 31 December 2027 does not move it
Mon 2028-02-28 09:00 | Tue 2028-02-29 12:00 | E-6: 29 February
"""


@pytest.mark.parametrize(("told", "by", "why"), rows(DETAILED, 3))
def test_detailed_notice_and_liability_at_noon(told, by, why):
    assert shown(RULES.detailed(wall(told), NEW_YORK)) == by
    assert shown(RULES.liable(wall(told), NEW_YORK)) == by


def test_a_medicare_advantage_plan_gives_its_own_detailed_notice():
    told = wall("Tue 2026-11-10 10:00")
    found = stay("inpatient Tue 2026-11-03 09:00", "Advantage", notified=told)
    assert not owed(found, "dnd").required
    assert owed(stay("inpatient Tue 2026-11-03 09:00", notified=told), "dnd").required


# Orders | rights by | why
RIGHTS = """
inpatient Tue 2026-11-03 09:00 | Wed 2026-11-04 09:00 | R-RIGHTS: at admission, by our proposal within a day
ed Tue 2026-11-03 06:00, observation Tue 2026-11-03 09:00 | Wed 2026-11-04 09:00 | under observation too, from its order
inpatient Sat 2026-10-31 20:00 | Sun 2026-11-01 19:00 | E-3: elapsed hours
"""


@pytest.mark.parametrize(("said", "by", "why"), rows(RIGHTS, 3))
def test_rights_at_admission(said, by, why):
    assert shown(owed(stay(said, "nobody"), "rights").window.due_by) == by


def test_nobody_in_the_emergency_department_alone_is_owed_anything():
    assert notice_rules.owed(stay("ed Tue 2026-11-03 06:00"), lambda _at: RULES) == []


def test_a_cancelled_stay_owes_nothing():
    assert notice_rules.owed(stay("inpatient Tue 2026-11-03 06:00", cancelled=True), lambda _at: RULES) == []


def test_the_zone_is_the_facilitys():
    """E-7: the same admission in Phoenix, which has no daylight saving, ends its days on Phoenix time."""
    at = wall("Tue 2026-11-03 01:00")
    found = Stay(PHOENIX, at, [Ordered("inpatient", at)], MEDICARE)
    assert shown(owed(found, "im_first").window.due_by, PHOENIX) == "Wed 2026-11-04 23:59"


def test_the_rules_in_force_at_the_trigger_govern():
    """E-10: a new version from 4 November leaves alone who was admitted before, whoever reckons it later."""
    later = notices.read(
        BODY | {"important_message": BODY["important_message"] | {"days_after_admission": 5}}
    )
    change = wall("Wed 2026-11-04 00:00")
    rules = lambda at: later if at >= change else RULES  # noqa: E731 - what the versions of a pack answer
    before = stay("inpatient Tue 2026-11-03 09:00", at=wall("Mon 2026-11-30 09:00"))
    after = stay("inpatient Wed 2026-11-04 09:00", at=wall("Mon 2026-11-30 09:00"))
    assert shown(owed(before, "im_first", rules).window.due_by) == "Thu 2026-11-05 23:59"
    assert shown(owed(after, "im_first", rules).window.due_by) == "Mon 2026-11-09 23:59"


def test_the_shipped_rules_hold_their_examples():
    assert notices.problems(BODY) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"observation": {"more_than_hours": 24, "within_hours": 30}}, "moon_by comes out as"),
        ({"observation": {"more_than_hours": 24, "within_hours": 0}}, "must be hours above 0"),
        ({"important_message": BODY["important_message"] | {"days_after_admission": 1.5}}, "whole number"),
        ({"work": ["nothing"]}, "There is no notice 'nothing'"),
        ({"picks": [{"code": "x", "kind": "moon", "text": "x"}]}, "cannot be picked"),
        ({"examples": []}, "at least one worked example"),
        ({"qio": {}}, "cannot be read"),
    ],
)
def test_what_is_wrong_with_rules_is_said(change, words):
    assert words in " ".join(notices.problems(BODY | change))
