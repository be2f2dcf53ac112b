"""A text in another language, sentence by sentence: what was translated once and approved is used again, the rest waits.

Nothing is guessed: a sentence is found only whole, and where none is stored the reader is told that an interpreter is needed.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from core.figures import amounts, numbers
from core.sentences import sentences

WORDS = re.compile(r"[^\W\d_]+")
SYMBOLS = frozenset("mg g kg mcg µg μg ml dl l cl oz lb cm mm m km iu mmol mmhg bpm".split())
# Written from right to left: ISO 639 codes.
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ku ps sd ug ur yi".split())


@dataclass(frozen=True)
class Segment:
    """One sentence as it is shown: in the reader's language, or in its own with `waits`."""

    text: str
    language: str
    source: str
    waits: bool = False


def digest(sentence: str) -> str:
    """The key of a sentence: SHA-256 with its spaces, its case and the ways to write an accent made even."""
    even = unicodedata.normalize("NFC", " ".join(sentence.split())).casefold()
    return hashlib.sha256(even.encode()).hexdigest()


def digests(texts: list[str]) -> dict[str, str]:
    """The sentences of several texts by their keys, each once: what is asked of the stored translations at once."""
    return {digest(one): one for text in texts for one in sentences(text)}


def translated(text: str, language: str, stored: Mapping[str, str], own: str = "en") -> list[Segment]:
    """The sentences of a text in a language, from stored translations by their keys; `own` is the text's language."""
    if language == own:
        return [Segment(one, own, one) for one in sentences(text)]
    found = ((one, stored.get(digest(one))) for one in sentences(text))
    return [
        Segment(hit, language, one) if hit is not None else Segment(one, own, one, waits=has_words(one))
        for one, hit in found
    ]


def has_words(sentence: str) -> bool:
    """Whether there is anything to translate: "200 m" and "140/90 mmHg" are read in every language, "1 tablet" is not."""
    return any(word.casefold() not in SYMBOLS for word in WORDS.findall(sentence))


def way(text: str) -> str:
    """How a name is written that comes from anywhere: by its first letter that has a direction."""
    ways = (unicodedata.bidirectional(sign) for sign in text)
    return "rtl" if next((one for one in ways if one in ("L", "R", "AL")), "L") != "L" else "ltr"


def direction(language: str) -> str:
    """How a language is written: "rtl" or "ltr"."""
    return "rtl" if language.split("-")[0].casefold() in RIGHT_TO_LEFT else "ltr"


def differences(source: str, text: str) -> tuple[list[str], list[str]]:
    """The numbers of a sentence that its translation lacks, and those it has more of; amounts as "5 mg".

    A translation may write a unit in its own letters; one that it writes in Latin letters must be the source's.
    """
    there, here = numbers(source), numbers(text)
    odd = amounts(text) - amounts(source)
    return sorted((there - here).elements()), sorted((here - there).elements()) + sorted(odd.elements())
