"""What of a text must survive every rewording: its numbers, units, dates and negations, counted.

Numbers are compared as written, with two allowances: digits of any script count as the same digits, and a decimal comma
as a decimal point, so that "2,5 mg" in Spanish is "2.5 mg". "Two" is not 2 here: a text that changes one for the other
changed.
"""

import re
import unicodedata
from collections import Counter

NUMBER = re.compile(r"\d+(?:[.,:/\u066b\u066c]\d+)*|[½⅓⅔¼¾⅛]")
NUMBER_WORDS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety"
    " hundred thousand half halves third thirds quarter quarters once twice thrice double doubled triple single pair dozen"
    " first second fourth fifth".split()
)
UNITS = frozenset(
    "mg g kg mcg µg μg ug ml dl l cl oz lb lbs cm mm m km ft in iu unit units meq mmol mol mmhg bpm cc tsp tbsp"
    " milligram milligrams gram grams kilogram kilograms microgram micrograms milliliter milliliters millilitre"
    " millilitres liter liters litre litres ounce ounces pound pounds cup cups teaspoon teaspoons tablespoon tablespoons"
    " drop drops puff puffs tablet tablets capsule capsules pill pills patch patches spray sprays dose doses"
    " second seconds minute minutes min hour hours h hr hrs day days week weeks month months year years daily hourly"
    " weekly monthly nightly am pm noon midnight percent".split()
)
DATES = frozenset(
    "jan january feb february mar march apr april jun june jul july aug august sep sept september oct october nov november"
    " dec december mon monday tue tues tuesday wed wednesday thu thurs thursday fri friday sat saturday sun sunday"
    " today tomorrow yesterday".split()
)
NEGATIONS = frozenset(
    "no not never none nothing nobody nor neither without cannot avoid except unless stop don't doesn't didn't isn't aren't"
    " wasn't weren't can't couldn't won't wouldn't shouldn't mustn't hasn't haven't".split()
)
# Units only behind a number; alone they are other words, as "in" is.
AFTER_NUMBERS = frozenset("in g l m h ft min cup cups drop drops patch patches spray sprays".split())
KEPT = NUMBER_WORDS | (UNITS - AFTER_NUMBERS) | DATES | NEGATIONS
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|%|°[CF]?")
WITH_UNIT = re.compile(rf"({NUMBER.pattern})\s?([A-Za-zµμ%][A-Za-z]*)")
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}


def numbers(text: str) -> Counter[str]:
    """How often each number stands in a text."""
    return Counter(_even(found) for found in NUMBER.findall(text))


def amounts(text: str) -> Counter[str]:
    """How often each number stands with each unit of measure in Latin letters: "2.5 mg"."""
    found = ((_even(number), unit.casefold()) for number, unit in WITH_UNIT.findall(text))
    return Counter(f"{number} {unit}" for number, unit in found if unit in UNITS or unit == "%")


def kept(text: str) -> Counter[str]:
    """Everything that an English rewording must not change: numbers, words for numbers, units, dates, negations."""
    words = (word.casefold().replace("’", "'") for word in WORD.findall(text))
    return numbers(text) + amounts(text) + Counter(word for word in words if word in KEPT or word[0] in "%°")


def _even(number: str) -> str:
    """A number in ASCII digits with points."""
    if number in FRACTIONS:
        return FRACTIONS[number]
    plain = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in number)
    return re.sub("[,\u066b\u066c]", ".", plain)
