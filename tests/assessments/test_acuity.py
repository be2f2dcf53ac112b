"""The acuity of a case: points, bands, and what it weighs in a caseload."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.risk.acuity import BANDS, DESTINATIONS, LACE_POINTS, Acuity, need_points, score, weight
from assessments.risk.arithmetic import band_of

CALM = {
    "lace": ("low",),
    "function": False,
    "cognition": False,
    "needs": 0,
    "destination": "home",
    "payer": False,
}
CALM |= {"legal": False, "interpreter": False}


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 0), ({"lace": ("moderate",)}, 1), ({"lace": ("high",)}, 2), ({"function": True}, 1), ({"cognition": True}, 1),
        ({"needs": 1}, 1), ({"needs": 2}, 1), ({"needs": 3}, 2), ({"destination": "services"}, 1),
        ({"destination": "facility"}, 2), ({"payer": True}, 1), ({"legal": True}, 2), ({"interpreter": True}, 1),
    ],
)  # fmt: skip
def test_each_part(change, points):
    assert score(Acuity(**(CALM | change))).total == points


@pytest.mark.parametrize(("needs", "points"), [(0, 0), (1, 1), (2, 1), (3, 2), (9, 2)])
def test_social_needs(needs, points):
    assert need_points(needs) == points


@pytest.mark.parametrize(
    ("total", "band", "counts"),
    [
        (0, "low", "1.0"), (2, "low", "1.0"), (3, "moderate", "1.5"), (5, "moderate", "1.5"), (6, "high", "2.0"),
        (8, "high", "2.0"), (9, "complex", "3.0"), (12, "complex", "3.0"),
    ],
)  # fmt: skip
def test_the_edges_of_the_bands_and_their_weights(total, band, counts):
    assert band_of(total, BANDS).code == band
    assert str(weight(band)) == counts


def test_a_lace_range_stays_a_range():
    found = score(Acuity(**(CALM | {"lace": ("moderate", "high")})))
    assert (found.low, found.high, found.missing, found.band.code) == (1, 2, ("lace",), "low")
    assert (score(Acuity()).low, score(Acuity()).high) == (0, 12)


INPUTS = {
    "lace": st.tuples(st.sampled_from(sorted(LACE_POINTS))), "function": st.booleans(), "cognition": st.booleans(),
    "needs": st.integers(0, 9), "destination": st.sampled_from(sorted(DESTINATIONS)), "payer": st.booleans(),
    "legal": st.booleans(), "interpreter": st.booleans(),
}  # fmt: skip


@given(st.fixed_dictionaries(INPUTS), st.sets(st.sampled_from(sorted(INPUTS))))
def test_the_range_holds_whatever_becomes_known(whole, hidden):
    known = {name: value for name, value in whole.items() if name not in hidden}
    part = score(Acuity(**known))
    assert part.low <= score(Acuity(**whole)).total <= part.high
    assert set(part.missing) <= hidden
