"""The Charlson index of 1987 with age, kept apart from the LACE points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.risk.charlson import Charlson, age_points, score, survival
from assessments.risk.conditions import CHARLSON, LABELS, charlson_sum, lace_sum, unknown

CONDITIONS = st.frozensets(st.sampled_from(sorted(LABELS)))


@pytest.mark.parametrize(
    ("age", "points"),
    [(0, 0), (49, 0), (50, 1), (59, 1), (60, 2), (69, 2), (70, 3), (79, 3), (80, 4), (104, 4)],
)
def test_age(age, points):
    assert age_points(age) == points


@pytest.mark.parametrize(
    ("weight", "diseases"),
    [
        (1, {"infarction", "heart_failure", "peripheral", "cerebrovascular", "dementia", "pulmonary", "connective",
             "ulcer", "mild_liver", "diabetes"}),
        (2, {"paralysis", "severe_renal", "diabetes_damage", "tumour", "leukaemia", "lymphoma"}),
        (3, {"severe_liver"}),
        (6, {"metastatic", "aids"}),
    ],
)  # fmt: skip
def test_the_weights_of_1987(weight, diseases):
    assert {code for code, points in CHARLSON.items() if points == weight} == diseases
    assert all(charlson_sum({disease}) == weight for disease in diseases)


def test_everything_together_is_33():
    assert charlson_sum(set(LABELS)) == 33


@pytest.mark.parametrize(
    ("pair", "points"),
    [
        ({"diabetes", "diabetes_damage"}, 2),
        ({"mild_liver", "severe_liver"}, 3),
        ({"tumour", "metastatic"}, 6),
    ],
)
def test_of_a_pair_only_the_heavier_counts(pair, points):
    assert charlson_sum(pair) == points


def test_the_two_comorbidity_numbers_of_a_chart_differ():
    had = {"dementia", "heart_failure", "aids"}
    assert (charlson_sum(had), lace_sum(had)) == (8, 9)


def test_ten_year_survival():
    assert [round(survival(total), 2) for total in (0, 1, 2, 3, 4, 5)] == [0.98, 0.96, 0.90, 0.77, 0.53, 0.21]


def test_missing_gives_a_range():
    found = score(Charlson(frozenset({"heart_failure"}), False, None))
    assert (found.low, found.high, found.missing) == (1, 37, ("conditions", "age"))
    assert score(Charlson(frozenset({"heart_failure"}), True, 68)).total == 3


def test_a_disease_nobody_knows_is_named():
    assert unknown({"dementia", "gout"}) == {"gout"}


@given(CONDITIONS, CONDITIONS, st.booleans(), st.none() | st.integers(0, 110), st.integers(0, 110))
def test_the_range_holds_whatever_becomes_known_and_more_is_never_less(had, more, reviewed, age, real):
    part = score(Charlson(had, reviewed, age))
    whole = score(Charlson(had if reviewed else had | more, True, real if age is None else age))
    assert part.low <= whole.total <= part.high
    assert charlson_sum(had | more) >= charlson_sum(had)
