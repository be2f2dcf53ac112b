"""Several clocks and a person at the same moment: each cause raises once, and all of them are one piece of work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from assessments import sweeps
from assessments.actions.reassessments import ask_reassessment
from assessments.models import Reassessment
from core import clock
from messaging.actions import broadcast
from tests.assessments.test_reassess import feed, stay  # noqa: F401 - fixtures
from tests.conftest import THEN
from worklist.models import Item

HOUR = timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_four_clocks_and_a_person_at_once(ward, stay, at):  # noqa: F811 - the fixture
    broadcast(ward.case, by=ward.nurse, what="Fell in the bathroom", severity="urgent")
    at(THEN + 60 * HOUR)

    def act(n):
        clock.move(THEN + 60 * HOUR)  # each thread has a connection, and so a clock, of its own
        try:
            if n == 0:
                return ask_reassessment(
                    ward.case, by=ward.lead, trigger="denial", because="The payer said no"
                )
            return sweeps.raise_triggered() + sweeps.raise_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(act, range(5)))
    rows = Reassessment.objects.order_by("trigger")
    assert [row.trigger for row in rows] == ["cadence", "denial", "fall"]
    assert len({row.item_id for row in rows}) == 1
    assert Item.objects.filter(subject__startswith="reassess:").count() == 1
