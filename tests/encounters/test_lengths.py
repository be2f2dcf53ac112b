"""How long stays lasted, and against the national mean: one line each, as a nurse reads them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from encounters.lengths import Coded, against_mean, fiscal_year, hint, length, paid_as_transfer

HERE = ZoneInfo("America/New_York")


def wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


# ordered as an inpatient, left, first care in the house: midnights, days Medicare counts, elapsed days, days in all
LENGTHS = [
    ("2026-11-03T09:00", "2026-11-03T20:00", None, 0, 1, "0.5", 0),
    ("2026-11-03T23:59", "2026-11-04T00:01", None, 1, 1, "0.0", 1),
    ("2026-11-03T09:00", "2026-11-06T12:00", None, 3, 3, "3.1", 3),
    ("2026-11-03T09:00", "2026-11-06T12:00", "2026-11-02T22:00", 3, 3, "3.1", 4),
    # The night in which the clocks go back has an hour more; the midnights are the same.
    ("2026-10-31T12:00", "2026-11-01T12:00", None, 1, 1, "1.0", 1),
    ("2028-02-28T12:00", "2028-03-01T12:00", None, 2, 2, "2.0", 2),
]


@pytest.mark.parametrize(("ordered", "left", "care", "days", "billing", "elapsed", "total"), LENGTHS)
def test_the_four_lengths_of_a_stay(ordered, left, care, days, billing, elapsed, total):
    found = length(wall(ordered), wall(left), HERE, wall(care) if care else None)
    assert (found.days, found.billing, str(found.elapsed), found.total) == (days, billing, elapsed, total)


@pytest.mark.parametrize(
    ("on", "year"), [("2026-09-30", 2026), ("2026-10-01", 2027), ("2027-01-15", 2027), ("2027-09-30", 2027)]
)
def test_the_fiscal_year_begins_in_october(on, year):
    assert fiscal_year(date.fromisoformat(on)) == year


def test_the_hint_is_admission_and_the_whole_days_of_the_mean():
    assert hint(date(2026, 11, 3), Decimal("3.9")) == date(2026, 11, 6)
    assert hint(date(2026, 11, 3), Decimal("0.7")) == date(2026, 11, 3)
    assert hint(date(2026, 11, 3), None) is None


def stay(key, days, gmlos="4.0", disposition="01"):
    return Coded(key, days, disposition, Decimal(gmlos) if gmlos else None)


def test_worked_example_of_the_variance():
    """Three stays of 6, 3 and 5 days with means of 4.0, 4.0 and 4.5: 14 observed, 12.5 expected."""
    found = against_mean([stay("a", 6), stay("b", 3), stay("c", 5, "4.5")]).all
    assert (found.of, found.observed, found.expected) == (3, 14, Decimal("12.5"))
    assert str(found.mean) == "0.5"
    assert str(found.index) == "1.12"
    # 2 days of the first and half a day of the third; the second gives nothing back.
    assert str(found.opportunity) == "2.5"


def test_what_is_left_out_is_counted_by_its_reason():
    found = against_mean([
        stay("a", 4), stay("d", 9, disposition="20"), stay("e", 1, disposition="07"),
        stay("f", 2, disposition="02"), stay("g", 3, gmlos=None),
    ])  # fmt: skip
    assert [row.key for row in found.all.stays] == ["a"]
    assert found.left_out == {"against_advice": 1, "died": 1, "no_mean": 1, "transferred": 1}


def test_a_very_long_stay_is_shown_with_and_without():
    found = against_mean([stay("usual", 4), stay("edge", 34), stay("long", 35)])
    assert found.all.of == 3
    assert [row.key for row in found.without_long.stays] == ["usual", "edge"]
    assert str(found.all.opportunity) == "61.0"
    assert str(found.without_long.opportunity) == "30.0"


def test_without_stays_there_is_no_figure():
    nothing = against_mean([stay("d", 9, disposition="20")]).all
    assert (nothing.of, nothing.mean, nothing.index, nothing.opportunity) == (0, None, None, None)


# days, mean, flagged group, left to: paid as a transfer
TRANSFERS = [
    (2, "4.0", True, "03", True),
    (3, "4.0", True, "03", False),  # 3 + 1 is not below 4.0
    (2, "4.0", False, "03", False),
    (2, "4.0", False, "02", True),
    (2, "4.0", False, "66", True),
    (2, "4.0", False, "05", False),
    (2, "4.0", True, "05", True),
    (2, "4.0", True, "01", False),
    (2, "4.0", True, "86", True),
    (2, "4.0", True, "90", True),
    (2, "4.0", True, "89", False),  # the twin of a swing bed, which is not in the rule
    (2, None, True, "03", False),
]


@pytest.mark.parametrize(("days", "gmlos", "flagged", "to", "paid"), TRANSFERS)
def test_paid_as_a_transfer(days, gmlos, flagged, to, paid):
    mean = Decimal(gmlos) if gmlos else None
    assert paid_as_transfer(days, mean, flagged=flagged, disposition=to) is paid
