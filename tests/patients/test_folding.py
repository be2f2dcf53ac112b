"""One form for each name, number and code; and the arithmetic that compares them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.comparing import (
    Likeness,
    is_swapped,
    is_typo,
    likeness,
    one_digit_off,
    same_phone,
    same_postcode,
    typos,
)
from patients.folding import fold_code, fold_name, phone_key, sound_key


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  OKAFOR ", "okafor"),
        ("Ó Súilleabháin", "o suilleabhain"),
        ("O’Brien", "obrien"),
        ("Smith-Jones", "smith jones"),
        ("St. John", "st john"),
        ("Łukasz Đặng", "lukasz dang"),
        ("Strauß", "strauss"),
        ("İBRAHİM Işık", "ibrahim isik"),
        ("Bjo\u0308rn Ångström", "bjorn angstrom"),
        ("Ｓｍｉｔｈ", "smith"),  # full-width letters, as some keyboards type them
        ("김 민준", "김 민준"),
        ("सिंह", "सिंह"),
        ("", ""),
        ("--", ""),
    ],
)
def test_fold_name(typed, folded):
    assert fold_name(typed) == folded


@given(st.text(max_size=5))
def test_folding_twice_changes_nothing(text):
    assert fold_name(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("(212) 555-0142", "125550142"),
        ("+1 212 555 0142", "125550142"),
        ("212.555.0142 ext. 12", "125550142"),
        ("212-555-0142 x3", "125550142"),
        ("+46 70 123 45 67", "701234567"),
        ("0046701234567", "701234567"),
        ("070-123 45 67", "701234567"),
        ("٢١٢٥٥٥٠١٤٢", "125550142"),
        ("555-0142", "5550142"),
        ("12345", ""),
        ("none", ""),
    ],
)
def test_phone_key(typed, key):
    assert phone_key(typed) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("212-555-0142", "555-0142", True),
        ("08-123 45 67", "+46 8 123 45 67", True),
        ("212-555-0142", "213-555-0142", False),
        ("212-555-0142", "212-555-0143", False),
        ("12345", "12345", False),
        ("", "", False),
    ],
)
def test_same_phone(one, other, same):
    assert same_phone(phone_key(one), phone_key(other)) is same


def test_codes_and_postcodes():
    assert fold_code(" sw1a 1aa ") == fold_code("SW1A-1AA") == "SW1A1AA"
    assert same_postcode("10001", "100011234")
    assert not same_postcode("10001", "10002")
    assert not same_postcode("", "10001")


SAME_SOUND = """
Stephen Steven | Mohammed Muhamad | Catherine Kathryn | Schmidt Schmitt | Thompson Tomson | Smith Smyth
Hussein Husain | Yusuf Joseph | Gonzalez Gonzales | Jimenez Gimenez | Christopher Kristofer | Wright Right
Knight Night | Xavier Savier | Alexander Aleksander | Geoffrey Jeffrey | Max Macks | Lamb Lam | Reid Reed
"""


@pytest.mark.parametrize(
    "names", [pair.strip() for pair in SAME_SOUND.replace("\n", "|").split("|") if pair.strip()]
)
def test_same_sound(names):
    one, other = names.split()
    assert sound_key(one) == sound_key(other) != ""


@pytest.mark.parametrize(
    "names", ["Smith Jones", "Maria Martha", "Zhang Chang", "Anna Hannah", "Kim Kim-Lee", "金 김"]
)
def test_other_sound(names):
    one, other = names.split()
    assert sound_key(one) != sound_key(other)


def slow_typos(one, other):
    """The definition itself, without a limit."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        slow_typos(one[1:], other) + 1,
        slow_typos(one, other[1:]) + 1,
        slow_typos(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if one[:2] == other[:2][::-1] and len(one) > 1:
        best = min(best, slow_typos(one[2:], other[2:]) + 1)
    return best


letters = st.text("abc", max_size=5)


@given(letters, letters, st.integers(0, 5))
def test_typos_counts_what_the_definition_says(one, other, limit):
    truth = slow_typos(one, other)
    assert typos(one, other, limit) == (truth if truth <= limit else limit + 1)


def test_a_short_name_allows_no_slip_and_a_long_one_two():
    assert not is_typo("kim", "tim")
    assert is_typo("anna", "anan")
    assert not is_typo("anna", "ahan")
    assert is_typo("kowalczyk", "kowlaczy")
    assert is_typo("christina", "kristina")
    assert not is_typo("christina", "bettina")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("de la cruz", "delacruz", Likeness.SAME),
        ("garcia", "gracia", Likeness.TYPO),
        ("garcia lopez", "lopez", Likeness.PART),
        ("james", "j", Likeness.PART),
        ("catherine", "kathryn", Likeness.SOUND),
        ("lee", "li", Likeness.NONE),
        ("da silva", "da costa", Likeness.NONE),
        ("", "", Likeness.NONE),
    ],
)
def test_likeness(one, other, alike):
    assert likeness(one, other) == likeness(other, one) == alike


def test_birth_dates():
    assert is_swapped(date(1958, 3, 4), date(1958, 4, 3))
    assert not is_swapped(date(1958, 4, 4), date(1958, 4, 4))
    assert one_digit_off(date(1958, 3, 14), date(1985, 3, 14))
    assert one_digit_off(date(1958, 3, 14), date(1953, 3, 14))
    assert not one_digit_off(date(1958, 3, 14), date(1958, 3, 14))
    assert not one_digit_off(date(1958, 3, 14), date(1958, 6, 15))
