"""The nine rules of counting readmissions, as a nurse reads them: the stays of one patient, and what counts."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encounters.readmissions import WINDOWS, Stay, Why, judge

LATE = date(2027, 6, 1)


def stay(name, arrived, left, **more):
    """ "2 Jan 09:00" to "5 Jan 14:00" at one hospital, home, unless said."""
    times = [
        datetime.strptime(f"2027 {text}", "%Y %d %b %H:%M") if text else None for text in (arrived, left)
    ]
    return Stay(name, more.pop("patient", "P"), more.pop("hospital", "North"), *times, **more)


FIRST = stay("first", "1 Jan 09:00", "5 Jan 14:00", condition="heart")

# What the case is about; the stays; within how many days; for each stay: the day of its readmission, "none", or why it is
# not counted.
CASES = [
    ("rule 1: one stay, nothing after it", [FIRST], 30, {"first": "none"}),
    ("rule 2: died", [replace(FIRST, disposition="20")], 30, {"first": Why.DIED}),
    ("rule 2: died in hospice at home", [replace(FIRST, disposition="40")], 30, {"first": Why.DIED}),
    ("rule 2: left against advice", [replace(FIRST, disposition="07"), stay("back", "9 Jan 08:00", "10 Jan 08:00")], 30,
     {"first": Why.AGAINST_ADVICE, "back": "none"}),
    ("rule 2: sent to another acute hospital", [replace(FIRST, disposition="02")], 30, {"first": Why.TRANSFERRED}),
    ("rule 2: admitted elsewhere the next day, though written as home",
     [FIRST, stay("there", "6 Jan 20:00", "9 Jan 10:00", hospital="South")], 30,
     {"first": Why.TRANSFERRED, "there": "none"}),
    ("rule 2: the receiving stay carries the index",
     [FIRST, stay("there", "5 Jan 18:00", "9 Jan 10:00", hospital="South"), stay("back", "12 Jan 09:00", "13 Jan 09:00")],
     30, {"first": Why.TRANSFERRED, "there": 3, "back": "none"}),
    ("rule 2: elsewhere two days later is a readmission",
     [FIRST, stay("there", "7 Jan 20:00", "9 Jan 10:00", hospital="South")], 30, {"first": 2, "there": "none"}),
    ("rule 2: psychiatric stay", [replace(FIRST, line="psychiatric")], 30, {"first": Why.PSYCHIATRIC}),
    ("rule 2: rehabilitation", [replace(FIRST, line="rehabilitation")], 30, {"first": Why.REHABILITATION}),
    ("rule 2: medical treatment of cancer", [replace(FIRST, line="cancer")], 30, {"first": Why.CANCER}),
    ("rule 2: 17 years old on arrival", [replace(FIRST, born_on=date(2009, 1, 2))], 30, {"first": Why.CHILD}),
    ("rule 2: 18 on the day of arrival", [replace(FIRST, born_on=date(2009, 1, 1))], 30, {"first": "none"}),
    ("rule 2: still in the house", [replace(FIRST, left_at=None)], 30, {"first": Why.IN_HOUSE}),
    ("rule 3: back the same day for the same: one continuous stay",
     [FIRST, stay("again", "5 Jan 20:00", "8 Jan 10:00", condition="heart"), stay("back", "20 Jan 09:00", "21 Jan 09:00")],
     30, {"first": Why.CONTINUED, "again": 12, "back": "none"}),
    ("rule 3: three parts of one stay, the last discharge is the index",
     [FIRST, stay("again", "5 Jan 20:00", "8 Jan 10:00", condition="heart"),
      stay("third", "8 Jan 23:00", "9 Jan 10:00", condition="heart")],
     30, {"first": Why.CONTINUED, "again": Why.CONTINUED, "third": "none"}),
    ("rule 3: a continuous stay is counted once for the stay before it",
     [FIRST, stay("back", "10 Jan 20:00", "12 Jan 10:00", condition="lung"),
      stay("again", "12 Jan 20:00", "14 Jan 10:00", condition="lung")], 30,
     {"first": 5, "back": Why.CONTINUED, "again": "none"}),
    ("rule 3: back the same day for something else: day 0",
     [FIRST, stay("back", "5 Jan 20:00", "8 Jan 10:00", condition="fall")], 30, {"first": 0, "back": "none"}),
    ("rule 3: back the same day, nobody said for what: day 0",
     [FIRST, stay("back", "5 Jan 20:00", "8 Jan 10:00")], 30, {"first": 0, "back": "none"}),
    ("rule 3: the next day for the same is day 1",
     [FIRST, stay("back", "6 Jan 00:05", "8 Jan 10:00", condition="heart")], 30, {"first": 1, "back": "none"}),
    ("rule 4: day 30 counts", [FIRST, stay("back", "4 Feb 23:59", "6 Feb 10:00")], 30, {"first": 30, "back": "none"}),
    ("rule 4: day 31 does not", [FIRST, stay("back", "5 Feb 00:01", "6 Feb 10:00")], 30,
     {"first": "none", "back": "none"}),
    ("rule 4: day 7 counts within 7", [FIRST, stay("back", "12 Jan 08:00", "13 Jan 10:00")], 7,
     {"first": 7, "back": "none"}),
    ("rule 4: day 8 does not count within 7", [FIRST, stay("back", "13 Jan 08:00", "14 Jan 10:00")], 7,
     {"first": "none", "back": "none"}),
    ("rule 5: what coding calls planned", [FIRST, stay("back", "10 Jan 08:00", "12 Jan 10:00", planned=True)], 30,
     {"first": "none", "back": "none"}),
    ("rule 6: an unplanned stay after a planned one is not charged to the first",
     [FIRST, stay("plan", "10 Jan 08:00", "12 Jan 10:00", planned=True), stay("back", "15 Jan 08:00", "16 Jan 10:00")],
     30, {"first": "none", "plan": 3, "back": "none"}),
    ("rule 6: a planned stay after the window changes nothing",
     [FIRST, stay("back", "9 Jan 08:00", "10 Jan 10:00"), stay("plan", "1 Mar 08:00", "2 Mar 10:00", planned=True)],
     30, {"first": 4, "back": "none", "plan": "none"}),
    ("rule 7: two stays after one index count once, the first",
     [FIRST, stay("one", "10 Jan 08:00", "11 Jan 10:00"), stay("two", "20 Jan 08:00", "21 Jan 10:00")], 30,
     {"first": 5, "one": 9, "two": "none"}),
    ("rule 8: a readmission is an index of its own",
     [FIRST, stay("one", "10 Jan 08:00", "11 Jan 10:00"), stay("two", "9 Feb 08:00", "10 Feb 10:00")], 30,
     {"first": 5, "one": 29, "two": "none"}),
    ("rule 9: the first event's day decides: day 9 is in 14 and in 30",
     [FIRST, stay("back", "14 Jan 08:00", "15 Jan 10:00")], 14, {"first": 9, "back": "none"}),
    ("rule 9: and not in 7", [FIRST, stay("back", "14 Jan 08:00", "15 Jan 10:00")], 7,
     {"first": "none", "back": "none"}),
    ("another patient's stay is nobody's readmission",
     [FIRST, stay("other", "10 Jan 08:00", "11 Jan 10:00", patient="Q")], 30, {"first": "none", "other": "none"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stays", "within", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_counted_as_the_rules_say(stays, within, expected):
    found = judge(stays, within=within, today=LATE)
    said = {row.stay.key: row.excluded or ("none" if row.day is None else row.day) for row in found}
    assert said == expected


def test_the_window_has_to_be_over_on_the_run_date():
    assert judge([FIRST], within=30, today=date(2027, 2, 4))[0].excluded == Why.TOO_EARLY
    assert judge([FIRST], within=30, today=date(2027, 2, 5))[0].eligible
    assert judge([FIRST], within=7, today=date(2027, 1, 13))[0].eligible


def test_the_order_in_which_stays_come_does_not_matter():
    stays = [
        FIRST,
        stay("b", "5 Jan 20:00", "8 Jan 10:00", condition="heart"),
        stay("c", "9 Jan 08:00", "9 Jan 20:00"),
    ]
    assert judge(stays, within=30, today=LATE) == judge(stays[::-1], within=30, today=LATE)


PLACES, CONDITIONS, ENDS = ["North", "South"], ["", "heart", "lung"], ["01", "03", "06", "07", "20", "02"]
BEGIN = datetime(2027, 1, 1, 12)


@st.composite
def histories(draw):
    """The stays of one patient, one after the other, never two at a time."""
    found, at = [], BEGIN
    for n in range(draw(st.integers(1, 7))):
        at += timedelta(hours=draw(st.integers(1, 24 * 20)))
        left = at + timedelta(hours=draw(st.integers(1, 24 * 9)))
        facts = {
            "disposition": draw(st.sampled_from(ENDS)),
            "condition": draw(st.sampled_from(CONDITIONS)),
            "planned": draw(st.booleans()),
            "line": draw(st.sampled_from(["other", "other", "cancer"])),
        }
        found.append(Stay(n, "P", draw(st.sampled_from(PLACES)), at, left, **facts))
        at = left
    return found


@given(histories())
def test_readmitted_within_7_is_within_14_is_within_30(stays):
    within = {
        window: {row.stay.key for row in judge(stays, within=window, today=LATE) if row.readmitted}
        for window in WINDOWS
    }
    assert within[7] <= within[14] <= within[30]


@given(histories())
def test_each_stay_is_judged_once_and_followed_by_one_at_most(stays):
    found = judge(stays, within=30, today=LATE)
    assert sorted(row.stay.key for row in found) == [each.key for each in stays]
    assert all((row.by is None) == (row.day is None) for row in found)
    assert all(row.excluded is None and 0 <= row.day <= 30 for row in found if row.readmitted)


@given(histories(), st.integers(-400, 400))
def test_the_same_history_on_other_dates_comes_out_the_same(stays, days):
    shift = timedelta(days=days)
    moved = [
        replace(each, arrived_at=each.arrived_at + shift, left_at=each.left_at + shift) for each in stays
    ]

    def said(rows):
        return [(row.stay.key, row.excluded, row.day, row.by) for row in rows]

    here = judge(stays, within=30, today=LATE)
    assert said(here) == said(judge(moved, within=30, today=LATE + shift))


@given(histories())
def test_a_planned_stay_is_charged_to_nobody(stays):
    planned = {each.key for each in stays if each.planned}
    first_parts = {row.by for row in judge(stays, within=30, today=LATE)}
    assert not planned & first_parts
