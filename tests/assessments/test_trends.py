"""The first result against the latest: what matters, what is raised, and who reads it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments import trends
from assessments.actions.signing import sign_section
from assessments.actions.starting import start
from assessments.models import Reassessment
from assessments.trends import Matters, Point, Trend
from tests.assessments.conftest import fill, section
from tests.conftest import THEN
from worklist.models import Item

DAY = timedelta(days=1)
LOWER = Matters("lower", Decimal(5))
HIGHER = Matters("higher", Decimal(1))
PERCENT = Matters("lower", None, Decimal(30))


def trend(values, matters=LOWER):
    points = [Point(THEN + n * DAY, Decimal(str(value)), n) for n, value in enumerate(values)]
    return Trend("x", "X", trends.ordered(reversed(points)), matters)


@pytest.mark.parametrize(
    ("values", "matters", "verdict", "raised"),
    [
        ([10], LOWER, "", False),
        ([10, 14], LOWER, "same", False),
        ([10, 15], LOWER, "worse", True),
        ([10, 5], LOWER, "better", False),
        ([10, 6], LOWER, "same", False),
        ([18, 6, 11], LOWER, "better", True),
        ([10, 15, 16], LOWER, "worse", False),
        ([10, 14, 15], LOWER, "worse", True),
        ([6, 5], HIGHER, "worse", True),
        ([6, Decimal("5.1")], HIGHER, "same", False),
        ([6, 7], HIGHER, "better", False),
        ([10, 13], PERCENT, "worse", True),
        ([10, Decimal("12.9")], PERCENT, "same", False),
        ([0, 1], PERCENT, "worse", True),
        ([0, 0], PERCENT, "same", False),
        ([3, 30], Matters(), "", False),
    ],
)
def test_the_smallest_change_that_matters(values, matters, verdict, raised):
    found = trend(values, matters)
    assert (found.verdict, found.got_worse) == (verdict, raised)


def test_the_drawing_stays_in_its_frame_and_says_the_scale():
    found = trend([3, 27, 0, 12])
    drawn = trends.chart(Trend("x", "X", found.points, LOWER, Decimal(0), Decimal(27)))
    assert [label for _y, label in drawn.grid] == ["0", "27"]
    assert len(drawn.dots) == 4
    assert len(drawn.ties) == 3
    assert all(drawn.left <= x <= drawn.right and 0 <= y <= drawn.height for x, y in drawn.dots)
    heights = [y for _x, y in drawn.dots]
    assert heights[1] < heights[3] < heights[0] < heights[2]
    assert len(trends.chart(trend([4])).dots) == 1


def ask(ward, at, day, **answers):
    at(THEN + day * DAY)
    begun = start(ward.case, by=ward.worker, instrument="semcd-6")
    part = fill(section(begun, "semcd-6"), ward.worker, **answers)
    return sign_section(part, by=ward.worker)


@pytest.mark.django_db
def test_less_confidence_than_before_raises_one_piece_of_work(ward, at):
    from tests.assessments.test_reassess import stage

    stage(ward.case, "active")
    six = [f"q{n}" for n in range(1, 7)]
    ask(ward, at, 0, **dict.fromkeys(six, 7))
    assert not Reassessment.objects.exists()
    ask(ward, at, 40, **dict.fromkeys(six, 5))
    row = Reassessment.objects.get()
    assert (row.trigger, row.item.owner) == ("worse", ward.lead)
    assert "confiden" not in row.item.why.lower() + row.item.what.lower()
    ask(ward, at, 80, **dict.fromkeys(six, 5))
    assert Reassessment.objects.count() == 1
    assert Item.objects.filter(subject__startswith="reassess:").count() == 1
