"""Syllables: words whose count is in any dictionary; the second list was written after the rules were."""

import pytest

from core.syllables import syllables

KNOWN = {
    1: "a walk walked help pills breath take took days weeks weigh month nurse stopped needs change bread home",
    2: (
        "table tables handled daily water without being special patient ankle movement careful wanted needed places"
        " swelling diet fluid quiet surgeon station people peaches unique wheelchair million creature"
    ),
    3: (
        "medicine hospital appointment physical period exercise family idea infection department surgery dangerous"
        " several vitamin completely insulin video several element initial creating"
    ),
    4: "emergency dialysis january ability education medication cholesterol potassium situation diabetes material",
    5: "immediately refrigerator university electricity evaluation cardiology individual",
    6: "rehabilitation responsibility cardiovascular",
}
FRESH = {
    1: "heart blood pain rest drink eat salt weight sleep dose teeth skin fall bruise rinse crutch rough smoke twice once",
    2: (
        "doctor nurses dressing bandage stitches headache fever tablet spoonful chewing painful hourly"
        " stretches urine kidney liver lotion ointment cushion railing getting slippers toilet oven shower"
    ),
    3: (
        "tomorrow ambulance telephone pharmacist dizziness vomiting"
        " injected digestion signature together understand remember attention procedure prescription"
        " companion equipment"
    ),
    4: "thermometer antiseptic especially transportation nutritionist",
    5: "ambulatory rehabilitate communicated opportunity",
    6: "deterioration",
}


def pairs(known: dict[int, str]) -> list[tuple[str, int]]:
    return [(word, count) for count, words in known.items() for word in words.split() if "-" not in word]


@pytest.mark.parametrize(("word", "count"), pairs(KNOWN))
def test_counts_the_syllables_of_a_word(word: str, count: int) -> None:
    assert syllables(word) == count


def test_counts_nineteen_in_twenty_of_words_it_was_not_made_for() -> None:
    wrong = [word for word, count in pairs(FRESH) if syllables(word) != count]
    assert len(wrong) <= len(pairs(FRESH)) / 20, wrong


@pytest.mark.parametrize(
    ("word", "count"), [("2.5", 1), ("low-salt", 2), ("nurse's", 1), ("WEIGH", 1), ("x", 1)]
)
def test_a_number_counts_one_and_the_parts_of_a_compound_are_added(word: str, count: int) -> None:
    assert syllables(word) == count
