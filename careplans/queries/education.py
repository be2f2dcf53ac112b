"""What a patient is taught: which topics, how far each came back, and what nobody should leave without."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from careplans.models import CarePlan, EducationSession, Intervention
from core import clock
from patients.models import Case
from policy import ready
from policy.templates import TEACHING, Templates, Topic

Result = EducationSession.Result
# Understood is taught back; who declines has answered, and is shown as having declined.
SETTLED = (Result.UNDERSTOOD, Result.DECLINED)
NOT_TAUGHT = "not_taught"


@dataclass(frozen=True)
class Taught:
    """A topic as it can be chosen on a case; `asked` when the plan or the house wants it taught."""

    code: str
    label: str
    points: tuple[str, ...]
    discharge: bool
    asked: bool


@dataclass(frozen=True)
class Untaught:
    """A topic needed before leaving that did not come back: never taught, not yet or partly understood."""

    code: str
    label: str
    state: str


def topics(case: Case) -> dict[str, Taught]:
    """Every topic that can be taught on a case by code: those of the rules in force, and those its plan names."""
    _version, known = ready.plan_templates(case.facility, clock.now())
    return known_topics(known, dict(planned(case).values_list("subject", "words")))


def known_topics(known: Templates, planned: Mapping[str, str]) -> dict[str, Taught]:
    """The same from the rules and what the plan names, code and words."""
    found = {
        topic.code: _chosen(topic, asked=topic.everybody or topic.code in planned) for topic in known.topics
    }
    own = {code: Taught(code, words, (), False, True) for code, words in planned.items()}
    return own | found


def not_taught_back(case: Case) -> list[Untaught]:
    """The topics a patient should not leave without that were not said back: the soft gate of leaving (C28)."""
    last = {code: session.result for code, session in latest(case).items()}
    return untaught(topics(case).values(), last)


def untaught(wanted: Iterable[Taught], last: Mapping[str, str]) -> list[Untaught]:
    """The same from topics and the last result of each, by code."""
    needed = [topic for topic in wanted if topic.asked and topic.discharge]
    states = [(topic, last.get(topic.code, NOT_TAUGHT)) for topic in needed]
    return [Untaught(topic.code, topic.label, state) for topic, state in states if state not in SETTLED]


def latest(case: Case) -> dict[str, EducationSession]:
    """The last session of each topic."""
    rows = EducationSession.objects.filter(case=case).select_related("learner", "taught_by")
    return {row.topic: row for row in rows.order_by("topic", "-at", "-pk").distinct("topic")}


def page(case: Case) -> dict[str, Any]:
    """The teaching of a case: what is wanted with how far it came, what else can be taught, and every session."""
    sessions = list(
        EducationSession.objects.filter(case=case)
        .select_related("learner", "taught_by")
        .order_by("-at", "-pk")
    )
    known = topics(case).values()
    rows = [_row(n, topic, sessions) for n, topic in enumerate(known, 1)]
    return {
        "wanted": sorted((row for row in rows if row["topic"].asked), key=_rank),
        "others": [row for row in rows if not row["topic"].asked],
        "sessions": sessions,
    }


def _row(n: int, topic: Taught, sessions: list[EducationSession]) -> dict[str, Any]:
    """A topic with its place in the list, its last session and how often it was tried."""
    mine = [one for one in sessions if one.topic == topic.code]
    return {"n": n, "topic": topic, "last": mine[0] if mine else None, "tries": len(mine)}


def _rank(row: dict[str, Any]) -> tuple[bool, bool]:
    """What is not settled first; of it what is needed before leaving."""
    last = row["last"]
    return (last is not None and last.result in SETTLED, not row["topic"].discharge)


def _chosen(topic: Topic, *, asked: bool) -> Taught:
    return Taught(topic.code, topic.label, topic.points, topic.discharge, asked)


def planned(case: Any) -> "QuerySet[Intervention]":
    """What the open plan asks to teach: the topic is its subject; `case` may be an outer key."""
    rows = Intervention.objects.filter(case=case, activity=TEACHING, error_at=None).exclude(subject="")
    return rows.exclude(status=Intervention.Status.STOPPED).exclude(plan__status=CarePlan.Status.CLOSED)
