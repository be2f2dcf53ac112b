"""What an assessment consists of, as a pack says it: parts by discipline, and answers that cannot both be so. Pure.

A form has sections, each an instrument and the role that answers it; a joint one is complete only when nurse and social
worker have both signed (C15). A contradiction names two questions of two instruments and the pairs of answers that
exclude each other. Each has a source, or is a project proposal.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.permissions import TEAM_ROLES, Role
from policy.examples import title

Body = Mapping[str, Any]
# Who must both sign a joint assessment.
JOINT = (Role.NURSE, Role.SOCIAL_WORKER)


@dataclass(frozen=True)
class Part:
    """One section: an instrument by its code, the role that answers it; `optional` where a site need not have it."""

    instrument: str
    discipline: str
    optional: bool = False


@dataclass(frozen=True)
class Form:
    """One occasion of asking: its parts in order, and the activity that is done with it."""

    code: str
    title: str
    parts: tuple[Part, ...]
    source: str
    when: str = ""
    joint: bool = False
    completes: str = ""

    @property
    def disciplines(self) -> list[str]:
        """The roles that answer, each once, in the order of their parts."""
        return list(dict.fromkeys(part.discipline for part in self.parts))


@dataclass(frozen=True)
class Place:
    """A question of an instrument."""

    instrument: str
    question: str


@dataclass(frozen=True)
class Contradiction:
    """Two questions, and the pairs of answers to them that cannot both be so."""

    code: str
    left: Place
    right: Place
    pairs: tuple[tuple[frozenset[str], frozenset[str]], ...]
    sentence: str
    source: str

    def holds(self, left: Any, right: Any) -> bool:
        """Whether the two answers exclude each other; what was not answered, or declined, contradicts nothing."""
        return any(_given(left) & one and _given(right) & other for one, other in self.pairs)


@dataclass(frozen=True)
class Forms:
    """The forms of a pack in its order, and its contradictions."""

    forms: tuple[Form, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    def __iter__(self) -> Iterator[Form]:
        return iter(self.forms)

    def get(self, code: str) -> Form | None:
        """One form; None when these rules do not have it."""
        return next((form for form in self.forms if form.code == code), None)

    def between(self, instruments: Collection[str]) -> list[Contradiction]:
        """The contradictions of which both questions are asked."""
        return [
            rule
            for rule in self.contradictions
            if rule.left.instrument in instruments and rule.right.instrument in instruments
        ]


def read(body: Body) -> Forms:
    """The forms of a pack; KeyError when something is missing."""
    return Forms(
        tuple(_form(each) for each in body["forms"]),
        tuple(_contradiction(each) for each in body["contradictions"]),
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _given(answer: Any) -> frozenset[str]:
    """The codes of an answer; a list where several were chosen."""
    if isinstance(answer, str):
        return frozenset([answer])
    return (
        frozenset(each for each in answer if isinstance(each, str))
        if isinstance(answer, list)
        else frozenset()
    )


def _form(row: Body) -> Form:
    parts = [
        Part(each["instrument"], each["discipline"], each.get("optional", False)) for each in row["sections"]
    ]
    return Form(
        code=row["code"],
        title=row["title"],
        parts=tuple(parts),
        source=row["source"],
        when=row.get("when", ""),
        joint=row.get("joint", False),
        completes=row.get("completes", ""),
    )


def _contradiction(row: Body) -> Contradiction:
    pairs = [(frozenset(pair["left"]), frozenset(pair["right"])) for pair in row["cannot_both"]]
    return Contradiction(
        code=row["code"],
        left=Place(row["left"]["instrument"], row["left"]["question"]),
        right=Place(row["right"]["instrument"], row["right"]["question"]),
        pairs=tuple(pairs),
        sentence=row["sentence"],
        source=row["source"],
    )


def _shape(body: Body) -> list[str]:
    rules = read(body)
    found = [f"Two forms have the code {code!r}." for code in _twice(form.code for form in rules)]
    found += [
        f"Two contradictions have the code {code!r}." for code in _twice(r.code for r in rules.contradictions)
    ]
    for form in rules:
        found += _wrong_in(form)
    for rule in rules.contradictions:
        found += _wrong_with(rule)
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _twice(codes: Any) -> list[str]:
    known = list(codes)
    return sorted({code for code in known if known.count(code) > 1})


def _wrong_in(form: Form) -> Iterator[str]:
    if not form.title or not form.source.strip():
        yield f"Form {form.code!r} needs a title, and a source or “project proposal”."
    if not form.parts:
        yield f"Form {form.code!r} asks nothing: give it a section."
    for code in _twice(part.instrument for part in form.parts):
        yield f"Form {form.code!r} asks {code!r} twice."
    for role in sorted({part.discipline for part in form.parts} - set(TEAM_ROLES)):
        yield f"Form {form.code!r}: nobody on a team has the role {role!r}."
    if form.joint and not set(JOINT) <= set(form.disciplines):
        yield f"Form {form.code!r} is joint: give it a section of the nurse and one of the social worker."


def _wrong_with(rule: Contradiction) -> Iterator[str]:
    if not rule.sentence or len(rule.sentence) > 240:
        yield f"Contradiction {rule.code!r} needs a sentence of at most 240 signs."
    if not rule.source.strip():
        yield f"Contradiction {rule.code!r} needs a source, or “project proposal”."
    if rule.left.instrument == rule.right.instrument:
        yield f"Contradiction {rule.code!r} compares an instrument with itself."
    if not rule.pairs or not all(one and other for one, other in rule.pairs):
        yield f"Contradiction {rule.code!r} needs pairs of answers, none of them empty."


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    shown: set[str] = set()
    for number, example in enumerate(body["examples"], 1):
        answers = example["answers"]
        held = [
            rule.code
            for rule in rules.between(answers)
            if rule.holds(_at(answers, rule.left), _at(answers, rule.right))
        ]
        shown.update(held)
        if held != example["contradictions"]:
            found.append(f"{title(number, example)}: comes out {', '.join(held) or 'without contradiction'}.")
    unshown = [rule.code for rule in rules.contradictions if rule.code not in shown]
    return found or [f"No example shows the contradiction {code!r}." for code in unshown]


def _at(answers: Mapping[str, Mapping[str, Any]], place: Place) -> Any:
    return answers[place.instrument].get(place.question)
