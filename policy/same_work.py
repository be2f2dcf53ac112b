"""Whether two pieces of work for one patient are the same, with what speaks for it (C26). Pure.

By purpose codes first: same activity, subject and target, windows that meet, different people. Then by words, where codes
leave it open. What tells two pieces of work apart (side, day, medicine, hearer, step) outweighs any likeness.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from rapidfuzz import fuzz

from policy.likeness import Lexicon, Likeness, Meaning, folded, tokens
from policy.overlap_rules import Overlaps

# Staff as notes call them, to see that two agreed to do it together: "with SW", "RN on line".
STAFF: Mapping[str, str] = {
    "case_manager": r"cm|case manager",
    "nurse": r"rn|nurse",
    "social_worker": r"sw|social worker",
    "coordinator": r"cc|care coordinator",
    "consultant": r"md|psych|psychiatry|physician",
    "supervisor": r"sup|supervisor",
    "advocate": r"advocate",
}
JOINED = re.compile(r"\b(?:co-?tx|co-?treat\w*|cotreat\w*|sit in|i observe|jointly|on conf call)\b")
# What is about the patient has no target; names of people and houses that are nearly the same are the same.
TITLES = frozenset("dr mrs mr ms miss the of".split())
SAME_NAME = 80
NOT = frozenset({"not", "cannot"})
WHOLE, SHORT_OF_CODES, SAME_TARGET = 1.0, 0.99, 0.9
# What the same activity says by itself, what words add to it, the same subject or target, and what another subject takes.
SAME, WORDS, OTHER_SUBJECT, OTHER_WORDS, BARE = 0.25, 0.75, 0.35, 0.1, 0.55
GAIN: Mapping[str, float] = {"subject": 0.2, "target": 0.25}
# The same thing under another activity needs more words; with these few words codes are enough.
ELSEWHERE, HINT = 0.9, 0.25


@dataclass(frozen=True)
class Entry:
    """One piece of work as it stands: for what, about what, for whom, by whom, when."""

    key: str
    kind: str
    activity: str
    subject: str
    target: str
    text: str
    who: str
    role: str
    starts_at: datetime
    ends_at: datetime | None = None
    done: bool = False
    # Keys of what is this work itself under another name: an item and the intervention it carries out.
    same_as: frozenset[str] = frozenset()
    # The class of those who may read its words.
    data: str = "work"
    # The plan that asks for it; steps of one plan were weighed side by side when it was decided on.
    plan: str = ""
    # Asked for by a rule, whose purpose is never a slip: under another purpose it is other work.
    by_rule: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Everything this work is known by."""
        return self.same_as | {self.key}


@dataclass(frozen=True)
class Alike:
    """Two entries that may be the same: how sure (1 where the codes say it), and what speaks for it."""

    one: Entry
    other: Entry
    score: float
    codes: tuple[str, ...]
    words: tuple[str, ...]
    gap: timedelta

    @property
    def key(self) -> str:
        return "|".join(("overlap", *sorted((self.one.key, self.other.key))))

    @property
    def by_codes(self) -> bool:
        """Whether codes alone say it: no likeness of words was needed."""
        return self.score >= WHOLE


def candidates(entries: Sequence[Entry], rules: Overlaps, threshold: float) -> list[Alike]:
    """The pairs of one case that count as the same from a threshold on, the surest first."""
    read = {entry.key: rules.lexicon.read(entry.subject, entry.text) for entry in entries}
    pairs = (
        compare(one, other, rules, (read[one.key], read[other.key]))
        for one, other in combinations(entries, 2)
    )
    found = [pair for pair in pairs if pair is not None and (pair.by_codes or pair.score >= threshold)]
    return sorted(found, key=lambda pair: (-pair.score, pair.key))


def compare(
    one: Entry, other: Entry, rules: Overlaps, read: tuple[Meaning, Meaning] | None = None
) -> Alike | None:
    """How alike two entries are; None where something tells them apart, or they are one person's."""
    if one.starts_at > other.starts_at:
        one, other = other, one
        read = read[::-1] if read else None
    if one.who == other.who or one.names & other.names or _together(one, other):
        return None
    mine, theirs = read or (
        rules.lexicon.read(one.subject, one.text), rules.lexicon.read(other.subject, other.text),
    )  # fmt: skip
    likeness = rules.lexicon.compare(mine, theirs)
    if likeness.apart or _is_apart(one, other, rules):
        return None
    codes = tuple(_codes(one, other, rules.lexicon))
    if not _may_be_one(one, other, codes):
        return None
    # What was done stays done where it is a thing by name; a talk or a round comes again.
    stays = (one.done or _says_done(one, rules)) and (likeness.strong > 0 or "subject" in codes)
    gap = _gap(one, other)
    if gap > rules.within(one.activity, one.subject, stays):
        return None
    score = WHOLE if _of_one_plan(one, other) else _score(one, other, codes, likeness)
    return Alike(one, other, score, codes, likeness.shared, gap)


def _of_one_plan(one: Entry, other: Entry) -> bool:
    return bool(one.plan) and one.plan == other.plan


def _may_be_one(one: Entry, other: Entry, codes: tuple[str, ...]) -> bool:
    """Whether words may speak at all: not between steps of one plan, where only equal codes do, nor against a rule's purpose."""
    if _of_one_plan(one, other):
        coded = [(each.activity, folded(each.subject), folded(each.target)) for each in (one, other)]
        return bool(one.subject) and coded[0] == coded[1]
    return "activity" in codes or not (one.by_rule or other.by_rule)


def _is_apart(one: Entry, other: Entry, rules: Overlaps) -> bool:
    """Another target, another subject by its code, or the opposite in the same words."""
    coded = {(each.activity, each.subject) for each in (one, other)}
    if one.activity == other.activity and len(coded) == 2 and coded <= rules.subjects:
        return True
    denied = [not NOT.isdisjoint(tokens(each.text)) for each in (one, other)]
    return denied[0] != denied[1] or _target_differs(one, other, rules.lexicon)


def _score(one: Entry, other: Entry, codes: tuple[str, ...], likeness: Likeness) -> float:
    """How sure: 1 where the codes say all that is said, else by codes and likeness of words together."""
    same, silent = "activity" in codes, not one.text or not other.text
    if not same:
        return ELSEWHERE * likeness.score if likeness.strong else 0.0
    if "subject" in codes and (silent or likeness.score >= HINT):
        return WHOLE
    if not (one.subject or other.subject or one.text or other.text):
        return WHOLE
    if "target" in codes and (silent or likeness.score >= HINT):
        return SAME_TARGET
    sure = SAME + WORDS * likeness.score + sum(GAIN[code] for code in codes if code in GAIN)
    if one.subject and other.subject and "subject" not in codes:
        sure -= OTHER_WORDS if likeness.strong else OTHER_SUBJECT
    elif likeness.bare:
        # Nothing is said against it: the purpose is the same, and so is the time.
        sure = max(sure, BARE)
    return min(max(sure, 0.0), SHORT_OF_CODES)


def _codes(one: Entry, other: Entry, lexicon: Lexicon) -> Iterator[str]:
    """The codes that match: activity, subject, target."""
    if one.activity == other.activity:
        yield "activity"
    if one.subject and other.subject and _same_subject(one.subject, other.subject, lexicon):
        yield "subject"
    if one.target and other.target:
        yield "target"


def _same_subject(one: str, other: str, lexicon: Lexicon) -> bool:
    if folded(one) == folded(other):
        return True
    mine, theirs = lexicon.read(one), lexicon.read(other)
    return bool(lexicon.compare(mine, theirs).shared)


def _gap(one: Entry, other: Entry) -> timedelta:
    """The time between the end of the first and the start of the second; none where they meet, or the first is open."""
    if one.ends_at is None:
        return (
            timedelta(0)
            if other.starts_at - one.starts_at <= timedelta(days=1)
            else other.starts_at - one.starts_at
        )
    return max(other.starts_at - one.ends_at, timedelta(0))


def _says_done(entry: Entry, rules: Overlaps) -> bool:
    return not rules.done.isdisjoint(tokens(entry.text))


def _together(one: Entry, other: Entry) -> bool:
    """Whether two people agreed to do it together: one names the other, or says so."""
    texts = [folded(one.text), folded(other.text)]
    if any(JOINED.search(text) for text in texts):
        return True
    return any(_names(text, role) for text, role in zip(texts, (other.role, one.role), strict=True))


def _names(text: str, role: str) -> bool:
    staff = STAFF.get(role)
    if staff is None:
        return False
    with_them = rf"(?:\bwith|\band|\+|,)\s+(?:my\s+)?(?:{staff})\b(?!\s*['’])"
    there = rf"\b(?:{staff})\s+(?:present|on line|leads|sits in|\+ me|and me)"
    return re.search(with_them, text) is not None or re.search(there, text) is not None


def _target_differs(one: Entry, other: Entry, lexicon: Lexicon) -> bool:
    """Another person or house. Who has none is about the patient, unless its words name the other's."""
    if one.target and other.target:
        return not same_name(one.target, other.target, lexicon)
    named, bare = (one, other) if one.target else (other, one)
    if not named.target:
        return False
    return not _mentions(bare, named.target, lexicon)


def same_name(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether two targets are one: the same person by relation, or names that are nearly the same."""
    mine, theirs = lexicon.read(one), lexicon.read(other)
    if mine.of("person") and theirs.of("person"):
        return not mine.of("person").isdisjoint(theirs.of("person"))
    if lexicon.compare(mine, theirs).apart:
        return False
    names = [_name(text, read, lexicon) for text, read in ((one, mine), (other, theirs))]
    return min(map(len, names)) > 0 and fuzz.token_set_ratio(*map(" ".join, names)) >= SAME_NAME


def _name(text: str, read: Meaning, lexicon: Lexicon) -> list[str]:
    """The words of a name, with what a phrase means in the place of the phrase."""
    plain = [word for word in read.words if word not in TITLES and word not in lexicon.generic]
    return sorted([*plain, *(each for found in read.concepts.values() for each in found)]) or tokens(text)


def _mentions(entry: Entry, target: str, lexicon: Lexicon) -> bool:
    said, wanted = lexicon.read(entry.subject, entry.text), lexicon.read(target)
    if wanted.of("person"):
        return not wanted.of("person").isdisjoint(said.of("person"))
    names = [word for word in tokens(target) if word not in TITLES]
    return bool(names) and set(names) <= set(tokens(entry.text))
