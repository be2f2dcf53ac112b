"""Hospital words and their plain words: found where they stand, swapped without changing a number, a date or a "not"."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy
from core.figures import kept, numbers
from core.readability import reading
from policy.plain import Glossary, Word, plainer, swapped

SHIPPED = json.loads((Path(policy.__file__).parent / "wording" / "glossary.json").read_text("utf-8"))
WORDS = [Word(**term) for term in SHIPPED["terms"]]
GLOSSARY = Glossary(WORDS)
SPELLINGS = sorted({spelling for word in WORDS for spelling in word.spellings})
# Names that no swap may touch, and what else an instruction is made of.
DRUGS = (
    "metoprolol furosemide warfarin apixaban insulin metformin lisinopril amlodipine atorvastatin aspirin oxycodone"
    " morphine heparin digoxin spironolactone albuterol prednisone amoxicillin gabapentin sertraline levothyroxine"
    " omeprazole acetaminophen ibuprofen potassium chloride clopidogrel tramadol lorazepam haloperidol vancomycin"
).split()
FIGURES = [
    "2.5 mg", "10 mg", "½ tablet", "2 L", "1,500 mL", "20 units", "at 8:30", "8 a.m.", "on 3 November", "on 10/03/2026",
    "every 4 hours", "5 days", "100.4 °F", "140/90", "twice", "once", "three", "half", "10 %", "Monday",
]  # fmt: skip
NEGATIONS = ["do not", "no", "never", "without", "don't", "cannot", "except", "stop", "avoid", "unless"]
PARTS = st.one_of(
    st.sampled_from(SPELLINGS),
    st.sampled_from(SPELLINGS).map(str.capitalize),
    st.sampled_from(DRUGS),
    st.sampled_from(FIGURES),
    st.sampled_from(NEGATIONS),
    st.sampled_from(["take", "a", "an", "the", "if", "and", "you", "(", "),", ".", ";", "-", "\n- "]),
)


def drugs(text: str) -> list[str]:
    return [word for word in text.casefold().replace("(", " ").replace(")", " ").split() if word in DRUGS]


@given(st.lists(PARTS, max_size=14).map(" ".join))
def test_no_swap_changes_a_number_a_unit_a_date_a_negation_or_a_drug(text: str) -> None:
    for flag in GLOSSARY.flags(text):
        changed = swapped(text, flag)
        if changed is not None:
            assert numbers(changed) == numbers(text)
            assert kept(changed) == kept(text)
            assert drugs(changed) == drugs(text)
    whole = plainer(text, GLOSSARY)
    assert numbers(whole) == numbers(text)
    assert kept(whole) == kept(text)
    assert drugs(whole) == drugs(text)


@given(st.text(max_size=120), st.sampled_from(SPELLINGS), st.text(max_size=120))
def test_any_text_around_a_word_is_left_as_it_is(before: str, spelling: str, after: str) -> None:
    text = f"{before} {spelling} {after}"
    for flag in GLOSSARY.flags(text):
        changed = swapped(text, flag)
        if changed is not None:
            assert changed.endswith(text[flag.end :])
            assert changed.startswith(text[: flag.start].rstrip().removesuffix("n")[:-1])
            assert numbers(changed) == numbers(text)


def test_every_shipped_word_can_be_swapped_or_is_explained() -> None:
    assert len(WORDS) >= 120
    assert "project proposal" in SHIPPED["source"].casefold()
    for word in WORDS:
        assert word.plain or word.explanation, word.term
        for spelling, plain in {word.term: word.plain, **word.forms}.items():
            [flag] = GLOSSARY.flags(f"({spelling})")
            assert flag.found == spelling
            assert (swapped(f"({spelling})", flag) is not None) == bool(plain), spelling


def test_no_shipped_word_is_a_drug_or_holds_a_figure() -> None:
    for spelling in SPELLINGS:
        assert not drugs(spelling), spelling
        assert (
            not kept(spelling)
            or not any(flag.swap for flag in GLOSSARY.flags(spelling) if flag.found == spelling)
            or (kept(spelling) == kept(swapped(spelling, GLOSSARY.flags(spelling)[0]) or ""))
        ), spelling


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ambulate 20 ft daily.", "Walk 20 ft daily."),
        ("Patient is ambulating.", "Patient is walking."),
        ("Take an analgesic", "Take a pain medicine"),
        ("Use a topical and a renal diet", "Use a put on the skin and a kidney diet"),
        ("hypertension/edema", "high blood pressure/swelling"),
        ("preambulate, edema-free, HTN", "preambulate, edema-free, HTN"),
        ("deep vein\nthrombosis", "blood clot in a deep vein"),
        ("Dizzy after the CVA; a cva", "Dizzy after the stroke; a cva"),
    ],
)
def test_words_are_found_whole_in_their_forms_and_swapped_in_their_case(text: str, plain: str) -> None:
    assert plainer(text, GLOSSARY) == plain


@pytest.mark.parametrize(
    "text", ["Take 5 mg BID.", "Take 2 g sodium.", "NPO after midnight", "Discontinued on 3 May"]
)
def test_an_order_is_explained_and_never_rewritten(text: str) -> None:
    [flag] = GLOSSARY.flags(text)
    assert flag.word.explanation
    assert swapped(text, flag) is None
    assert plainer(text, GLOSSARY) == text


@pytest.mark.parametrize(
    ("term", "plain"),
    [
        ("BID", "twice a day"),
        ("febrile", "not well"),
        ("stat", "within 1 hour"),
        ("two-step", "stair"),
        ("nil", "no food"),
    ],
)
def test_a_swap_that_would_change_a_figure_or_a_not_is_refused(term: str, plain: str) -> None:
    text = f"Give it {term}."
    [flag] = Glossary([Word(term, plain, "")]).flags(text)
    assert flag.swap == ""
    assert swapped(text, flag) is None


def test_a_flag_of_another_text_swaps_nothing() -> None:
    [flag] = GLOSSARY.flags("Edema is worse.")
    assert swapped("Pain is worse.", flag) is None


def test_a_place_may_have_its_own_words_before_the_words_of_all() -> None:
    own = Glossary([Word("edema", "puffy legs"), *WORDS])
    assert plainer("Watch for edema", own) == "Watch for puffy legs"
    assert Glossary([]).flags("edema") == []


INSTRUCTIONS = [
    "Notify your physician of dyspnea, peripheral edema or an exacerbation of symptoms.",
    "Ambulate with an assistive device and obtain durable medical equipment prior to discharge.",
    "Monitor for hypoglycemia, utilize the glucose regimen and initiate follow-up appointments.",
    "Elevate the extremity to facilitate resolution of the inflammation and demonstrate precautions.",
]


@pytest.mark.parametrize("text", INSTRUCTIONS)
def test_an_instruction_is_easier_to_read_after_its_swaps(text: str) -> None:
    before, after = reading(text), reading(plainer(text, GLOSSARY))
    assert before is not None
    assert after is not None
    assert after.kincaid < before.kincaid - 2
