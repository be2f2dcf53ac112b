"""Reading tables of deadlines that are written for people: one row, one sentence; wall times at a place."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.localtime import local, scheduled, utc

NEW_YORK = ZoneInfo("America/New_York")
PHOENIX = ZoneInfo("America/Phoenix")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def rows(text, cells):
    """The rows of a table as parameters, each named by its last cell; every row has all its cells."""
    found = []
    for line in text.strip().splitlines():
        row = [cell.strip() for cell in line.split("|")]
        assert len(row) == cells, f"{len(row)} cells instead of {cells}: {line}"
        found.append(pytest.param(*row, id=row[-1]))
    return found


def wall(text, zone=NEW_YORK):
    """ "Tue 2026-11-03 09:00", with seconds if they matter and "-05:00" where the hour comes twice; the weekday is checked."""
    if text in ("", "-", "none"):
        return None
    weekday, day, at = text.split()
    on = date.fromisoformat(day)
    assert on.strftime("%a") == weekday, f"{day} is a {on:%a}"
    if "-" in at:
        return utc(datetime.fromisoformat(f"{day}T{at}"))
    return scheduled(on, time.fromisoformat(at), zone)


def shown(at, zone=NEW_YORK):
    """An instant as the tables write it, to the minute, which has begun: 23:59 for the last instant of a day."""
    return f"{local(at, zone):%a %Y-%m-%d %H:%M}" if at else "none"
