"""F15: processes whose clocks are wrong, and a night of daylight saving in two zones with everything running."""

import shutil
import time
from datetime import date
from datetime import time as wall
from zoneinfo import ZoneInfo

import pytest

from core.localtime import scheduled
from tests.chaos.conftest import NUMBER, WHOLE

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
LONG = 900 if WHOLE else 180
FAKETIME = shutil.which("faketime")
# How long a wait lasts is not to be false, only what the clock on the wall says.
ONLY_THE_WALL = {"DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@pytest.mark.fault("F15")
@pytest.mark.skipif(not FAKETIME, reason="this machine has no faketime")
def test_workers_that_live_in_the_wrong_day(stage, proved):
    """One relay 26 hours ahead, one two hours behind: what is due is told once, what is not due is not."""
    with stage() as made:
        soon = "update worklist_reminder set due_at = now() + interval '20 hours' where due_at > now()"
        made.sql(soon)
        began = time.monotonic()
        for offset in ("+26h", "-2h"):
            made.relay(under=(str(FAKETIME), "-f", offset), **ONLY_THE_WALL)
        made.rest(LONG)
        waiting = made.one("select count(*) from worklist_reminder where status = 'waiting'")
        assert waiting == NUMBER // 50
        proved(made, "F15 clocks +26 h and -2 h", began)


# A second of the test is five minutes of the night: six hours in 72 seconds.
FASTER = 300
ZONES = ("America/New_York", "America/Chicago")
NIGHTS = {
    "spring": (date(2026, 3, 8), "2026-03-08 04:50+00"),
    "autumn": (date(2026, 11, 1), "2026-11-01 03:50+00"),
}
MOVE = """
update worklist_reminder r set due_at = night.at, wall_on = %s, wall_at = night.wall, zone = night.zone
  from (select row_number() over (order by id) - 1 as n, id from worklist_reminder where due_at < now()) as mine
  join unnest(%s::timestamptz[], %s::time[], %s::text[]) with ordinality as night(at, wall, zone, nth)
    on mine.n %% 480 = night.nth - 1
 where r.id = mine.id
"""
LATEST = """
select max(extract(epoch from n.told_at - r.due_at)) from worklist_notification n join worklist_reminder r on r.id = n.reminder_id
"""


@pytest.mark.whole
@pytest.mark.fault("F15")
@pytest.mark.parametrize("season", NIGHTS)
def test_a_night_of_daylight_saving_in_two_zones(stage, proved, season):
    """Every minute from midnight to four in both zones; what the gap swallows comes with its end, of two hours the first."""
    on, since = NIGHTS[season]
    walls = [wall(minute // 60, minute % 60) for minute in range(240)]
    minutes = [(scheduled(on, at, ZoneInfo(zone)), at, zone) for zone in ZONES for at in walls]
    with stage(OUTBOX_LEASE_SECONDS=str(15 * FASTER)) as made:
        made.sql(MOVE, [on, *map(list, zip(*minutes, strict=True))])
        made.hurry(FASTER, since)
        began = time.monotonic()
        made.relay()
        made.until(lambda: made.ledger.now()["told"] == NUMBER, LONG, every=0.5)
        made.rest(LONG)
        # The first of the two hours, not the second: nothing came an hour late.
        assert made.one(LATEST) < 3600
        proved(made, f"F15 a night of daylight saving in {season}", began)
