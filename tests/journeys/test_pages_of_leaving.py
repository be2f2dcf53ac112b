"""Every page of leaving that no other journey stops at: axe finds nothing, and nothing runs off the side."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from accounts.actors import ensure, system
from discharge import actions
from discharge.actions.delays import open_delay
from discharge.models import DelaySegment, Destination, Notice
from discharge.plans import plan_of
from encounters import actions as encounters
from encounters.models import Encounter
from patients.models import Case
from tests.conftest import THEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASE = (
    "cases:wishes", "cases:choose-destination", "cases:set-date", "cases:leave", "board:delays", "board:open-delay",
    "board:reach-milestone", "board:milestone-not-needed", "notices:case", "notices:record-pasrr", "after:stay",
    "after:case", "packets:case", "referrals:case", "referrals:compare",
)  # fmt: skip
DELAY = ("board:delay", "board:change-delay", "board:close-delay", "board:delay-error")
NOTICE = ("notices:notice", "notices:deliver", "notices:print")
VISIT = ("notices:order", "notices:pick")
PLACE = ("cases:evaluate-destination", "cases:rank-destination", "cases:drop-destination")

DESK = (
    "board:home", "board:wall", "board:forecast", "board:huddle", "directory:services", "directory:add", "notices:desk",
)  # fmt: skip


@pytest.fixture
def held(gathered: SimpleNamespace, facility: Any, unit: Any) -> SimpleNamespace:
    """In the house since yesterday, with a date, a destination and a delay."""
    ensure()
    feed, lead = system("feed"), gathered.lead
    stay = encounters.admit(
        gathered.earlier, by=feed, facility=facility, kind="IMP", unit=unit, event_at=THEN - timedelta(days=1),
        key="visit-1",
    )  # fmt: skip
    encounters.link_to_case(stay, by=feed, case=Case.objects.get(pk=gathered.case.pk))
    plan = plan_of(Case.objects.get(pk=gathered.case.pk), lead)
    plan = actions.set_expected_date(plan, by=lead, expected_on=THEN.date(), why="Usual length")
    actions.add_destination(plan, by=lead, disposition="01", words="Own flat")
    actions.add_destination(plan, by=lead, disposition="03")
    open_delay(
        plan, by=lead, cause="D06", owner=lead, started_at=THEN - timedelta(hours=5), words="No concentrator"
    )
    return gathered


def addresses(case: Any) -> list[str]:
    """One after the other, each by its name."""
    rows = (
        (CASE, case),
        (DELAY, DelaySegment.objects.get()),
        (NOTICE, Notice.objects.filter(status="due").earliest("pk")),
        (VISIT, Encounter.objects.get()),
        (PLACE, Destination.objects.earliest("rank")),
    )
    found = [reverse(name, args=[row.pk]) for names, row in rows for name in names]
    found += [reverse("cases:gate-carry", args=[case.pk, "vaccines"])]
    found += [reverse("cases:reach-stage", args=[case.pk, "medically_ready"])]
    return [*found, *map(reverse, DESK)]


@pytest.mark.parametrize("width", [1440, 390])
def test_each_page_is_clean(held: SimpleNamespace, seat: Any, width: int) -> None:
    who = seat(held.lead, width=width)
    for path in addresses(held.case):
        assert who.go(path) == 200, path
        who.look()
