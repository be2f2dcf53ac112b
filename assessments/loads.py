"""What plans give caregivers to do, held against what they said they can: beyond hours or tasks is said in words (C16).

Apps above that give work to somebody of the family register in `LOADS`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assessments import caregiving
from assessments.models import CaregiverCapacity
from patients.models import Case

MINUTES = 60


@dataclass(frozen=True)
class Load:
    """Something that a plan gives to somebody of the family: what, which tasks it takes, how many minutes a week."""

    person_id: UUID
    what: str
    tasks: tuple[str, ...] = ()
    minutes_a_week: int = 0
    url: str = ""


@dataclass(frozen=True)
class Beyond:
    """What is too much for somebody, as a sentence; `load` where it is one thing, none where it is their hours."""

    person: Any
    sentence: str
    load: Load | None = None


# Each is asked for what it gives to the people around the patient of one case.
LOADS: list[Callable[[Case], Iterable[Load]]] = []


def given(case: Case) -> list[Load]:
    """Everything that is given to people of the family on a case."""
    return [load for tell in LOADS for load in tell(case)]


def beyond(case: Case, loads: Iterable[Load] | None = None) -> list[Beyond]:
    """What goes beyond the stated capacity of each; nobody is beyond what they were never asked about."""
    mine: dict[UUID, list[Load]] = defaultdict(list)
    for load in given(case) if loads is None else loads:
        mine[load.person_id].append(load)
    rows = CaregiverCapacity.objects.filter(case=case, error_at=None, person__in=list(mine))
    return [
        each for row in rows.select_related("person").order_by("pk") for each in _of(row, mine[row.person_id])
    ]


def _of(capacity: CaregiverCapacity, loads: list[Load]) -> Iterable[Beyond]:
    person = capacity.person
    minutes = sum(load.minutes_a_week for load in loads)
    if capacity.hours_per_week is not None and minutes > capacity.hours_per_week * MINUTES:
        said = {"name": person.name, "asked": hours(minutes), "stated": capacity.hours_per_week}
        sentence = _("%(name)s: the plan asks %(asked)s hours a week, %(stated)s are stated.") % said
        yield Beyond(person, sentence)
    for load in loads:
        for task in load.tasks:
            if task in capacity.unable:
                facts = {"name": person.name, "what": load.what, "task": caregiving.label(task).lower()}
                words = _("%(name)s cannot or will not do this: %(task)s. The plan gives them: %(what)s.")
                yield Beyond(person, words % facts, load)


def hours(minutes: int) -> str:
    """Minutes as hours, with a half where there is one over."""
    whole, rest = divmod(minutes, MINUTES)
    return f"{whole}" if not rest else f"{minutes / MINUTES:.1f}"
