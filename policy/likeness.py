"""How alike two pieces of work on one case are: by their codes first, then by what their words mean. Pure.

Words are read through a lexicon: phrases that mean the same ("w/c", "wheelchair") are one concept of one category. Concepts
of an exclusive category that differ (left and right, two medicines, to book and to cancel) tell two pieces of work
apart however alike the rest is. What no phrase covers is compared as it is written, spelling mistakes forgiven.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

# Two letters with a stroke are one abbreviation: "w/c", "d/c", "f/u".
STROKE = re.compile(r"\b([a-z])/([a-z])\b")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
TOKEN = re.compile(r"[a-z0-9]+(?::[0-9]+)?")
# "days 5-7" and "2 of 4" name which one of several; so do "#2", "session 3" and "2nd".
RANGE = re.compile(r"\bdays?\s+(\d+)\s*(?:-|to|thru|through)\s*(\d+)")
ORDINAL = re.compile(
    r"(?:#\s?|\b(?:session|attempt|week|wk|visit|no|im)\s+#?)(\d{1,2})\b|\b(\d{1,2})(?:st|nd|rd|th)\b"
)
# Words of this length or longer may be misspelt; how alike they must be.
SPELT, FORGIVEN = 5, 84
# Figures and which one of several: they tell apart and make nothing alike.
UNWEIGHED = ("figure", "number")
FIGURE = re.compile(r"^(\d+)[a-z]{0,2}$")
NAMED = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z\u00e0-\u00ff]{2,})")
# Texts whose meaning is kept in memory, and the category of which two may differ by a letter.
KEPT, NEVER_GUESSED = 4096, "drug"
# So many words on each side, no more, may stand in the place of each other.
SWAPPED = 1
# With so many things in common it does not matter that a word differs.
SURE = 2
CATEGORY_WEIGHT = {"step": 0.4, "again": 0.0, "person": 0.5, "moment": 0.3}
CONCEPT, WORD, GENERIC = 2.0, 0.5, 0.25


@dataclass(frozen=True)
class Meaning:
    """What a text says: concepts by category, the words that no phrase covers, and which of them are names."""

    concepts: Mapping[str, frozenset[str]]
    words: frozenset[str]
    names: frozenset[str] = frozenset()
    # The words as they are written, each with what it means: to see where one was put in the place of another.
    written: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, category: str) -> frozenset[str]:
        return self.concepts.get(category, frozenset())

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.concepts


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are, 0 to 1; which concepts and words both have, and what tells them apart."""

    score: float
    shared: tuple[str, ...]
    apart: tuple[str, ...]
    # Concepts that both have and that say what the work is about.
    strong: int
    # Whether one of them says nothing of its own: "review", "call", or no word at all.
    bare: bool = False


class Lexicon:
    """The phrases of a site: category to concept to the ways of saying it."""

    def __init__(
        self,
        words: Mapping[str, Mapping[str, Sequence[str]]],
        exclusive: Collection[str] = (),
        stop: Collection[str] = (),
        generic: Collection[str] = (),
    ) -> None:
        self.words, self.exclusive = words, frozenset(exclusive)
        self.stop, self.generic = frozenset(stop), frozenset(generic)
        self._known: dict[tuple[str, ...], Meaning] = {}

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], list[tuple[str, str]]]:
        found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for category, concepts in self.words.items():
            for concept, phrases in concepts.items():
                for phrase in phrases:
                    found.setdefault(tuple(tokens(phrase)), []).append((category, concept))
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._phrases), default=1)

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """Known single words that are long enough to be misspelt, by their first letter."""
        found: dict[str, list[str]] = {}
        for phrase in self._phrases:
            if len(phrase) == 1 and len(phrase[0]) >= SPELT:
                found.setdefault(phrase[0][0], []).append(phrase[0])
        return found

    def read(self, *texts: str) -> Meaning:
        """What some texts say together."""
        found = self._known.get(texts)
        if found is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = self._known[texts] = self._read(texts)
        return found

    def _read(self, texts: Sequence[str]) -> Meaning:
        concepts: dict[str, set[str]] = {}
        written: dict[str, set[str]] = {}
        words: set[str] = set()
        for text in texts:
            for phrase, found in self._said(tokens(text)):
                for category, concept in found:
                    concepts.setdefault(category, set()).add(concept)
                for word in phrase:
                    written.setdefault(stem(word), set()).update(concept for _category, concept in found)
                if not found:
                    self._take_word(phrase[0], words, concepts)
            for number in numbered(text):
                concepts.setdefault("number", set()).add(number)
        names = words & {stem(word) for text in texts for word in named(text)} - self._generic
        return Meaning(
            {name: frozenset(found) for name, found in concepts.items()},
            frozenset(words),
            frozenset(names),
            {word: frozenset(means) for word, means in written.items() if word not in self._small},
        )

    def _take_word(self, word: str, words: set[str], concepts: dict[str, set[str]]) -> None:
        """A word that no phrase covers: an amount, a word of its own, or one that says nothing."""
        if figure := FIGURE.match(word):
            concepts.setdefault("figure", set()).add(clock_hour(figure[1]))
        elif word not in self.stop:
            words.add(stem(word))

    def _said(self, said: list[str]) -> Iterator[tuple[tuple[str, ...], list[tuple[str, str]]]]:
        """The text phrase by phrase, each with what it means; a word that is in no phrase stands alone."""
        place = 0
        while place < len(said):
            long, found = self._longest_at(said, place)
            # "After the PHQ-2" names what came before, not what is done.
            before = place > 0 and said[place - 1] in ("since", "after", "post")
            if not (found and before):
                yield tuple(said[place : place + long]), found
            place += long

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.stop)

    def _longest_at(self, said: list[str], place: int) -> tuple[int, list[tuple[str, str]]]:
        for long in range(min(self._longest, len(said) - place), 0, -1):
            phrase = tuple(said[place : place + long])
            if found := self._phrases.get(phrase) or (self._misspelt(phrase) if long == 1 else None):
                return long, found
        return 1, []

    def _misspelt(self, phrase: tuple[str, ...]) -> list[tuple[str, str]] | None:
        word = phrase[0]
        if len(word) < SPELT or word in self.generic:
            return None
        near = [known for known in self._spellings.get(word[0], ()) if abs(len(known) - len(word)) <= 2]
        best = max(near, key=lambda known: fuzz.ratio(known, word), default="")
        # A medicine is never guessed: two of them may differ by a letter.
        found = self._phrases.get((best,), []) if best and fuzz.ratio(best, word) >= FORGIVEN else []
        return [pair for pair in found if pair[0] != NEVER_GUESSED] or None

    def compare(self, one: Meaning, other: Meaning) -> Likeness:
        """How alike two meanings are, by the weight of what they share."""
        shared = {**self._shared_concepts(one, other), **self._shared_words(one, other)}
        mine, theirs = self._weight(one), self._weight(other)
        common = sum(shared.values())
        least, whole = min(mine, theirs), mine + theirs
        score = 0.0 if not least else 0.6 * min(common / least, 1) + 0.4 * min(2 * common / whole, 1)
        strong = sum(weight >= CONCEPT for weight in shared.values())
        bare = any(self._is_bare(each) for each in (one, other))
        return Likeness(round(score, 3), tuple(shared), tuple(self._apart(one, other, strong)), strong, bare)

    def _is_bare(self, meaning: Meaning) -> bool:
        says = any(category not in CATEGORY_WEIGHT for category in meaning.concepts)
        return not says and meaning.words <= self._generic

    def _shared_concepts(self, one: Meaning, other: Meaning) -> dict[str, float]:
        return {
            concept: CATEGORY_WEIGHT.get(category, CONCEPT)
            for category in one.concepts
            for concept in sorted(one.of(category) & other.of(category))
            if category not in UNWEIGHED
        }

    def _shared_words(self, one: Meaning, other: Meaning) -> dict[str, float]:
        found = {}
        for word in sorted(one.words):
            if any(_same_word(word, each) for each in other.words):
                found[word] = self._word_weight(word)
        return found

    def _word_weight(self, word: str) -> float:
        return GENERIC if word in self._generic else WORD

    @cached_property
    def _generic(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.generic)

    def _weight(self, meaning: Meaning) -> float:
        concepts = sum(
            CATEGORY_WEIGHT.get(category, CONCEPT) * len(found)
            for category, found in meaning.concepts.items()
            if category not in UNWEIGHED
        )
        return concepts + sum(map(self._word_weight, meaning.words))

    def _apart(self, one: Meaning, other: Meaning, strong: int) -> Iterator[str]:
        """Categories in which both say something and nothing in common."""
        for category in sorted({*self.exclusive, *UNWEIGHED}):
            mine, theirs = one.of(category), other.of(category)
            if mine and theirs and mine.isdisjoint(theirs):
                yield category
        if one.of("step") and other.of("step") and one.of("step").isdisjoint(other.of("step")):
            yield "step"
        if bool(one.of("again")) != bool(other.of("again")):
            yield "again"
        if one.names and other.names and not _common(one.names, other.names):
            yield "name"
        if strong < SURE and self._swapped(one, other):
            yield "word"

    def _swapped(self, one: Meaning, other: Meaning) -> bool:
        """Whether the two say the same with one thing in the place of another: "teach X, bring handout"."""
        left, right = one.written, other.written
        common = {word for word in left if any(_same_word(word, each) for each in right)}
        mine = {word for word in left if word not in common and word not in self._generic}
        theirs = {word for word in right if not any(_same_word(word, each) for each in left)} - self._generic
        if not common - self._generic or not 0 < len(mine) <= SWAPPED or not 0 < len(theirs) <= SWAPPED:
            return False
        meant = [
            frozenset().union(*(side[word] for word in words))
            for side, words in ((left, mine), (right, theirs))
        ]
        return meant[0].isdisjoint(meant[1])


def _common(one: Collection[str], other: Collection[str]) -> bool:
    return any(_same_word(mine, theirs) for mine in one for theirs in other)


def _same_word(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= SPELT and fuzz.ratio(one, other) >= FORGIVEN)


@lru_cache(KEPT)
def folded(text: str) -> str:
    """Small letters without accents, abbreviations with a stroke as one word."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = THOUSANDS.sub("", plain)
    return STROKE.sub(r"\1\2", plain.replace("w/ ", "with ").replace("c-ssrs", "cssrs"))


def tokens(text: str) -> list[str]:
    """The words of a text in their order."""
    return TOKEN.findall(folded(text))


def numbered(text: str) -> Iterator[str]:
    """Which one of several a text names: "days 5-7", "session 3", "2nd"."""
    plain = folded(text)
    yield from (f"days {first}-{last}" for first, last in RANGE.findall(plain))
    yield from (f"number {first or last}" for first, last in ORDINAL.findall(plain))


def named(text: str) -> list[str]:
    """Words that begin large inside a sentence: names of people and houses."""
    return [word for match in NAMED.findall(text) for word in tokens(match)]


def clock_hour(figure: str) -> str:
    """A figure; of a time of the day the hour: "1100" and "11"."""
    return str(int(figure[:-2])) if len(figure) == 4 and figure.endswith(("00", "30")) else str(int(figure))


def stem(word: str) -> str:
    """A word without the endings that only say when or how many."""
    for ending in ("ings", "ing", "ies", "ied", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
