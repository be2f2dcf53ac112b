"""Times keep their precision and zone; birth dates keep their day."""

from datetime import date, time

import pytest

from interop.hl7 import SenderRules
from interop.hl7.timestamps import BadTime, Precision, read_date, read_moment, read_period_end

NEW_YORK = SenderRules(zone="America/New_York")
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2026", "2026-01-01T05:00:00", "year"),
        ("202607", "2026-07-01T04:00:00", "month"),
        ("20260301", "2026-03-01T05:00:00", "day"),
        ("2026030114", "2026-03-01T19:00:00", "hour"),
        ("202603011430", "2026-03-01T19:30:00", "minute"),
        ("20260301143015", "2026-03-01T19:30:15", "second"),
        ("20260301143015.1234", "2026-03-01T19:30:15.123400", "second"),
        ("20260301143015.9999999", "2026-03-01T19:30:15.999999", "second"),
        ("20260301143060", "2026-03-01T19:30:59", "second"),
        ("20260301143015+0100", "2026-03-01T13:30:15", "second"),
        ("20260301143015.5-0330", "2026-03-01T18:00:15.500000", "second"),
        ("20260301+0000", "2026-03-01T00:00:00", "day"),
        ("20260301000000", "2026-03-01T05:00:00", "second"),
    ],
)
def test_instants(text, at, precision):
    moment = read_moment(text, NEW_YORK)

    assert moment.at.isoformat() == f"{at}+00:00"
    assert moment.precision == precision


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("202603080159", "2026-03-08T06:59:00+00:00"),
        ("202603080230", "2026-03-08T07:30:00+00:00"),  # skipped in spring: 03:30 daylight time
        ("202603080300", "2026-03-08T07:00:00+00:00"),
        ("202611010130", "2026-11-01T05:30:00+00:00"),  # twice in autumn: the earlier
        ("202611010200", "2026-11-01T07:00:00+00:00"),
    ],
)
def test_daylight_saving(text, at):
    assert read_moment(text, NEW_YORK).at.isoformat() == at


def test_a_day_encloses_its_instants():
    day, noon = read_moment("20260308", NEW_YORK), read_moment("202603081200", NEW_YORK)

    assert day.at < noon.at == noon.until < day.until
    assert (day.until - day.at).total_seconds() == 23 * 3600
    assert not day.has_time
    assert noon.has_time


@pytest.mark.parametrize(
    ("text", "until"), [("2026", "2027-01-01"), ("202612", "2027-01-01"), ("202602", "2026-03-01")]
)
def test_months_and_years_end(text, until):
    assert read_moment(text, SenderRules()).until.date().isoformat() == until


@pytest.mark.parametrize(
    ("degree", "precision"),
    [("D", "day"), ("Y", "year"), ("M", "minute"), ("S", "minute"), ("x", "minute"), ("", "minute")],
)
def test_the_old_degree_of_precision_only_coarsens(degree, precision):
    assert read_moment("202603011430", NEW_YORK, degree).precision == precision


@pytest.mark.parametrize("text", ["", "0", "00000000", "000000000000"])
def test_zeroes_are_no_time(text):
    assert read_moment(text, NEW_YORK) is None


@pytest.mark.parametrize(
    "text",
    [
        "01/15/2025 14:30:00", "2025-01-15T14:30", "20251301", "20250230", "2026030125", "202603011", "tomorrow",
        "20260301143015+9900", "00010101", "17991231", "99991231", "٢٠٢٦", "20260301 1430", "2026" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_time_is_bad(text):
    with pytest.raises(BadTime):
        read_moment(text, NEW_YORK)


def test_a_senders_own_formats():
    rules = SenderRules(
        zone="America/New_York", time_formats=("%m/%d/%Y %H:%M:%S", "%m/%d/%Y", "%Y-%m-%dT%H:%M%z")
    )

    assert read_moment("01/15/2025 14:30:00", rules).at.isoformat() == "2025-01-15T19:30:00+00:00"
    assert read_moment("01/15/2025", rules).precision is Precision.DAY
    assert read_moment("2025-01-15T14:30+0100", rules).at.isoformat() == "2025-01-15T13:30:00+00:00"
    assert read_date("01/15/1985", rules).full == date(1985, 1, 15)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("19800115", (1980, 1, 15, None)),
        ("198001", (1980, 1, None, None)),
        ("1980", (1980, None, None, None)),
        ("19800000", (1980, None, None, None)),
        ("19800100", (1980, 1, None, None)),
        ("19800115233000+1400", (1980, 1, 15, time(23, 30))),
        ("19800115000000", (1980, 1, 15, None)),
        ("19800115T10:30", (1980, 1, 15, None)),
        ("20000229", (2000, 2, 29, None)),
    ],
)
def test_birth_dates_stay_as_written(text, parts):
    said = read_date(text, NEW_YORK, TODAY)

    assert (said.year, said.month, said.day, said.hour) == parts


@pytest.mark.parametrize(
    "text",
    ["00000000", "00010101", "18001231", "20260303", "2027", "19810229", "19801301", "unknown", "1980011"],
)
def test_impossible_births_are_bad(text):
    with pytest.raises(BadTime):
        read_date(text, NEW_YORK, TODAY)


def test_an_open_ended_period_has_no_end():
    assert read_period_end("99991231", NEW_YORK) is None
    assert read_period_end("", NEW_YORK) is None
    assert read_period_end("20261231", NEW_YORK).full == date(2026, 12, 31)


def test_a_setting_that_names_no_zone_is_refused():
    for zone in ("Mars/Olympus", "../etc", ""):
        with pytest.raises(ValueError, match="time zone"):
            SenderRules(zone=zone)
