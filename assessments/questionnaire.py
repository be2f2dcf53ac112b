"""What an instrument asks and how it is scored, as frozen data read from a version's body (a FHIR R4 Questionnaire).

Pure. Points, bounds and bands are Decimal. A `link_id` names a question within its instrument, for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

CHOICE, INTEGER, DECIMAL, BOOLEAN, TEXT, DATE = "choice", "integer", "decimal", "boolean", "text", "date"
LONGEST_TEXT = 4_000


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen; `points` is None where it has no place on the scale."""

    code: str
    label: str
    system: str = ""
    points: Decimal | None = None
    # Counts for "any positive": the answer that shows a need.
    positive: bool = False
    # None of the others may stand beside it.
    exclusive: bool = False
    # No answer, or one that makes no sense: too many of them, and nothing can be scored.
    unusable: bool = False


@dataclass(frozen=True)
class Condition:
    """Something that must hold of the answer to another question (FHIR enableWhen)."""

    question: str
    operator: str
    value: str | bool | Decimal


@dataclass(frozen=True)
class Gate:
    """When something is asked: any of these conditions, or all (FHIR enableBehavior)."""

    conditions: tuple[Condition, ...]
    needs_all: bool = False


@dataclass(frozen=True)
class Question:
    """One thing to answer."""

    link_id: str
    text: str
    kind: str
    prefix: str = ""
    help: str = ""
    code: str = ""
    required: bool = False
    repeats: bool = False
    options: tuple[Option, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    longest: int = LONGEST_TEXT
    # All must be open: those of the groups it stands in, then its own.
    gates: tuple[Gate, ...] = ()
    from_age: int | None = None
    to_age: int | None = None
    # The headings it stands under, outermost first.
    under: tuple[str, ...] = ()
    # A subject of its own for freshness, where the instrument's does not hold (prior function: once a case).
    subject: str = ""
    declined_points: Decimal | None = None

    def option(self, code: object) -> Option | None:
        """The option with a code."""
        return next((each for each in self.options if each.code == code), None)


@dataclass(frozen=True)
class Heading:
    """Words that are read, not answered: an introduction, a group's title, an instruction."""

    link_id: str
    text: str
    level: int
    help: str = ""
    gates: tuple[Gate, ...] = ()
    # The title of a group of questions; else words to read out.
    titles_group: bool = False


@dataclass(frozen=True)
class Band:
    """A stretch of results, both ends included, with what it means and what work it asks for."""

    least: Decimal
    most: Decimal
    code: str
    label: str
    tone: str = ""
    actions: tuple[str, ...] = ()
    need: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a table of points; without `most` it has no upper end."""

    least: Decimal
    most: Decimal | None
    points: Decimal


@dataclass(frozen=True)
class Change:
    """What a domain's results over time mean: the smallest change that matters, in points or in per cent of the first."""

    domain: str
    better: str
    points: Decimal | None = None
    percent: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class ScoreRule:
    """One result of an instrument: its method over some questions, what happens to missing answers, its bands."""

    code: str
    label: str
    method: str
    items: tuple[str, ...]
    missing: str
    loinc: str = ""
    # How many answers suffice, under "minimum-answered".
    minimum: int | None = None
    # Whether what is still possible may be shown while an answer is missing.
    ranges: bool = True
    places: int = 0
    weights: tuple[tuple[str, Decimal], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    rows: tuple[Row, ...] = ()
    # From so many unusable or declined answers on there is no result.
    unable_from: int | None = None
    unable_label: str = ""
    from_age: int | None = None
    to_age: int | None = None
    bands: tuple[Band, ...] = ()
    change: Change | None = None

    @property
    def limited_by_age(self) -> bool:
        return self.from_age is not None or self.to_age is not None

    def band_of(self, value: Decimal) -> Band | None:
        """The band a result lies in."""
        return next((band for band in self.bands if band.least <= value <= band.most), None)


@dataclass(frozen=True)
class Clause:
    """One condition of a flag: so many of these questions with such an answer, or a result of at least so much."""

    items: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    declined: bool = False
    score: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    count: int = 1


@dataclass(frozen=True)
class Flag:
    """Something to act on whatever the total: raised when all its clauses hold, on an unfinished form too."""

    code: str
    label: str
    clauses: tuple[Clause, ...]
    actions: tuple[str, ...] = ()
    # A high-risk protocol it opens at once.
    protocol: str = ""
    acute: bool = False
    need: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """One version of an instrument."""

    code: str
    number: str
    title: str
    notice: str
    licence: str
    source: str
    sort: str
    discipline: str
    activity: str
    subject: str
    look_back: str
    # Asked with nobody else in the room; and whether answers stand on what is printed.
    alone: bool
    prints: bool
    # Whether the patient may decline a question: not where staff answer.
    declinable: bool
    # Headings and questions in the order in which they are read.
    lines: tuple[Heading | Question, ...]
    scores: tuple[ScoreRule, ...]
    flags: tuple[Flag, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is answered, in order."""
        return tuple(line for line in self.lines if isinstance(line, Question))

    @cached_property
    def _by_link(self) -> dict[str, Question]:
        return {question.link_id: question for question in self.questions}

    def question(self, link_id: str) -> Question | None:
        """The question of a link id; None when this version has none."""
        return self._by_link.get(link_id)

    def score_rule(self, code: str) -> ScoreRule | None:
        """One of its scores."""
        return next((rule for rule in self.scores if rule.code == code), None)

    def actions(self) -> Iterator[str]:
        """Every task template it may ask for."""
        for rule in self.scores:
            for band in rule.bands:
                yield from band.actions
        for flag in self.flags:
            yield from flag.actions
