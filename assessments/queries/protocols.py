"""The protocols of a case as far as somebody may read them, who could be named, and what nobody leaves before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from assessments import danger
from assessments.models import Protocol, ProtocolPerson, ProtocolStep
from core import access
from core.access import visible_among
from patients.models import Case
from policy import protocols
from policy.ready import checklists_by
from teams.queries import on_case

Status = Protocol.Status


@dataclass(frozen=True)
class Shown:
    """One protocol as its page draws it."""

    protocol: Protocol
    steps: list[ProtocolStep]
    people: list[ProtocolPerson]
    left: int
    may: frozenset[str]


def open_steps(case: Any) -> "QuerySet[Any, Any]":
    """The steps of open protocols that are still to be done, with the rules of each; `case` may be an outer key."""
    standing = danger.standing(OuterRef("case"))
    rows = ProtocolStep.objects.filter(case=case, protocol__in=standing, done_at=None, error_at=None)
    return rows.values(row=JSONObject(rules="protocol__rules", kind="protocol__kind", code="code"))


def before_leaving(steps: Iterable[Mapping[str, Any]]) -> int:
    """How many of the open steps must be done before the patient leaves; the number alone, for everybody."""
    return sum(_holds_back(checklists_by(step["rules"]).get(step["kind"]), step["code"]) for step in steps)


def page_of(case: Case, user: Any, rights: Collection[str]) -> dict[str, Any]:
    """What the page of protocols shows: those one may read with their steps, and those one is named on by kind alone."""
    steps = (
        ProtocolStep.objects.filter(error_at=None)
        .select_related("done_by", "item__owner")
        .order_by("position")
    )
    people = ProtocolPerson.objects.select_related("user").order_by("user__name", "pk")
    rows = visible_among(Protocol.objects.filter(case=case, error_at=None), user)
    rows = rows.select_related("owner", "created_by", "asked_by", "cleared_by")
    rows = rows.prefetch_related(Prefetch("steps", steps), Prefetch("people", people)).order_by("-pk")
    found = [_shown(row, case, user, rights) for row in rows]
    read = [each.protocol.pk for each in found]
    named = danger.standing(case).filter(people__user=user.pk).exclude(pk__in=read).select_related("owner")
    return {
        "open": [each for each in found if each.protocol.status != Status.CLEARED],
        "cleared": [each for each in found if each.protocol.status == Status.CLEARED],
        "named": list(named),
        "may_raise": case.is_open and "edit_behavioural" in rights,
    }


def may_raise(case: Case, user: Any) -> list[tuple[str, Any]]:
    """The kinds of protocol that somebody may raise on a case, as choices."""
    sorts, held = Protocol.access.sorts, access.held(user, case)
    return [
        (kind.value, kind.label)
        for kind in Protocol.Kind
        if sorts is not None and f"edit_{sorts.classes[kind]}" in held
    ]


def could_be_named(case: Case) -> "QuerySet[User]":
    """Who works on a case: the verb says who of them may know of a protocol."""
    return on_case(case)


def _shown(row: Protocol, case: Case, user: Any, rights: Collection[str]) -> Shown:
    row.case = case
    steps = list(row.steps.all())
    left = sum(step.done_at is None for step in steps)
    return Shown(row, steps, list(row.people.all()), left, _may(row, user, rights, left))


def _may(row: Protocol, user: Any, rights: Collection[str], left: int) -> frozenset[str]:
    sorts = Protocol.access.sorts
    names = sorts.names(row, user, Protocol.access.data, rights) if sorts else frozenset()
    if "edit_safeguarding" not in names or row.status == Status.CLEARED:
        return frozenset()
    found = {"do_step", "name", "give"}
    if row.status == Status.RAISED and not left:
        found.add("ask_clear")
    if row.status == Status.CLEARING and row.asked_by_id != user.pk:
        found |= {"clear", "keep"}
    return frozenset(found)


def _holds_back(checklist: protocols.Checklist | None, code: str) -> bool:
    """Whether the rules by which a protocol was raised say that nobody leaves before a step is done."""
    said = checklist.get(code) if checklist else None
    return bool(said and said.before_leaving)
