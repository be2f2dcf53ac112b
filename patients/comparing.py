"""How alike two folded names, birth dates or numbers are; the arithmetic under `patients.matching`."""

from datetime import date
from enum import IntEnum

from patients.folding import SHORTEST_PHONE, sound_key

# Small words between names, left out when names are compared word by word.
# fmt: off
PARTICLES = frozenset({
    "al", "bin", "bint", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "e", "el", "ibn", "la",
    "las", "le", "los", "van", "von", "y", "zu",
})
# fmt: on
SHORTEST_SOUND = 2  # "Lee", "Li" and "Lo" all sound alike: too little to go by


class Likeness(IntEnum):
    """How alike two names are, weakest first."""

    NONE = 0
    SOUND = 1
    PART = 2
    TYPO = 3
    SAME = 4


def likeness(one: str, other: str) -> Likeness:
    """Two folded names of one kind (family or given), each of one or several words."""
    joined, other_joined = one.replace(" ", ""), other.replace(" ", "")
    if not joined or not other_joined:
        return Likeness.NONE
    if joined == other_joined:
        return Likeness.SAME
    if is_typo(joined, other_joined):
        return Likeness.TYPO
    if _is_part(words(one), words(other)):
        return Likeness.PART
    return Likeness.SOUND if sounds_same(one, other) else Likeness.NONE


def words(name: str) -> list[str]:
    """The words of a folded name without particles, unless it has nothing else."""
    every = name.split()
    return [word for word in every if word not in PARTICLES] or every


def is_typo(one: str, other: str) -> bool:
    """One slip in a name of 4 to 7 letters, two in a longer one; a shorter name must be the same."""
    shorter = min(len(one), len(other))
    allowed = 0 if shorter < 4 else 1 if shorter < 8 else 2
    return typos(one, other, allowed) <= allowed


def typos(one: str, other: str, limit: int) -> int:
    """Letters left out, added, changed or swapped with their neighbour (Damerau-Levenshtein, optimal alignment).

    Counting stops at `limit`: any number above it means "more".
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, other_letter in enumerate(other, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(last[-1], limit + 1)


def sounds_same(one: str, other: str) -> bool:
    key = sound_key(one).replace(" ", "")
    return len(key) >= SHORTEST_SOUND and key == sound_key(other).replace(" ", "")


def is_swapped(one: date, other: date) -> bool:
    """Day and month written the other way round."""
    return one != other and (one.year, one.month, one.day) == (other.year, other.day, other.month)


def one_digit_off(one: date, other: date) -> bool:
    """One digit differs, or two neighbouring digits are swapped, in the date written as eight digits."""
    return typos(f"{one:%Y%m%d}", f"{other:%Y%m%d}", 1) == 1


def same_phone(one: str, other: str) -> bool:
    """Two keys of `phone_key` agree to the end of the shorter: a local number fits its full form."""
    return min(len(one), len(other)) >= SHORTEST_PHONE and (one.endswith(other) or other.endswith(one))


def same_postcode(one: str, other: str) -> bool:
    """Two folded postcodes agree, also when only one has its extension ("10001" and "100011234")."""
    return min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))


def _is_part(some: list[str], others: list[str]) -> bool:
    """Every word of the shorter name is found in the longer one, or is an initial of a word there."""
    if len(some) == len(others):
        return _covers(some, others) or _covers(others, some)
    few, many = sorted((some, others), key=len)
    return _covers(many, few)


def _covers(many: list[str], few: list[str]) -> bool:
    alone = len(many) == 1  # two single words are alike by letters or sound as a whole, not by part
    return all(
        any(_is_initial(word, other) or (not alone and _same_word(word, other)) for other in many)
        for word in few
    )


def _is_initial(letter: str, word: str) -> bool:
    return len(letter) == 1 and word.startswith(letter)


def _same_word(one: str, other: str) -> bool:
    return one == other or is_typo(one, other) or sounds_same(one, other)
