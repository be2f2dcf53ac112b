"""Names, telephone numbers and other typed text brought to one form, so that spellings of one thing compare equal.

The tables keep these forms in their search columns; `patients.matching` compares them. Nothing here is for display.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 100  # characters compared; a longer text is cut, so that no input can make a comparison slow
PHONE_DIGITS = 9  # enough to tell numbers apart, few enough that +46 70..., 0046 70... and 070... agree
SHORTEST_PHONE = 7

ACCENTS = re.compile("[\u0300-\u036f]")
APOSTROPHES = re.compile("['’‘ʼʻ`´′]")
NOT_WORD = re.compile(r"[\W_]+")
# Letters of the Latin script that do not come apart into a letter and an accent.
LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ŋ": "n",
        "ß": "ss",
    }
)
EXTENSION = re.compile(r"(?:\b(?:ext|extension|x)\b|(?<=\d)\s*x|#).*", re.IGNORECASE | re.DOTALL)


def fold_name(text: str) -> str:
    """Lower case, no accents, no apostrophes; hyphens, dots and runs of blanks become one blank. Other scripts stay.

    "Ó Súilleabháin" -> "o suilleabhain", "O’Brien" -> "obrien", "Smith-Jones" -> "smith jones".
    """
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST])
    plain = APOSTROPHES.sub("", ACCENTS.sub("", decomposed)).casefold().translate(LETTERS)
    # Vowel signs of the Indic scripts and the like are marks too, and belong to the word.
    words = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in plain)
    return unicodedata.normalize("NFC", " ".join(words.split()))


def fold_code(text: str) -> str:
    """An identifier, postcode or house number without blanks and punctuation, in capitals: "sw1a 1aa" -> "SW1A1AA"."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", text[:LONGEST])).upper()


def phone_key(text: str) -> str:
    """The last 9 digits without extension, leading zeros and punctuation; "" when fewer than 7 are left.

    Equal for the national and the international form of most numbers; numbers shorter than nine digits agree with
    their international form at the end only (`same_phone` of `patients.matching` allows for it).
    """
    digits = "".join(str(unicodedata.digit(c)) for c in EXTENSION.sub("", text[:LONGEST]) if c.isdigit())
    key = digits.lstrip("0")[-PHONE_DIGITS:]
    return key if len(key) >= SHORTEST_PHONE else ""


# Spelling to sound, in order, on folded Latin letters. Coarse on purpose: spellings of one name in several languages
# should meet (Stephen, Steven; Mohammed, Muhamad; Schmidt, Schmitt), and a person always looks at the result.
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps|^x", "s"),
        (r"x", "ks"),
        (r"^wh", "w"),
        (r"(.)\1+", r"\1"),
        (r"mb$", "m"),
        (r"mps", "ms"),
        (r"tch|sch|sh", "X"),
        (r"ch(?=r)|ck", "k"),
        (r"ch", "X"),
        (r"ph|v", "f"),
        (r"th|dt", "t"),
        (r"gh(?=t|$)", ""),
        (r"dg(?=[eiy])|g(?=[eiy])", "j"),
        (r"c(?=[eiy])|ts|tz|z", "s"),
        (r"c|q", "k"),
        (r"d", "t"),
        (r"^y(?=[aeiou])", "j"),
        (r"^[aeiouy]+", "a"),
        (r"(?!^)[aeiouywh]", ""),
    )
)
LATIN = re.compile(r"[a-z]+")


def sound_key(name: str) -> str:
    """How a name sounds, word by word: "Stephen" and "Steven" -> "stfn". Words not in Latin letters stay as they are.

    Our own coarse rules in the spirit of the metaphone family; keys are for comparison only.
    """
    return " ".join(_sound(word) for word in fold_name(name).split())


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    if not LATIN.fullmatch(word):
        return word
    for pattern, sound in SOUNDS:
        word = pattern.sub(sound, word)
    return word
