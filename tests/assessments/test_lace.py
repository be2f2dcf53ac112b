"""The LACE index as published in 2010, point by point, band by band."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.risk.arithmetic import band_of
from assessments.risk.conditions import LABELS, lace_sum
from assessments.risk.lace import BANDS, EXPECTED, Lace, c_points, e_points, expected, l_points, score

CONDITIONS = st.frozensets(st.sampled_from(sorted(LABELS)))


def lace(days=0, acute=False, conditions=(), ed_visits=0, reviewed=True):
    return score(Lace(days, acute, frozenset(conditions), reviewed, ed_visits))


@pytest.mark.parametrize(
    ("days", "points"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (6, 4), (7, 5), (13, 5), (14, 7), (365, 7)],
)
def test_length_of_stay(days, points):
    assert l_points(days) == points


@pytest.mark.parametrize(("acute", "points"), [(False, 0), (True, 3)])
def test_acute_admission(acute, points):
    assert lace(acute=acute).total == points


@pytest.mark.parametrize(("comorbidity", "points"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (5, 5), (40, 5)])
def test_comorbidity(comorbidity, points):
    assert c_points(comorbidity) == points


@pytest.mark.parametrize(("visits", "points"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (9, 4)])
def test_emergency_visits(visits, points):
    assert e_points(visits) == points


def test_the_wrong_copies_in_circulation_are_not_ours():
    """Seen in public code: 7 days give 7, 4 comorbidity points give 4, C ends at 6, L ends at 6."""
    assert l_points(7) == 5
    assert c_points(4) == 5
    assert 4 not in {c_points(points) for points in range(50)}
    assert 6 not in {l_points(days) for days in range(50)}
    assert (max(map(c_points, range(50))), max(map(l_points, range(50)))) == (5, 7)


@pytest.mark.parametrize(
    ("disease", "points"),
    [
        ("infarction", 1), ("cerebrovascular", 1), ("peripheral", 1), ("diabetes", 1), ("heart_failure", 2),
        ("diabetes_damage", 2), ("pulmonary", 2), ("mild_liver", 2), ("mild_renal", 2), ("tumour", 2), ("leukaemia", 2),
        ("lymphoma", 2), ("dementia", 3), ("connective", 3), ("aids", 4), ("severe_liver", 4), ("severe_renal", 4),
        ("metastatic", 6), ("ulcer", 0), ("paralysis", 0),
    ],
)  # fmt: skip
def test_each_disease(disease, points):
    assert lace_sum({disease}) == points


@pytest.mark.parametrize(
    ("diseases", "points"),
    [
        ({"diabetes", "diabetes_damage"}, 2),
        ({"mild_liver", "severe_renal"}, 4),
        ({"mild_liver", "mild_renal"}, 2),
        ({"tumour", "metastatic"}, 6),
        ({"tumour", "lymphoma"}, 2),
        ({"heart_failure", "pulmonary"}, 4),
    ],
)
def test_of_a_pair_only_the_heavier_counts(diseases, points):
    assert lace_sum(diseases) == points


@pytest.mark.parametrize(
    ("total", "band"), [(0, "low"), (4, "low"), (5, "moderate"), (9, "moderate"), (10, "high"), (19, "high")]
)
def test_the_edges_of_the_bands(total, band):
    assert band_of(total, BANDS).code == band


def test_the_expected_risk_has_a_figure_for_every_total_and_rises():
    assert (expected(0), expected(19)) == ("2.0", "43.7")
    figures = [float(each) for each in EXPECTED]
    assert len(figures) == 20
    assert figures == sorted(set(figures))


def test_a_patient_worked_out_by_hand():
    """Ten days (5), through the emergency department (3), heart failure and diabetes (2 + 1 = 3), one visit (1)."""
    found = lace(10, True, {"heart_failure", "diabetes"}, 1)
    assert [(part.code, part.points) for part in found.parts] == [
        ("days", 5), ("acute", 3), ("conditions", 3), ("ed_visits", 1)
    ]  # fmt: skip
    assert (found.total, found.band.code, found.version, found.missing) == (12, "high", "lace v2010", ())


def test_what_is_not_known_gives_a_range_and_never_a_zero():
    nothing = score(Lace())
    assert (nothing.low, nothing.high, nothing.total, nothing.band) == (0, 19, None, None)
    assert nothing.missing == ("days", "acute", "conditions", "ed_visits")
    # Eight days and an acute admission are known: 8 at least, 17 at most, moderate or high.
    some = score(Lace(days=8, acute=True))
    assert (some.low, some.high, [band.code for band in some.bands]) == (8, 17, ["moderate", "high"])
    assert some.missing == ("conditions", "ed_visits")


def test_a_range_within_one_band_has_that_band():
    found = score(Lace(days=14, acute=True))
    assert (found.low, found.high, found.total, found.band.code) == (10, 19, None, "high")


def test_a_stay_that_goes_on_lasts_at_least_until_today():
    found = score(Lace(days=None, days_at_least=5, acute=False, reviewed=True, ed_visits=0))
    assert (found.low, found.high) == (4, 7)
    assert score(Lace(days=None, days_at_least=20)).parts[0].points == 7


def test_diseases_found_so_far_count_and_the_rest_may_come():
    found = score(Lace(2, False, frozenset({"dementia"}), False, 0))
    assert (found.low, found.high, found.missing) == (5, 7, ("conditions",))
    assert score(Lace(2, False, frozenset({"aids"}), False, 0)).total == 7


def test_a_negative_count_is_no_answer():
    with pytest.raises(ValueError, match="days"):
        lace(days=-1)


@given(
    st.none() | st.integers(0, 40), st.none() | st.booleans(), CONDITIONS, st.booleans(),
    st.none() | st.integers(0, 12), st.integers(0, 40), st.booleans(), CONDITIONS, st.integers(0, 12),
)  # fmt: skip
def test_the_range_holds_whatever_becomes_known(days, acute, had, reviewed, visits, d, a, more, v):
    part = score(Lace(days, acute, had, reviewed, visits))
    whole = lace(
        d if days is None else days,
        a if acute is None else acute,
        had if reviewed else had | more,
        v if visits is None else visits,
    )
    assert part.low <= whole.total <= part.high
    assert whole.band in part.bands or len(part.bands) == 2
    assert 0 <= part.low <= part.high <= 19


@given(st.integers(0, 40), st.booleans(), CONDITIONS, st.integers(0, 12), CONDITIONS)
def test_more_of_anything_is_never_less(days, acute, had, visits, more):
    before = lace(days, acute, had, visits).total
    assert lace(days + 1, acute, had, visits).total >= before
    assert lace(days, True, had, visits).total >= before
    assert lace(days, acute, had | more, visits).total >= before
    assert lace(days, acute, had, visits + 1).total >= before
