"""Goal attainment scaling by KPI-14: the published table of equal weights, weights, what counts and what does not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplans.gas import Scaled, attainment, t_score

EQUAL = {  # number of goals, sum of levels: T (conversion key for equally weighted scales, Kiresuk, Smith, Cardillo 1994)
    (1, 1): "60.00", (1, -1): "40.00", (1, 2): "70.00", (1, -2): "30.00",
    (2, 1): "56.20", (2, 2): "62.40", (2, 3): "68.61", (2, 4): "74.81", (2, -1): "43.80", (2, -2): "37.60",
    (3, 1): "54.56", (3, 2): "59.13", (3, 3): "63.69", (3, 6): "77.39", (3, -3): "36.31", (3, -6): "22.61",
    (4, 1): "53.63", (4, 4): "64.51", (4, -4): "35.49", (5, 5): "65.08", (5, -5): "34.92",
}  # fmt: skip


def spread(number, total):
    """Levels of so many goals with this sum."""
    levels = [0] * number
    step = 1 if total > 0 else -1
    for n in range(abs(total)):
        levels[n % number] += step
    return levels


@pytest.mark.parametrize(("case", "score"), EQUAL.items())
def test_the_published_table(case, score):
    number, total = case
    assert t_score((1, level) for level in spread(number, total)) == Decimal(score)


@pytest.mark.parametrize("number", range(1, 8))
def test_everything_as_expected_is_fifty(number):
    assert t_score([(9, 0)] * number) == 50


def test_weights_move_it():
    # 10 x (6 - 2) / sqrt(0.7 x 40 + 0.3 x 64) = 40 / sqrt(47.2) = 5.82
    assert t_score([(6, 1), (2, -1)]) == Decimal("55.82")
    assert t_score([(6, -1), (2, 1)]) == Decimal("44.18")


@pytest.mark.parametrize("wrong", [[(1, 3)], [(1, -3)], [(-1, 0)]])
def test_off_the_scale_is_an_error(wrong):
    with pytest.raises(ValueError, match="-2 to"):
        t_score(wrong)


def test_nothing_that_counts_has_no_score():
    assert t_score([]) is None
    assert t_score([(0, 2)]) is None


def test_baseline_achieved_and_change():
    goals = [Scaled("a", level=0), Scaled("b", level=1), Scaled("c", level=-1, no_worse=True)]
    found = attainment(goals)
    # -1 - 1 - 2 = -4 of three goals; now 0.
    assert (found.baseline, found.achieved, found.change) == (
        Decimal("31.74"),
        Decimal("50.00"),
        Decimal("18.26"),
    )
    assert (found.reached, found.reviewed, found.counted) == (2, 3, 3)


def test_a_recorded_beginning_counts_before_the_usual_one():
    assert attainment([Scaled("a", baseline=0, level=1)]).baseline == 50


def test_one_goal_not_reviewed_leaves_the_patient_unscored():
    found = attainment([Scaled("a", level=2), Scaled("b")])
    assert (found.achieved, found.change, found.unreviewed) == (None, None, ("b",))
    assert (found.reached, found.reviewed) == (1, 1)


def test_what_is_no_longer_wanted_or_weighs_nothing_is_named_and_not_counted():
    found = attainment(
        [
            Scaled("a", level=1),
            Scaled("gone", level=-2, unwanted=True),
            Scaled("nil", importance=0, difficulty=3, level=-2),
        ]
    )
    assert (found.achieved, found.unwanted, found.weightless, found.counted) == (60, ("gone",), ("nil",), 1)


def test_half_a_weight_is_none():
    assert Scaled("a", importance=3).weight == 1
    assert Scaled("a", importance=0).weight == Scaled("a", difficulty=0).weight == 0
    assert Scaled("a", importance=3, difficulty=2).weight == 6


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-2, 2)), min_size=1, max_size=12))
def test_mirrored_levels_mirror_the_score(pairs):
    score, mirror = t_score(pairs), t_score((weight, -level) for weight, level in pairs)
    if score is None:
        assert mirror is None
    else:
        assert abs(score + mirror - 100) <= Decimal("0.01")


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-2, 1)), min_size=1, max_size=12))
def test_a_better_level_never_lowers_it(pairs):
    (weight, level), *rest = pairs
    assert t_score([(weight, level + 1), *rest]) >= t_score(pairs)
