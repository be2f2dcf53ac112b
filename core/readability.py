"""How hard an English text is to read: school grades by two published formulas, never more exact than they are.

Flesch-Kincaid grade level: 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
  Kincaid, Fishburne, Rogers, Chissom: Derivation of new readability formulas for Navy enlisted personnel. Research
  Branch Report 8-75, Naval Air Station Memphis, 1975.
SMOG grade: 1.0430 x square root of (words of three and more syllables x 30 / sentences) + 3.1291.
  McLaughlin: SMOG grading, a new readability formula. Journal of Reading 12(8), 1969, pages 639-646. It is defined on
  thirty sentences; with fewer it is not given here.

Both count a number as one word of one syllable, which is a convention: the formulas say nothing of numbers.
"""

import math
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.sentences import sentences
from core.syllables import syllables

LEAST_WORDS = 10  # Project proposal: below this one long word moves the grade by more than a year.
ROUGH_WORDS = (
    100  # The passages behind Flesch-Kincaid had about 150 words; below 100 a grade is given as a range.
)
SMOG_SENTENCES = 30
LOWEST, HIGHEST = 1, 13  # Above twelve the grades of school have ended.
TARGET = 6
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:/]\d+)*")

# Little words that every text of a language is full of: enough to see that a text is not English.
ENGLISH = frozenset(
    "the a an to and or of in is are you your i my me we be with for on at it this that not do if when have can will by as from"
    " he she they her his our was but so no".split()
)
FOREIGN = frozenset(
    "el los las del que y con por para una un su lo se der das und nicht mit ein eine ist sie zu le les et une pour dans vous"
    " est os uma não com em ao il di che sono ti pou nan ak yo mwen het een van en się nie là và không của cho och att det som"
    " es al cada día jour jeden jede tag dia giorno".split()
)


@dataclass(frozen=True)
class Reading:
    """What was counted in a text, and the grades that follow; `smog` is None below thirty sentences."""

    words: int
    sentences: int
    syllables: int
    long_words: int
    kincaid: float
    smog: float | None

    @property
    def span(self) -> tuple[int, int]:
        """The lowest and the highest grade that these counts speak for; the same number twice for a long text."""
        slack = 0 if self.words >= ROUGH_WORDS else 1
        grades = [self.kincaid - slack, self.kincaid + slack, *([self.smog] if self.smog is not None else [])]
        return _grade(min(grades)), _grade(max(grades))

    @property
    def plain(self) -> bool:
        """Whether it is within the target for papers that patients read: grade six."""
        return _grade(self.kincaid) <= TARGET


def reading(text: str, language: str = "en") -> Reading | None:
    """The grades of a text; None where a figure would mean nothing: too few words, or not English."""
    words = WORD.findall(text)
    if len(words) < LEAST_WORDS or not language.casefold().startswith("en") or not english(words):
        return None
    counts = [syllables(word) for word in words]
    ends = max(1, sum(1 for one in sentences(text) if WORD.search(one)))
    many = sum(1 for count in counts if count >= 3)
    return Reading(
        words=len(words),
        sentences=ends,
        syllables=sum(counts),
        long_words=many,
        kincaid=kincaid(len(words), ends, sum(counts)),
        smog=smog(many, ends) if ends >= SMOG_SENTENCES else None,
    )


def said(found: Reading | None) -> str:
    """The estimate in words, "about grade 5" or "about grade 4 to 6"; empty where there is none."""
    if found is None:
        return ""
    low, high = found.span
    if low >= HIGHEST:
        return _("harder than grade 12")
    if low == high:
        return _("about grade %(grade)d") % {"grade": low}
    if high >= HIGHEST:
        return _("about grade %(low)d or harder") % {"low": low}
    return _("about grade %(low)d to %(high)d") % {"low": low, "high": high}


def kincaid(words: int, ends: int, parts: int) -> float:
    """Flesch-Kincaid grade level of counts: words, sentences, syllables."""
    return 0.39 * words / ends + 11.8 * parts / words - 15.59


def smog(many: int, ends: int) -> float:
    """SMOG grade of counts: words of three and more syllables, and at least thirty sentences."""
    return 1.0430 * math.sqrt(many * 30 / ends) + 3.1291


def english(words: list[str]) -> bool:
    """Whether words look like English: Latin letters, and no other language's little words in the majority."""
    if any(ord(letter) > 0x24F and letter.isalpha() for word in words for letter in word):
        return False
    small = [word.casefold() for word in words]
    return sum(word in FOREIGN for word in small) <= sum(word in ENGLISH for word in small)


def _grade(value: float) -> int:
    return min(HIGHEST, max(LOWEST, round(value)))
