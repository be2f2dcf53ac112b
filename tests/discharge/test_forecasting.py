"""The forecast: what it makes of known pasts, when it keeps silent, and how good it was."""

from datetime import date
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discharge.forecasting import Ahead, Figures, calibration, forecast, past, pinball, seed, unknown

CASE = UUID(int=7)
SEED = seed(CASE, date(2026, 11, 3))
CHAIN = Ahead({"ready": (), "oxygen": (), "left": ("ready", "oxygen")}, {})
SURE = {"ready": past([24] * 40, []), "oxygen": past([48] * 40, []), "left": past([2] * 40, [])}


def test_what_always_takes_the_same_has_no_spread():
    said = forecast(CHAIN, SURE, Figures(), seeded=SEED)
    assert (said.p10, said.p50, said.p90) == (50, 50, 50)
    assert said.drivers == (("oxygen", 48), ("left", 2))
    assert (said.cases, said.thin) == (40, False)


def test_the_same_case_and_day_say_the_same_and_another_day_draws_anew():
    wide = SURE | {"ready": past(range(10, 200), [])}
    said = [forecast(CHAIN, wide, Figures(), seeded=SEED) for _ in range(2)]
    assert said[0] == said[1]
    assert seed(CASE, date(2026, 11, 4)) != SEED != seed(UUID(int=8), date(2026, 11, 3))


def test_few_stays_of_the_unit_are_thin_and_lean_on_the_house():
    few = SURE | {"oxygen": past([48] * 2, [96] * 500)}
    said = forecast(CHAIN, few, Figures(shrinkage=20), seeded=SEED)
    assert (said.thin, said.cases, said.p50) == (True, 2, 98)


def test_many_stays_of_the_unit_speak_louder_than_the_house():
    many = SURE | {"oxygen": past([48] * 400, [96] * 500)}
    said = forecast(CHAIN, many, Figures(shrinkage=20), seeded=SEED)
    assert (said.thin, said.p50) == (False, 50)


def test_a_step_nobody_knows_anything_of_makes_no_forecast():
    gap = {code: known for code, known in SURE.items() if code != "oxygen"}
    assert forecast(CHAIN, gap, Figures(), seeded=SEED) is None
    assert unknown(CHAIN, gap) == ["oxygen"]
    assert unknown(CHAIN, SURE | {"oxygen": past([], [])}) == ["oxygen"]


def test_nothing_to_come_is_nothing_to_say():
    assert forecast(Ahead({}, {}), SURE, Figures(), seeded=SEED) is None


def test_what_has_waited_long_already_is_read_from_those_that_waited_longer():
    half = SURE | {"oxygen": past([10] * 50 + [100] * 50, [])}
    fresh = forecast(CHAIN, half, Figures(), seeded=SEED)
    waiting = forecast(Ahead(CHAIN.waits, {"oxygen": 20}), half, Figures(), seeded=SEED)
    assert (fresh.p10, waiting.p10) == (26, 82)


def test_what_has_waited_longer_than_any_before_begins_anew():
    late = Ahead(CHAIN.waits, {"oxygen": 500})
    assert forecast(late, SURE, Figures(), seeded=SEED).p50 == 50


def test_a_house_of_two_hundred_beds_is_drawn_each_by_its_own_seed_and_the_same_again():
    chain = {f"s{n}": ((f"s{n - 1}",) if n else ()) for n in range(10)} | {"left": ("s9", "s4")}
    chance = np.random.default_rng(1)
    known = {code: past(chance.exponential(20, 300), chance.exponential(25, 3000)) for code in chain}
    said = [forecast(Ahead(chain, {}), known, Figures(), seeded=number) for number in range(200)]
    assert len({each.p50 for each in said}) > 100
    assert said[:20] == [forecast(Ahead(chain, {}), known, Figures(), seeded=number) for number in range(20)]


TAKES = st.lists(st.floats(min_value=0, max_value=400), min_size=1, max_size=30)


@settings(max_examples=40)
@given(TAKES, TAKES, TAKES, st.floats(min_value=0, max_value=500))
def test_the_range_is_in_order_and_never_in_the_past(ready, oxygen, left, waited):
    known = {"ready": past(ready, oxygen), "oxygen": past(oxygen, ready), "left": past(left, [])}
    said = forecast(Ahead(CHAIN.waits, {"oxygen": waited}), known, Figures(draws=200), seeded=SEED)
    assert 0 <= said.p10 <= said.p50 <= said.p90 <= max(*ready, *oxygen) + max(left) + 1e-6
    assert len(said.drivers) <= 2


def test_pinball_charges_the_side_it_was_told_to_watch():
    said, came = date(2026, 11, 10), date(2026, 11, 12)
    assert pinball(0.9, said, came) == pytest.approx(1.8)
    assert pinball(0.1, said, came) == pytest.approx(0.2)
    assert pinball(0.9, came, said) == pytest.approx(0.2)


def test_calibration_counts_inside_early_and_late():
    days = [date(2026, 11, n) for n in range(1, 20)]
    rows = [(days[4], days[6], days[8], came) for came in (days[3], days[4], days[8], days[9])]
    found = calibration(rows)
    assert (found.departures, found.inside, found.early, found.late, found.share) == (4, 2, 1, 1, 0.5)
    by_hand = sum(
        pinball(q, said, row[3]) for row in rows for q, said in zip((0.1, 0.5, 0.9), row[:3], strict=True)
    )
    assert found.loss == pytest.approx(by_hand / 12)


def test_nobody_left_yet_is_no_percentage():
    assert (calibration([]).share, calibration([]).loss) == (None, None)


def test_ranges_drawn_from_the_truth_hold_eight_of_ten():
    """Departures drawn from the same pasts fall inside the range about as often as it says."""
    chance = np.random.default_rng(11)
    takes = chance.exponential(72, 400)
    known = {"left": past(takes, [])}
    said = forecast(Ahead({"left": ()}, {}), known, Figures(), seeded=SEED)
    came = chance.exponential(72, 1000)
    assert np.mean((said.p10 <= came) & (came <= said.p90)) == pytest.approx(0.8, abs=0.06)
