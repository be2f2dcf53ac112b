"""Where sentences and list items begin and end: for reading grades, and for translations kept by the sentence."""

import re

# A full stop after one of these ends no sentence; "No." only before a number, as in "No. 4".
SHORT = frozenset(
    "dr mr mrs ms prof st e.g i.e vs etc approx tel ext dept min max inc jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
BULLET = re.compile(r"^\s*(?:[-*•‣–—]|\d{1,2}[.)]|[a-z][.)])\s+", re.IGNORECASE)
# Marks that end a sentence, closing quotes and brackets with them; the scripts of South and East Asia have their own.
END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？।۔؟።።][\"'”’»)\]]*)")
LAST_WORD = re.compile(r"([^\s(\"“]+)$")


def sentences(text: str) -> list[str]:
    """The sentences and list items of a text, in order, stripped of their bullets and of white space; never empty ones.

    A line break ends a sentence: instructions are written as lists. "2.5 mg", "a.m. today" and "Dr. Rao" end none.
    """
    found: list[str] = []
    for line in text.splitlines():
        found += _of_line(BULLET.sub("", line))
    return found


def _of_line(line: str) -> list[str]:
    """The sentences of one line."""
    parts, start = [], 0
    for mark in END.finditer(line):
        if _ends(line, mark):
            parts.append(line[start : mark.end()])
            start = mark.end()
    return [part.strip() for part in [*parts, line[start:]] if part.strip()]


def _ends(line: str, mark: re.Match[str]) -> bool:
    """Whether a sentence ends at this mark: not after an abbreviation, nor before a word that goes on in small letters."""
    if not mark[0].startswith("."):
        return True
    rest = line[mark.end() :].lstrip()
    word = LAST_WORD.search(line[: mark.start()])
    last = word[1].casefold() if word else ""
    if rest and (rest[0].islower() or last in SHORT or (len(last) == 1 and last.isalpha())):
        return False
    return not (rest and last == "no" and rest[0].isdigit())
