"""What must survive a rewording: numbers, units, dates, negations."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import amounts, kept, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Take 2.5 mg at 8:30, then 10 mg.", {"2.5": 1, "8:30": 1, "10": 1}),
        ("2,5 mg", {"2.5": 1}),
        ("٢٫٥ mg y ۱۰", {"2.5": 1, "10": 1}),
        ("10-20 steps, 10/03/2026", {"10": 1, "20": 1, "10/03/2026": 1}),
        ("½ tablet, 1,500 mL", {"1/2": 1, "1.500": 1}),
        ("²", {}),
        ("no figures", {}),
    ],
)
def test_finds_every_number_however_it_is_written(text: str, found: dict[str, int]) -> None:
    assert numbers(text) == Counter(found)


def test_a_number_is_read_with_its_unit() -> None:
    assert amounts("5 mg twice, 2.5mL, 10 % of 20 people") == Counter({"5 mg": 1, "2.5 ml": 1, "10 %": 1})
    assert amounts("5 mg") != amounts("5 g")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Do not take it", "Do take it"),
        ("Take it twice", "Take it once"),
        ("Take 2 tablets", "Take 2 drops"),
        ("Come on 3 November", "Come on 3 December"),
        ("You can’t drive", "You can drive"),
        ("Take two", "Take 2"),
        ("5 % more", "5 more"),
    ],
)
def test_what_must_be_kept_is_missed_when_it_goes(before: str, after: str) -> None:
    assert kept(before) != kept(after)


@given(st.text(max_size=200), st.integers(0, 10**6))
def test_a_number_put_into_any_text_is_found(text: str, number: int) -> None:
    assert numbers(f"{text} ({number}) ")[str(number)] >= 1
