"""Hospital words in a text, and the plain words for them: found, explained, swapped, and never a number changed.

A swap is refused when the text around it would not keep every number, unit, date and negation (core.figures): "twice" for
"BID" is better written by somebody who knows the order. What stands outside the word itself is never touched, save "a"
and "an" before it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.figures import kept

ARTICLE = re.compile(r"\b(an?)(\s+)$", re.IGNORECASE)
ENDINGS = ("s", "es", "ed", "d", "ing")


@dataclass(frozen=True)
class Word:
    """A hospital word: its plain words (empty: only explained), and other forms of it with theirs."""

    term: str
    plain: str = ""
    explanation: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def spellings(self) -> dict[str, str]:
        """Every form that is looked for, with what may stand instead; regular endings are found and not swapped."""
        regular = {self.term + ending: "" for ending in ENDINGS}
        if self.term.endswith("y"):
            regular |= {f"{self.term[:-1]}{ending}": "" for ending in ("ies", "ied")}
        if self.term.endswith("e"):
            regular[f"{self.term[:-1]}ing"] = ""
        return regular | {self.term: self.plain} | dict(self.forms)


@dataclass(frozen=True)
class Flag:
    """A hospital word where it stands in a text; `swap` is what may stand there instead, or empty."""

    start: int
    end: int
    found: str
    word: Word
    swap: str


class Glossary:
    """The words of one place, ready to look for; an earlier word wins over a later one of the same spelling."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.by_spelling: dict[str, tuple[Word, str]] = {}
        for word in words:
            for spelling, swap in word.spellings.items():
                self.by_spelling.setdefault(_key(spelling), (word, swap))
        longest = sorted(self.by_spelling, key=len, reverse=True)
        # Looked for without regard to case; `_key` then tells "PT" from "pt".
        either = "|".join(r"\s+".join(map(re.escape, one.split())) for one in longest)
        self.pattern = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE) if either else None

    def flags(self, text: str) -> list[Flag]:
        """The hospital words of a text in their order, the longest where several begin."""
        return list(self._found(text)) if self.pattern else []

    def _found(self, text: str) -> Iterator[Flag]:
        for match in self.pattern.finditer(text) if self.pattern else ():
            found = " ".join(match[0].split())
            known = self.by_spelling.get(found) or self.by_spelling.get(found.casefold())
            if known is not None:
                word, swap = known
                flag = Flag(match.start(), match.end(), match[0], word, _cased(swap, match[0]))
                yield (
                    flag
                    if swap and keeps(match[0], swap)
                    else Flag(flag.start, flag.end, flag.found, word, "")
                )


def swapped(text: str, flag: Flag) -> str | None:
    """The text with plain words for one flag; None when there are none, or when a number, date or "not" would change."""
    if not flag.swap or text[flag.start : flag.end] != flag.found:
        return None
    changed = _with_article(text[: flag.start], flag.swap) + flag.swap + text[flag.end :]
    return changed if keeps(text, changed) else None


def plainer(text: str, glossary: Glossary) -> str:
    """The text with every swap made that may be made."""
    for flag in reversed(glossary.flags(text)):
        text = swapped(text, flag) or text
    return text


def keeps(before: str, after: str) -> bool:
    """Whether two wordings have the same numbers, units, dates and negations, each as often."""
    return kept(before) == kept(after)


def _key(spelling: str) -> str:
    """An abbreviation is found as written only; any other word in small and in capital letters."""
    return spelling if any(letter.isupper() for letter in spelling[1:]) else spelling.casefold()


def _cased(swap: str, found: str) -> str:
    """A capital where the word had one; an abbreviation in capitals begins no sentence by that."""
    capital = found[:1].isupper() and not (len(found) > 1 and found.isupper())
    return swap[:1].upper() + swap[1:] if capital else swap


def _with_article(before: str, swap: str) -> str:
    """The text before a swap, with "a" or "an" as the new words need it."""
    match = ARTICLE.search(before)
    if match is None:
        return before
    article = match[1][0] + ("n" if swap[:1].casefold() in "aeio" else "")
    return before[: match.start()] + article + match[2]
