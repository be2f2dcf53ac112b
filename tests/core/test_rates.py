"""Rates, means and medians: n/a without a denominator, one decimal half-up, medians by midpoint."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rates import half_up, median, percentile, rate, spread


@pytest.mark.parametrize(
    ("value", "shown"), [("2.25", "2.3"), ("2.24", "2.2"), ("2.35", "2.4"), ("-1.25", "-1.3"), ("4", "4.0")]
)
def test_a_half_rounds_away_from_zero(value, shown):
    assert str(half_up(Decimal(value))) == shown


def test_a_rate_shows_both_numbers():
    found = rate([("a", True), ("b", True), ("c", False)])
    assert (found.met, found.of, found.percent) == (2, 3, Decimal("66.7"))
    assert found.words == "66.7 % (2 of 3)"


def test_nothing_to_divide_by_is_no_rate():
    assert rate([]).percent is None
    assert rate([]).words == "n/a (0 of 0)"
    assert spread([]).mean is None
    assert spread([]).median is None
    assert spread([]).p90 is None


@pytest.mark.parametrize(
    ("values", "middle"), [([3], "3.0"), ([1, 2], "1.5"), ([5, 1, 3], "3.0"), ([4, 1, 2, 3], "2.5")]
)
def test_the_median_is_the_midpoint(values, middle):
    assert str(median(values)) == middle


def test_the_ninth_decile_is_a_value_that_occurred():
    assert percentile(list(range(1, 11)), 90) == 9
    assert percentile([7], 90) == 7


@given(st.lists(st.integers(0, 400), min_size=1))
def test_median_and_decile_lie_among_the_values(values):
    for found in (median(values), percentile(values, 90)):
        assert min(values) <= found <= max(values)
    assert median(values) <= percentile(values, 90)
