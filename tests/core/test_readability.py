"""Reading grades: texts counted by hand, and where no figure is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.readability import TARGET, kincaid, reading, said, smog
from core.sentences import sentences

EASY = "Weigh yourself each day when you get up. Write it on the chart. Call your nurse if you gain three pounds."
HARD = (
    "Cardiovascular deterioration necessitates immediate notification of the multidisciplinary rehabilitation team"
    " regarding fluid accumulation."
)
LONG = " ".join([EASY] * 10)


def test_a_worked_text_has_the_grade_of_the_published_formula() -> None:
    found = reading(EASY)
    assert found is not None
    # 8 + 5 + 8 words; only "yourself" has two syllables: 22 in 21 words of 3 sentences.
    assert (found.words, found.sentences, found.syllables, found.long_words) == (21, 3, 22, 0)
    assert found.kincaid == pytest.approx(0.39 * 7 + 11.8 * 22 / 21 - 15.59)
    assert found.kincaid == pytest.approx(-0.498, abs=0.001)
    assert found.plain


def test_a_hard_text_is_beyond_school_and_beyond_the_target() -> None:
    found = reading(HARD)
    assert found is not None
    assert found.span[0] > 12 > TARGET
    assert not found.plain
    assert said(found) == "harder than grade 12"


def test_formulas_give_what_their_papers_give() -> None:
    # Thirty sentences with thirty long words: square root of 30 is 5.477; McLaughlin's table says grade 9 (8.8).
    assert smog(30, 30) == pytest.approx(8.8418, abs=0.001)
    assert smog(0, 30) == pytest.approx(3.1291)
    # 100 words in 5 sentences with 150 syllables: 7.8 + 17.7 - 15.59.
    assert kincaid(100, 5, 150) == pytest.approx(9.91)


def test_smog_is_given_from_thirty_sentences_on_only() -> None:
    assert reading(" ".join([EASY] * 9)).smog is None  # type: ignore[union-attr]
    assert reading(LONG).smog == pytest.approx(3.1291)  # type: ignore[union-attr]


def test_a_short_text_gets_a_range_and_a_long_one_a_figure() -> None:
    short = reading("Limit your fluids to 2 liters daily and contact the clinic about any swelling.")
    assert short is not None
    assert short.span[1] - short.span[0] >= 1
    assert " to " in said(short)
    same = reading("Take the medicine after supper with a full glass of water. " * 12)
    assert same is not None
    assert same.span[0] == same.span[1]
    assert said(same) == f"about grade {same.span[0]}"


@pytest.mark.parametrize(
    "text", ["", "Walk to church.", "Walk to church every day at noon", "1 2 3 4 5 6 7 8 9", "?!"]
)
def test_too_little_text_has_no_grade(text: str) -> None:
    assert reading(text) is None
    assert said(reading(text)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Pésese todos los días por la mañana y llame a la enfermera si sube más de un kilo en un día.",
        "Wiegen Sie sich jeden Morgen und rufen Sie die Pflege an, wenn Sie mehr als ein Kilo zunehmen.",
        "Взвешивайтесь каждое утро и позвоните медсестре, если вес вырос больше чем на один килограмм.",
        "زن نفسك كل صباح واتصل بالممرضة إذا زاد وزنك أكثر من كيلوغرام واحد في يوم واحد",
    ],
)
def test_a_text_that_is_not_english_has_no_grade(text: str) -> None:
    assert reading(text) is None
    assert reading(EASY, "es") is None
    assert reading(EASY, "en-US") is not None


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = reading(text)
    assert found is None or 1 <= found.span[0] <= found.span[1] <= 13
    assert all(one.strip() == one and one for one in sentences(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Take 2.5 mg at 8 a.m. today. Call Dr. Rao.", ["Take 2.5 mg at 8 a.m. today.", "Call Dr. Rao."]),
        ("- Weigh daily\n- Call the nurse", ["Weigh daily", "Call the nurse"]),
        ("1. Rest\n2) Drink water", ["Rest", "Drink water"]),
        ("Stop! Are you dizzy? Sit down.", ["Stop!", "Are you dizzy?", "Sit down."]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("See room No. 4 first. Then rest", ["See room No. 4 first.", "Then rest"]),
        ("每天称体重。给护士打电话。", ["每天称体重。", "给护士打电话。"]),
        ("2.5 mg daily", ["2.5 mg daily"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts
