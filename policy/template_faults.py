"""What is wrong with a pack of plan templates, one sentence each, naming the template and the item. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from accounts.permissions import TEAM_ROLES
from policy import templates
from policy.templates import LEVELS, TEACHING, Goal, Step, Template, Templates, Topic

Body = Mapping[str, Any]
# The longest that a row of a plan holds, and that a page can show as one line.
WORDS, PLAIN, MEASURE, LEVEL, SOURCE = 240, 500, 120, 160, 160
POINTS, DAYS = 3, 366
# careplans.models.Problem.Kind and Barrier.Kind, which are above.
PROBLEMS = ("clinical", "function", "social", "mood", "safety", "knowledge", "other")
BARRIERS = (
    "hospital", "physician", "payer", "post_acute", "patient", "family", "legal", "social", "language", "money", "supply",
    "other",
)  # fmt: skip
BLANK = re.compile(r"\{(\w*)\}")
# A dose, weight, volume, pressure or saturation: a figure that is ordered for one patient and is never in a template.
ORDERED = re.compile(
    r"\d\s*(?:mg|mcg|µg|ml|cc|l|liters?|litres?|kg|lbs?|pounds?|mmhg|mmol|units?|%|puffs?|drops?|tablets?)(?!\w)",
    re.I,
)


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return shape(body) or templates.failures(body)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These templates cannot be read: {type(wrong).__name__} at {wrong}."]


def shape(body: Body) -> list[str]:
    """What is wrong with the templates themselves, whatever the examples make of them; raises as `problems` catches."""
    rows = templates.read(body)
    found = [f"Two templates have the code {code!r}." for code in _twice(row.code for row in rows)]
    found += [f"Two topics have the code {code!r}." for code in _twice(row.code for row in rows.topics)]
    for topic in rows.topics:
        found += [f"Topic “{topic.label}”: {wrong}" for wrong in _in_topic(topic)]
    taught = {topic.code for topic in rows.topics}
    for row in rows:
        found += [f"{row.label}: {wrong}" for wrong in (*_in_template(row), *_untaught(row, taught))]
    if body["lesson"]["role"] not in TEAM_ROLES:
        found.append(f"Teaching: there is no role {body['lesson']['role']!r} on a care team.")
    return found + _bare(rows, body)


def _bare(rows: Templates, body: Body) -> list[str]:
    found = [] if rows.rows else ["Give at least one template."]
    return found if body["examples"] else [*found, "Add at least one worked example."]


def _in_topic(topic: Topic) -> Iterator[str]:
    if not 1 <= len(topic.points) <= POINTS:
        yield f"give one to {POINTS} points; a session teaches no more."
    if not topic.source.strip():
        yield "say where it comes from."
    yield from _figures((topic.label, *topic.points))


def _in_template(row: Template) -> Iterator[str]:
    yield from (f"two items are called {key!r}." for key in _twice(row.keys))
    if not row.problems:
        yield "give at least one problem."
    yield from (f"{one.key}: no goal stands against it." for one in row.problems if not one.goals)
    for goal in row.goals:
        yield from (f"{goal.key}: {wrong}" for wrong in _in_goal(goal))
    for step in row.steps:
        yield from (f"{step.key}: {wrong}" for wrong in _in_step(step))
    items: tuple[Any, ...] = (*row.problems, *row.goals, *row.steps, *row.barriers)
    for item in items:
        if not 0 < len(item.source.strip()) <= SOURCE:
            yield f"{item.key}: say where it comes from, or “{templates.PROPOSAL}”."
        if not 0 < len(item.words) <= WORDS:
            yield f"{item.key}: its words are 1 to {WORDS} characters."
    yield from (
        f"{one.key}: there is no kind {one.kind!r}." for one in row.problems if one.kind not in PROBLEMS
    )
    yield from (
        f"{one.key}: there is no kind {one.kind!r}." for one in row.barriers if one.kind not in BARRIERS
    )
    yield from _in_blanks(row)
    yield from _figures(_texts(row))


def _untaught(row: Template, taught: Collection[str]) -> Iterator[str]:
    missing = [code for code in row.topics if code and code not in taught]
    yield from (f"there is no topic {code!r}." for code in missing)


def _in_goal(goal: Goal) -> Iterator[str]:
    if not goal.steps:
        yield "nothing is done for it."
    if not goal.plain.strip() or len(goal.plain) > PLAIN:
        yield "say it in plain words for the patient."
    if not 0 < len(goal.measure) <= MEASURE or not 0 < len(goal.target) <= MEASURE:
        yield f"say how it is measured and what is the target, each in up to {MEASURE} characters."
    if not _whole(goal.due_days, 1):
        yield f"it is due after one whole day or more, {DAYS} at most."
    if len(goal.levels) != len(LEVELS) or len({*map(str.strip, goal.levels), ""}) != len(LEVELS) + 1:
        yield f"give {len(LEVELS)} levels, each with words of its own."
    elif any(len(level) > LEVEL for level in goal.levels):
        yield f"a level has up to {LEVEL} characters."


def _in_step(step: Step) -> Iterator[str]:
    if step.role not in TEAM_ROLES:
        yield f"there is no role {step.role!r} on a care team."
    if not step.activity.strip():
        yield "say for which activity it is done."
    if not step.plain.strip() or len(step.plain) > PLAIN:
        yield "say it in plain words for the patient."
    if step.activity == TEACHING and not step.subject:
        yield "say which topic is taught."
    if not _whole(step.within_days, 0):
        yield f"it is first done within whole days, {DAYS} at most."
    if step.every_days is not None and not _whole(step.every_days, 1):
        yield f"it comes again after one whole day or more, {DAYS} at most."
    if step.for_days is not None and not _whole(step.for_days, 1):
        yield f"it is done for one whole day or more, {DAYS} at most."
    if step.for_days is not None and step.every_days is None:
        yield "what is done once is not done for some days."


def _in_blanks(row: Template) -> Iterator[str]:
    declared = {blank.code for blank in row.blanks}
    used = {code for text in _texts(row) for code in BLANK.findall(text)}
    yield from (f"the blank {code!r} is not declared." for code in sorted(used - declared))
    yield from (f"the blank {code!r} stands in no text." for code in sorted(declared - used))


def _texts(row: Template) -> Iterator[str]:
    for problem in row.problems:
        yield problem.words
    for goal in row.goals:
        yield from (goal.words, goal.plain, goal.measure, goal.target, *goal.levels)
    for step in row.steps:
        yield from (step.words, step.plain)
    yield from (barrier.words for barrier in row.barriers)


def _figures(texts: Iterable[str]) -> Iterator[str]:
    """Figures that somebody orders for one patient: a template leaves them open."""
    for text in texts:
        if found := ORDERED.search(text):
            yield f"“{found.group()}” is ordered for one patient: leave a blank that says whom to ask."


def _whole(count: Any, least: int) -> bool:
    return type(count) is int and least <= count <= DAYS


def _twice(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, number in Counter(codes).items() if number > 1)
