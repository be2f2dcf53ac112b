"""F15: processes whose clocks are wrong, and a night of daylight saving in two zones with everything running."""

import shutil
import time

import pytest

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
