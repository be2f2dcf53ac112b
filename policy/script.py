"""A call by a script, as a pack says it: what is asked, which answer is a red flag and who hears of it, how it ends.

Pure. Topics, teach-back of two points, goal progress 0-10 and outcome codes: clinical.md 2.13 (follow-up calls); the
words are the project's own, the minutes of each escalation a project proposal: first use needs the site's approval.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy.examples import title

Body = Mapping[str, Any]
CHOICE, TEACH, SCALE = "choice", "teach_back", "scale"
KINDS = (CHOICE, TEACH, SCALE)
SCALE_VALUES = tuple(str(value) for value in range(11))
TAUGHT = ("independent", "prompted", "not_yet")
# The first to hear of it comes first: where two escalate, the graver counts.
LEVELS = ("ed", "rn", "pcp")
IDENTIFIERS = 2
# What a contact says of the person at the other end (worklist.models.ContactAttempt.Outcome, which is above).
CONTACTS = ("reached", "message", "no_answer", "wrong_number", "declined")


@dataclass(frozen=True)
class Answer:
    """One answer that can be pressed; `red` is the level it escalates to, if it does."""

    code: str
    label: str
    red: str = ""
    because: str = ""


@dataclass(frozen=True)
class Question:
    """One thing that is asked; a teach-back also asks for the point taught."""

    code: str
    text: str
    kind: str
    topic: str
    answers: tuple[Answer, ...]

    def get(self, code: str) -> Answer | None:
        """One answer; None when it cannot be given."""
        return next((answer for answer in self.answers if answer.code == code), None)


@dataclass(frozen=True)
class Level:
    """Who hears of a red flag, and within how many elapsed minutes."""

    code: str
    label: str
    told: str
    minutes: int


@dataclass(frozen=True)
class Outcome:
    """How a call ended; `contact` is what the contact log says of it, `escalated` that a red flag stands behind it."""

    code: str
    label: str
    contact: str
    result: str
    spoken: bool
    escalated: bool


@dataclass(frozen=True)
class Script:
    """One script: who is verified how, what is asked in which order, who hears of what, how it may end."""

    code: str
    label: str
    activity: str
    identifiers: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    levels: Mapping[str, Level]
    outcomes: tuple[Outcome, ...]

    def get(self, code: str) -> Question | None:
        """One question; None when the script does not ask it."""
        return next((question for question in self.questions if question.code == code), None)

    def outcome(self, code: str) -> Outcome | None:
        """One way to end; None when the script does not know it."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    def unanswered(self, answered: Mapping[str, str]) -> list[Question]:
        """What has not been asked yet, in order."""
        return [question for question in self.questions if question.code not in answered]

    def reds(self, answered: Mapping[str, str]) -> list[tuple[Question, Answer]]:
        """Every answer that is a red flag, in the order of the script."""
        pairs = ((question, question.get(answered.get(question.code, ""))) for question in self.questions)
        return [(question, answer) for question, answer in pairs if answer is not None and answer.red]

    def gravest(self, answered: Mapping[str, str]) -> str:
        """The level of the gravest red flag; empty without any."""
        levels = [answer.red for _question, answer in self.reds(answered)]
        return min(levels, key=LEVELS.index, default="")


def read(body: Body) -> dict[str, Script]:
    """The scripts of a pack by code; KeyError when something is missing."""
    found = [_script(row, body) for row in body["scripts"]]
    return {script.code: script for script in found}


def _script(row: Body, body: Body) -> Script:
    return Script(
        code=row["code"],
        label=row["label"],
        activity=row["activity"],
        identifiers=tuple((one["code"], one["label"]) for one in body["identifiers"]),
        questions=tuple(_question(one, body) for one in row["questions"]),
        levels={code: Level(code, **body["levels"][code]) for code in LEVELS},
        outcomes=tuple(_outcome(one) for one in body["outcomes"]),
    )


def _question(row: Body, body: Body) -> Question:
    kind = row.get("kind", CHOICE)
    if kind == SCALE:
        answers = tuple(Answer(value, value) for value in SCALE_VALUES)
    elif kind == TEACH:
        answers = tuple(Answer(code, body["taught"][code]) for code in TAUGHT)
    else:
        rows = row["answers"]
        answers = tuple(Answer(a["code"], a["label"], a.get("red", ""), a.get("because", "")) for a in rows)
    return Question(row["code"], row["text"], kind, row["topic"], answers)


def _outcome(row: Body) -> Outcome:
    return Outcome(
        row["code"],
        row["label"],
        row["contact"],
        row.get("result", ""),
        row.get("spoken", False),
        row.get("escalated", False),
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    scripts = read(body)
    found = [
        f"Two scripts have the code {code!r}." for code in _twice(row["code"] for row in body["scripts"])
    ]
    for script in scripts.values():
        found += [f"{script.label}: {wrong}" for wrong in _wrong_with(script)]
    if not scripts:
        found.append("Give at least one script.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _wrong_with(script: Script) -> Iterator[str]:
    yield from (f"two questions have the code {code!r}." for code in _twice(q.code for q in script.questions))
    yield from (f"two outcomes have the code {code!r}." for code in _twice(o.code for o in script.outcomes))
    if len(script.identifiers) < IDENTIFIERS:
        yield "two identifiers are verified before anything else: give two or more to choose from."
    if sum(question.kind == TEACH for question in script.questions) != IDENTIFIERS:
        yield "two points are taught back: give two questions of that kind."
    for question in script.questions:
        yield from (f"{question.code}: {wrong}" for wrong in _wrong_answers(question))
    for outcome in script.outcomes:
        if outcome.contact not in CONTACTS:
            yield f"{outcome.code}: the contact log knows no {outcome.contact!r}."
    if {outcome.escalated for outcome in script.outcomes if outcome.spoken} != {True, False}:
        yield "give an outcome with, and one without, an escalation."
    for level in script.levels.values():
        if type(level.minutes) is not int or level.minutes < 0:
            yield f"{level.code}: minutes are a whole number from 0 on."


def _wrong_answers(question: Question) -> Iterator[str]:
    if question.kind not in KINDS:
        yield f"there is no kind {question.kind!r}."
    if len(question.answers) < IDENTIFIERS:
        yield "give two answers or more."
    yield from (f"two answers have the code {code!r}." for code in _twice(a.code for a in question.answers))
    for answer in question.answers:
        if answer.red and answer.red not in LEVELS:
            yield f"nobody is called {answer.red!r}: {', '.join(LEVELS)}."
        if bool(answer.red) != bool(answer.because):
            yield f"{answer.code}: a red flag says why, and only a red flag does."


def _twice(codes: Any) -> list[str]:
    return sorted(code for code, number in Counter(codes).items() if number > 1)


def _failures(body: Body) -> list[str]:
    scripts, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        script = scripts[example["script"]]
        unknown = [
            code
            for code, answer in example["answers"].items()
            if (question := script.get(code)) is None or question.get(answer) is None
        ]
        came = {
            "red": [question.code for question, _answer in script.reds(example["answers"])],
            "level": script.gravest(example["answers"]),
        }
        found += [f"{title(number, example)}: {code!r} cannot be answered so." for code in unknown]
        found += [
            f"{title(number, example)}: {name} comes out as {value}."
            for name, value in came.items()
            if value != example[name]
        ]
    return found
