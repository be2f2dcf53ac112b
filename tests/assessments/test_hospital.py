"""The HOSPITAL score in both versions and its simplified form, at every edge."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.risk.arithmetic import band_of
from assessments.risk.hospital import (
    BANDS,
    SIMPLE_BANDS,
    Hospital,
    admission_points,
    score,
    simplified,
    stay_points,
)

NOTHING = Hospital(Decimal("14"), False, Decimal("140"), False, False, 0, 1)
LABS = st.decimals("3", "200", places=1)


def hospital(version="2016", **known):
    return score(Hospital(**(NOTHING.__dict__ | known)), version)


@pytest.mark.parametrize(
    ("admissions", "old", "new"), [(0, 0, 0), (1, 2, 0), (2, 2, 2), (5, 2, 2), (6, 5, 5), (30, 5, 5)]
)
def test_previous_admissions_in_both_versions(admissions, old, new):
    assert (admission_points(admissions, "2013"), admission_points(admissions, "2016")) == (old, new)


@pytest.mark.parametrize(("days", "points"), [(0, 0), (4, 0), (5, 2), (40, 2)])
def test_five_days_or_longer(days, points):
    assert stay_points(days) == points


@pytest.mark.parametrize(("value", "points"), [("11.9", 1), ("12.0", 0), ("12", 0), ("12.1", 0)])
def test_haemoglobin_on_the_threshold_scores_nothing(value, points):
    assert hospital(haemoglobin=Decimal(value)).total == points


@pytest.mark.parametrize(("value", "points"), [("134.9", 1), ("135", 0), ("135.1", 0)])
def test_sodium_on_the_threshold_scores_nothing(value, points):
    assert hospital(sodium=Decimal(value)).total == points


@pytest.mark.parametrize(("part", "points"), [("oncology", 2), ("procedure", 1), ("acute", 1)])
def test_each_yes(part, points):
    assert hospital(**{part: True}).total == points


@pytest.mark.parametrize(
    ("total", "band"), [(0, "low"), (4, "low"), (5, "moderate"), (6, "moderate"), (7, "high"), (13, "high")]
)
def test_the_edges_of_the_bands(total, band):
    assert band_of(total, BANDS).code == band


@pytest.mark.parametrize(("total", "band"), [(0, "low"), (4, "low"), (5, "high"), (12, "high")])
def test_the_edge_of_the_simplified_score(total, band):
    assert band_of(total, SIMPLE_BANDS).code == band


def test_everything_at_once():
    worst = {
        "haemoglobin": Decimal(7),
        "sodium": Decimal(120),
        "oncology": True,
        "procedure": True,
        "acute": True,
    }
    worst |= {"admissions": 9, "days": 30}
    assert (hospital(**worst).total, simplified(Hospital(**worst)).total) == (13, 12)
    assert [part.code[0] for part in hospital(**worst).parts] == ["h", "o", "s", "p", "a", "a", "d"]


def test_the_version_stands_on_the_result():
    assert (hospital("2013").version, hospital().version, simplified(NOTHING).version) == (
        "hospital 2013", "hospital 2016", "hospital simplified"
    )  # fmt: skip
    with pytest.raises(ValueError, match="2019"):
        hospital("2019")


def test_one_admission_tells_the_versions_apart():
    assert (hospital("2013", admissions=1).total, hospital("2016", admissions=1).total) == (2, 0)


def test_without_laboratory_values_the_score_is_incomplete():
    found = hospital(haemoglobin=None, sodium=None, oncology=True, acute=True)
    assert (found.low, found.high, found.total, found.missing) == (3, 5, None, ("haemoglobin", "sodium"))
    assert [band.code for band in found.bands] == ["low", "moderate"]


def test_the_simplified_score_asks_for_no_procedure():
    assert "procedure" not in [part.code for part in simplified(Hospital()).parts]
    assert (simplified(Hospital()).low, simplified(Hospital()).high) == (0, 12)


INPUTS = {
    "haemoglobin": LABS, "oncology": st.booleans(), "sodium": LABS, "procedure": st.booleans(), "acute": st.booleans(),
    "admissions": st.integers(0, 12), "days": st.integers(0, 40),
}  # fmt: skip


@given(
    st.fixed_dictionaries(INPUTS), st.sets(st.sampled_from(sorted(INPUTS))), st.sampled_from(["2013", "2016"])
)
def test_the_range_holds_whatever_becomes_known(whole, hidden, version):
    known = {name: None if name in hidden else value for name, value in whole.items()}
    for rule in (lambda facts: score(facts, version), simplified):
        part, total = rule(Hospital(**known)), rule(Hospital(**whole)).total
        assert part.low <= total <= part.high
        assert set(part.missing) <= hidden


@given(st.fixed_dictionaries(INPUTS))
def test_worse_is_never_less(whole):
    before = score(Hospital(**whole)).total
    worse = {
        "haemoglobin": whole["haemoglobin"] - 1, "sodium": whole["sodium"] - 1, "admissions": whole["admissions"] + 1,
        "days": whole["days"] + 1, "oncology": True, "procedure": True, "acute": True,
    }  # fmt: skip
    for name, value in worse.items():
        assert score(Hospital(**(whole | {name: value}))).total >= before
