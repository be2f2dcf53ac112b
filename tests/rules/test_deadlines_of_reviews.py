"""The clocks of the QIO's review and of PASRR, as a nurse would check them with a paper calendar (New York time)."""

import json
from datetime import date
from pathlib import Path

import pytest

from policy import notices
from tests.tables_of_time import NEW_YORK, rows, shown, wall

PACK = Path(notices.__file__).parent / "packs" / "notices.json"
RULES = notices.read(json.loads(PACK.read_text("utf-8"))["body"])

# Asked | leaves on | left | in time | why
ASKED = """
Tue 2026-11-10 23:59:59 | Tue 2026-11-10 | - | yes | R-QIO-1: until midnight that ends the day of leaving
Wed 2026-11-11 00:00:00 | Tue 2026-11-10 | - | no  | midnight is the next day
Tue 2026-11-10 10:00:00 | Tue 2026-11-10 | Tue 2026-11-10 14:00 | yes | before leaving
Tue 2026-11-10 14:00:00 | Tue 2026-11-10 | Tue 2026-11-10 14:00 | no  | not once they have gone
Sun 2026-11-01 23:59:59 | Sun 2026-11-01 | - | yes | E-3: the long day ends at its midnight
"""


@pytest.mark.parametrize(("asked", "leaves", "left", "expected", "why"), rows(ASKED, 5))
def test_request_to_the_qio_in_time(asked, leaves, left, expected, why):
    on = date.fromisoformat(leaves.split()[1])
    assert RULES.asked_in_time(wall(asked), on, NEW_YORK, wall(left)) == (expected == "yes")


# All information there | in time | has left | decision by | why
DECISION = """
Mon 2026-11-09 11:00 | yes | no  | Tue 2026-11-10 23:59 | R-QIO-3: one calendar day
Mon 2026-11-09 11:00 | no  | no  | Wed 2026-11-11 23:59 | asked too late, still in the house: two days, Veterans Day or not
Mon 2026-11-09 11:00 | no  | yes | Wed 2026-12-09 23:59 | asked after leaving: thirty days
"""


@pytest.mark.parametrize(("informed", "in_time", "left", "by", "why"), rows(DECISION, 5))
def test_decision_of_the_qio(informed, in_time, left, by, why):
    flags = {"in_time": in_time == "yes", "left": left == "yes"}
    assert shown(RULES.decision(wall(informed), NEW_YORK, **flags)) == by


# Level II asked | can be expected by | why
LEVEL_TWO = """
Mon 2026-11-02 10:00 | Mon 2026-11-16 23:59 | nine working days, Veterans Day skipped
Fri 2027-12-17 10:00 | Mon 2028-01-03 23:59 | E-5: 24 and 31 December 2027 are holidays
"""


@pytest.mark.parametrize(("asked", "by", "why"), rows(LEVEL_TWO, 3))
def test_screening_before_a_nursing_facility(asked, by, why):
    assert shown(RULES.level_two(wall(asked), NEW_YORK)) == by


def test_an_exempted_stay_is_reviewed_by_its_fortieth_day():
    assert shown(RULES.resident_review(date(2026, 11, 10), NEW_YORK)) == "Sun 2026-12-20 23:59"
