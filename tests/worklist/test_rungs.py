"""Rungs of a ladder: only those still to come are climbed."""

from datetime import UTC, datetime, timedelta

from worklist.ladder import rungs

FIRST = datetime(2026, 3, 5, 7, 30, tzinfo=UTC)


def test_rungs_that_have_passed_are_not_climbed():
    found = rungs(FIRST, (60, -60, 0), FIRST - timedelta(minutes=30))
    assert [(rung.number, rung.at - FIRST, rung.late) for rung in found] == [
        (1, timedelta(0), False),
        (2, timedelta(hours=1), True),
    ]
