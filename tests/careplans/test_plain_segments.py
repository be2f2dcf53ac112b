"""Translations kept by the sentence: found whole, marked where none is stored, and equal in every number."""

import pytest

from policy.segments import differences, digest, digests, direction, has_words, translated, way

STORED = {digest("Weigh yourself daily."): "Pésese todos los días."}


def test_a_stored_sentence_is_used_and_another_waits_for_an_interpreter() -> None:
    text = "Weigh  yourself\tdaily. Call us at 8:30."
    first, second = translated(text, "es", STORED)
    assert (first.text, first.language, first.waits) == ("Pésese todos los días.", "es", False)
    assert (second.text, second.language, second.waits) == ("Call us at 8:30.", "en", True)


def test_a_text_in_its_own_language_waits_for_nobody() -> None:
    assert [one.waits for one in translated("Rest. Drink.", "en", {})] == [False, False]


def test_the_key_of_a_sentence_knows_no_case_no_spaces_and_no_way_to_write_an_accent() -> None:
    assert digest("Weigh yourself daily.") == digest(" weigh  YOURSELF\ndaily.")
    assert digest("caf\u00e9") == digest("cafe\u0301")
    assert digest("Take 5 mg.") != digest("Take 50 mg.")
    assert list(digests(["Rest. Rest. Drink.", "rest."]).values()) == ["rest.", "Drink."]


@pytest.mark.parametrize(
    ("source", "text", "missing", "more"),
    [
        ("Take 2.5 mg.", "Tome 2,5 mg.", [], []),
        ("Take 2.5 mg.", "خذ ٢٫٥ ملغ", [], []),
        ("Take 2.5 mg.", "Tome 25 mg.", ["2.5"], ["25", "25 mg"]),
        ("Take 5 mg.", "Tome 5 g.", [], ["5 g"]),
        ("Come at 8:30 on 3 May.", "Venga el 3 de mayo.", ["8:30"], []),
        ("Twice a day", "2 veces al día", [], ["2"]),
    ],
)
def test_the_numbers_of_a_translation_are_compared_with_its_source(source, text, missing, more) -> None:
    assert differences(source, text) == (missing, more)


@pytest.mark.parametrize(
    ("language", "way"), [("ar", "rtl"), ("he", "rtl"), ("ur", "rtl"), ("es", "ltr"), ("zh", "ltr")]
)
def test_a_language_has_a_direction(language: str, way: str) -> None:
    assert direction(language) == way


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("200 m", False),
        ("140/90 mmHg", False),
        ("No", True),
        ("1 tablet at 8:00", True),
        ("2,5 mg", False),
        ("...", False),
    ],
)
def test_figures_alone_need_no_interpreter(text: str, words: bool) -> None:
    assert has_words(text) is words
    assert [one.waits for one in translated(text, "es", {})] == [words]


@pytest.mark.parametrize(
    ("name", "towards"), [('OKAFOR, "Amy"', "ltr"), ("(علي)", "rtl"), ("שרה", "rtl"), ("12", "ltr")]
)
def test_a_name_goes_its_own_way(name: str, towards: str) -> None:
    assert way(name) == towards
