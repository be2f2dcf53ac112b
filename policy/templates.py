"""Plan templates as a pack says them: problems, their goals, what is done for each, usual barriers, what is taught.

Pure. A template is words to start from, never an order: what only a physician sets is a blank that says whom to ask.
`key` names an item inside its template ("fluid/weight/scale"); each item says where it comes from.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core import calendar
from policy.examples import title

Body = Mapping[str, Any]
PROPOSAL = "Project proposal"
TEACHING = "teaching"
# GAS levels from "much less than expected" to "much more" (KPI-14).
LEVELS = (-2, -1, 0, 1, 2)


@dataclass(frozen=True)
class Step:
    """Something a role does for a goal: first within so many days, then every so many, for so many in all."""

    key: str
    words: str
    plain: str
    activity: str
    subject: str
    role: str
    within_days: int
    every_days: int | None
    for_days: int | None
    source: str


@dataclass(frozen=True)
class Goal:
    """What is to be reached, how it is measured, until when, and how far from much less to much more than expected."""

    key: str
    words: str
    plain: str
    measure: str
    target: str
    due_days: int
    levels: tuple[str, ...]
    steps: tuple[Step, ...]
    source: str

    def due_on(self, start: date) -> date:
        """Until when it should be reached."""
        return calendar.add_days(start, self.due_days)


@dataclass(frozen=True)
class Problem:
    """What stands in the way of the patient, with the goals set against it."""

    key: str
    words: str
    kind: str
    goals: tuple[Goal, ...]
    source: str


@dataclass(frozen=True)
class Barrier:
    """What often stands in the way; it is put on a plan only where somebody found it."""

    key: str
    kind: str
    words: str
    source: str


@dataclass(frozen=True)
class Topic:
    """What a patient is taught, in a few points; `discharge`: nobody should leave without having said it back."""

    code: str
    label: str
    points: tuple[str, ...]
    discharge: bool
    everybody: bool
    source: str


@dataclass(frozen=True)
class Blank:
    """A figure or word that a template leaves open, and who is asked for it."""

    code: str
    label: str
    ask: str

    @property
    def unsaid(self) -> str:
        """What stands in the plan until somebody fills it in."""
        return f"[{self.label}: ask {self.ask}]"


@dataclass(frozen=True)
class Template:
    """A plan to start from, for one condition, programme or situation."""

    code: str
    label: str
    when: str
    problems: tuple[Problem, ...]
    barriers: tuple[Barrier, ...]
    blanks: tuple[Blank, ...]
    source: str

    @property
    def goals(self) -> list[Goal]:
        return [goal for problem in self.problems for goal in problem.goals]

    @property
    def steps(self) -> list[Step]:
        return [step for goal in self.goals for step in goal.steps]

    @property
    def keys(self) -> list[str]:
        """Everything that can be chosen, in order."""
        items: tuple[Any, ...] = (*self.problems, *self.goals, *self.steps, *self.barriers)
        return [item.key for item in items]

    @property
    def topics(self) -> list[str]:
        """The codes of what is taught, each once."""
        return list(dict.fromkeys(step.subject for step in self.steps if step.activity == TEACHING))

    def only(self, keys: Collection[str]) -> "Template":
        """The template with what was chosen: a step brings its goal, a goal its problem; `KeyError` names what it has not.

        A goal chosen without any of its steps stands alone.
        """
        if unknown := sorted({*keys} - {*self.keys}):
            raise KeyError(", ".join(unknown))
        kept = [_some(problem, keys) for problem in self.problems]
        barriers = tuple(barrier for barrier in self.barriers if barrier.key in keys)
        return replace(self, problems=tuple(one for one in kept if one.goals), barriers=barriers)

    def fill(self, text: str, said: Mapping[str, str]) -> str:
        """A text with its blanks filled in; one that nobody filled says whom to ask."""
        for blank in self.blanks:
            text = text.replace(f"{{{blank.code}}}", said.get(blank.code, "").strip() or blank.unsaid)
        return text


class Templates:
    """The templates and topics of a pack, in its order."""

    def __init__(self, rows: Collection[Template] = (), topics: Collection[Topic] = ()) -> None:
        self.rows, self.topics = tuple(rows), tuple(topics)

    def __iter__(self) -> Iterator[Template]:
        return iter(self.rows)

    def get(self, code: str) -> Template | None:
        """One template; None when the pack does not have it."""
        return next((row for row in self.rows if row.code == code), None)

    def topic(self, code: str) -> Topic | None:
        """One topic of teaching; None when the pack does not have it."""
        return next((row for row in self.topics if row.code == code), None)


def _some(problem: Problem, keys: Collection[str]) -> Problem:
    goals = [replace(goal, steps=tuple(s for s in goal.steps if s.key in keys)) for goal in problem.goals]
    return replace(problem, goals=tuple(goal for goal in goals if goal.steps or goal.key in keys))


def read(body: Body) -> Templates:
    """The templates of a pack; KeyError when something is missing."""
    topics = [_topic(row) for row in body["topics"]]
    taught = _Taught({topic.code: topic for topic in topics}, body["lesson"])
    return Templates([_template(row, taught) for row in body["templates"]], topics)


@dataclass(frozen=True)
class _Taught:
    """The topics by code, and how one becomes a step."""

    topics: Mapping[str, Topic]
    how: Body

    def step(self, code: str, under: str) -> Step:
        return _lesson(self.topics[code], under, self.how)


def _topic(row: Body) -> Topic:
    return Topic(
        code=row["code"],
        label=row["label"],
        points=tuple(row["points"]),
        discharge=row.get("discharge", False),
        everybody=row.get("everybody", False),
        source=row["source"],
    )


def _template(row: Body, taught: _Taught) -> Template:
    source = row["source"]
    barriers = [
        Barrier(f"barrier/{one['code']}", one["kind"], one["words"], one.get("source", source))
        for one in row["barriers"]
    ]
    return Template(
        code=row["code"],
        label=row["label"],
        when=row["when"],
        problems=tuple(_problem(one, source, taught) for one in row["problems"]),
        barriers=tuple(barriers),
        blanks=tuple(Blank(code, one["label"], one["ask"]) for code, one in row.get("blanks", {}).items()),
        source=source,
    )


def _problem(row: Body, source: str, taught: _Taught) -> Problem:
    goals = tuple(_goal(one, row["code"], source, taught) for one in row["goals"])
    return Problem(row["code"], row["words"], row["kind"], goals, row.get("source", source))


def _goal(row: Body, under: str, source: str, taught: _Taught) -> Goal:
    key = f"{under}/{row['code']}"
    steps = [_step(one, key, source) for one in row["steps"]]
    steps += [taught.step(code, key) for code in row.get("teach", ())]
    return Goal(
        key=key,
        words=row["words"],
        plain=row["plain"],
        measure=row["measure"],
        target=row["target"],
        due_days=row["due_days"],
        levels=tuple(row["levels"]),
        steps=tuple(steps),
        source=row.get("source", source),
    )


def _step(row: Body, under: str, source: str) -> Step:
    return Step(
        key=f"{under}/{row['code']}",
        words=row["words"],
        plain=row["plain"],
        activity=row["activity"],
        subject=row.get("subject", ""),
        role=row["role"],
        within_days=row.get("within_days", 1),
        every_days=row.get("every_days"),
        for_days=row.get("for_days"),
        source=row.get("source", source),
    )


def _lesson(topic: Topic, under: str, how: Body) -> Step:
    """A topic as something to do: the pack says in which words, by whom, and how soon."""
    return Step(
        key=f"{under}/teach_{topic.code}",
        words=how["words"].format(topic=topic.label),
        plain=how["plain"].format(topic=topic.label[:1].lower() + topic.label[1:]),
        activity=TEACHING,
        subject=topic.code,
        role=how["role"],
        within_days=how["within_days"],
        every_days=None,
        for_days=None,
        source=topic.source,
    )


def adds(template: Template, example: Body) -> dict[str, Any]:
    """What an example's choice puts on a plan begun on its day: problems, goals with their day, steps, barriers."""
    some = template.only(example.get("chosen", template.keys))
    start = date.fromisoformat(example["on"])
    return {
        "problems": [problem.key for problem in some.problems],
        "goals": {goal.key: goal.due_on(start).isoformat() for goal in some.goals},
        "steps": len(some.steps),
        "barriers": len(some.barriers),
    }


def failures(body: Body) -> list[str]:
    """The worked examples that do not come out, one sentence each."""
    rows, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        template = rows.get(example["template"])
        if template is None:
            found.append(f"{title(number, example)}: there is no template {example['template']!r}.")
            continue
        came = adds(template, example)
        found += [
            f"{title(number, example)}: {name} comes out as {came[name]}."
            for name in example["adds"]
            if came[name] != example["adds"][name]
        ]
    return found
