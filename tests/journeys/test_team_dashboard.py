"""The supervisor finds what is breaching, opens it, moves it, and takes it back; at three widths, and without script."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dashboards import sweeps
from dashboards.models import MeasureTarget
from facilities.models import Team
from patients.models import Case
from teams.models import Reassignment
from tests.conftest import THEN
from tests.dashboards.world import House
from tests.journeys.test_change_of_condition import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def numbers(teamed: SimpleNamespace, facility: Any, unit: Any, team: Any, world: Any) -> SimpleNamespace:
    """Twenty-four cases with rows for every measure, kept for two days, one day missed between them."""
    other = Team.objects.create(facility=facility, name="Team South")
    house = House(facility, unit, team, other, teamed.lead)
    house.expect()
    for days in (3, 2):
        world(THEN - timedelta(days=days))
        sweeps.keep_days()
    world(THEN)
    house.fill(team, 24, "R")
    MeasureTarget.objects.create(
        facility=facility, measure="notices", value=95, source="Board of the hospital"
    )
    sweeps.keep_days()
    sweeps.write_briefs()
    return teamed


def _moves(boss: Any) -> None:
    boss.link("Dashboard")
    boss.link("Breaching", boss.page.get_by_role("main"))
    boxes = boss.page.get_by_role("checkbox")
    led = [
        n for n in range(boxes.count()) if "Patel" in boxes.nth(n).locator("xpath=ancestor::tr").inner_text()
    ][:2]
    assert len(led) == 2
    for n in led:
        boss.press(boxes.nth(n))
    boss.button("Give the chosen cases to others")
    boss.sees("2 chosen cases are looked at")
    boss.type("Reason", "Late work")
    boss.button("Preview")
    boss.sees("Who takes what, and why")
    boss.button("Apply")
    boss.sees("Carried out.")
    assert Reassignment.objects.get().lines.count() >= 2
    boss.button("Undo")
    boss.sees("Taken back.")


def test_from_the_number_to_the_change(seat: Any, numbers: SimpleNamespace) -> None:
    boss = seat(numbers.supervisor)
    before = list(Case.objects.order_by("pk").values_list("pk", "lead"))
    _moves(boss)
    assert list(Case.objects.order_by("pk").values_list("pk", "lead")) == before
    boss.go("/team/dashboard/")
    picture(boss, "dashboard")
    for path, name in (
        ("/team/dashboard/causes/", "causes"),
        ("/measures/notices/", "measure"),
        ("/measures/breaching/", "gap"),
        ("/measures/followups-kept/list/", "rate-list"),
        ("/measures/breaching/list/", "list"),
    ):
        assert boss.go(path) == 200
        picture(boss, name)
    boss.go("/team/dashboard/")
    boss.link("Week from")
    picture(boss, "letter")


def test_without_script(hand: Any, numbers: SimpleNamespace) -> None:
    _moves(hand(numbers.supervisor.username, java_script_enabled=False))
