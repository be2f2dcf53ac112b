"""How a number is said: half-up, small cells kept back, nothing divided by nothing."""

from decimal import Decimal

import pytest

from dashboards.charts import bars, run
from dashboards.figures import Figure
from dashboards.metrics import Kind


def of(kind, numerator, denominator=None, unit=""):
    return Figure(kind, Decimal(numerator), None if denominator is None else Decimal(denominator), unit)


@pytest.mark.parametrize(
    ("met", "of_all", "words"),
    [
        (0, 0, "n/a"),
        (20, 32, "62.5 %"),
        (21, 32, "65.6 %"),  # 65.625
        (29, 80, "36.3 %"),  # 36.25, half-up
        (0, 12, "0.0 %"),
        (12, 12, "100.0 %"),
        (11, 22, "50.0 %"),
        (11, 21, "fewer than 11"),  # ten are left
        (10, 40, "fewer than 11"),
        (1, 40, "fewer than 11"),
        (39, 40, "fewer than 11"),
        (5, 5, "fewer than 11"),
        (0, 10, "fewer than 11"),
    ],
)
def test_rates(met, of_all, words):
    assert of(Kind.RATE, met, of_all).words == words


def test_a_small_cell_is_not_said_beside_the_rate_either():
    small = of(Kind.RATE, 3, 40)
    assert small.value is None
    assert "3" not in small.fraction
    assert "40" not in small.fraction


def test_no_rows_are_said_so():
    assert of(Kind.RATE, 0, 0).fraction == of(Kind.MEDIAN, 0, 0).fraction == "no rows"
    assert of(Kind.RATIO, 0, 0).words == of(Kind.MEDIAN, 0, 0).words == "n/a"


@pytest.mark.parametrize(
    ("figure", "words", "fraction"),
    [
        (of(Kind.COUNT, 7), "7", ""),
        (of(Kind.TOTAL, "40.25", unit="h"), "40.3 h", ""),
        (of(Kind.MEDIAN, "7.25", 4, "h"), "7.3 h", "of 4"),
        (of(Kind.RATIO, 16, 40), "0.40", "16 of 40"),
        (of(Kind.RATIO, 1, 8), "0.13", "1 of 8"),
        (of(Kind.LOAD, 21, 20), "105.0 %", "21 of 20"),
    ],
)
def test_other_numbers(figure, words, fraction):
    assert (figure.words, figure.fraction) == (words, fraction)


def test_a_gap_and_another_definition_break_the_line():
    values = [Decimal(1), Decimal(2), None, Decimal(3), Decimal(4), Decimal(5)]
    drawn = run(values, [1, 1, None, 1, 2, 2])
    assert len(drawn.dots) == 5
    assert len(drawn.ties) == 2


def test_one_day_and_no_day_can_be_drawn():
    assert len(run([Decimal(0)], [1]).dots) == 1
    assert run([], []).dots == ()


def test_bars_keep_the_order_they_are_given_in():
    drawn = bars([("B", 2, "2", 4), ("A", 4, "4", 4)])
    assert [bar.label for bar in drawn.rows] == ["B", "A"]
    assert [bar.width for bar in drawn.rows] == [120, 240]
    assert drawn.rows[0].mark == drawn.rows[1].mark
