"""How plain a text for a patient is: about which grade, and which hospital words stand in it."""

from dataclasses import dataclass

from core.readability import TARGET, Reading, reading, said
from policy.plain import Flag, Glossary, plainer, swapped
from policy.segments import differences


@dataclass(frozen=True)
class Judged:
    """A text with its grade ("" where none can be given) and its hospital words; `easier` has every swap made.

    `missing` and `added` are the numbers in which it differs from the text that it says plainly.
    """

    text: str
    reading: Reading | None
    flags: list[Flag]
    easier: str
    missing: list[str]
    added: list[str]

    @property
    def grade(self) -> str:
        """ "about grade 5"."""
        return said(self.reading)

    @property
    def plain(self) -> bool:
        """Whether nothing is left to do: within the target, where that can be told, no hospital word, no other number."""
        return not (self.flags or self.missing or self.added) and (self.reading is None or self.reading.plain)

    @property
    def target(self) -> int:
        """The grade that papers for patients aim at."""
        return TARGET


def judged(text: str, glossary: Glossary, original: str = "") -> Judged:
    """What there is to say of a text; `original` is the one it says plainly, where there is one."""
    missing, added = differences(original, text) if original else ([], [])
    return Judged(text, reading(text), glossary.flags(text), plainer(text, glossary), missing, added)


def with_swap(text: str, glossary: Glossary, which: str) -> str:
    """The text with one swap made, named by where its word begins, or "all"; unchanged where there is no such swap."""
    if which == "all":
        return plainer(text, glossary)
    flag = next((one for one in glossary.flags(text) if str(one.start) == which), None)
    return (swapped(text, flag) if flag else None) or text
