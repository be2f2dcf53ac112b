"""A plan as a copy that stays: what it says, who is on the case, who answers for what, which services run (C24).

The copy is plain JSON: dates as ISO text, numbers as text, codes as they are stored, people by name; what is empty is left
out. `differences` compares two of them.
"""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from careplans.models import Barrier, CarePlan, Goal, Intervention, Problem
from core import clock
from patients.models import Case
from patients.queries.bundle import bundle, unpack
from teams import ledger
from teams.models import Assignment
from worklist.models import Appointment, FollowUp

WORDS = ("what_matters", "strengths", "preferences", "inability")
PROBLEM = ("words", "kind", "priority", "source", "status", "closed_because")
GOAL = (
    "words in_patients_words spoken plain measure target start_on due_on priority source support_person confidence importance"
    " difficulty level_m2 level_m1 level_0 level_p1 level_p2 no_worse status achievement closing outcome hold_because is_wish"
).split()
INTERVENTION = (
    "words plain activity subject owner_role every_days frequency hours_per_week caregiver_task from_on until_on source status"
    " ended_because"
).split()
BARRIER = ("words", "kind", "found_where", "systemic", "status", "cleared_how")


def copy(plan: CarePlan, case: Case) -> dict[str, Any]:
    """The plan as it stands now, with its team and services; `case` is the plan's, read under its lock."""
    return {**said(plan, case), **around(case)}


def said(plan: CarePlan, case: Case) -> dict[str, Any]:
    """What the plan itself says: three statements."""
    steps = _standing(Intervention, plan).select_related("owner", "caregiver")
    barriers = Barrier.objects.filter(case=case, error_at=None).order_by("pk")
    small = CarePlan.objects.filter(pk=plan.pk).values(
        its_problems=bundle(_standing(Problem, plan)), its_barriers=bundle(barriers)
    )[0]
    return {
        **_values(plan, WORDS),
        "purpose": case.purpose,
        "problems": [_entry(row, PROBLEM) for row in unpack(Problem, small["its_problems"])],
        "goals": [_goal(row) for row in _standing(Goal, plan)],
        "interventions": [_intervention(row) for row in steps],
        "barriers": [_barrier(row) for row in unpack(Barrier, small["its_barriers"])],
    }


def around(case: Case) -> dict[str, Any]:
    """Who is on the case, who answers for what and which services run, as it stands now."""
    return {
        "team": _team(case),
        "responsibilities": _responsibilities(case),
        "services": [*_promises(case), *_meetings(case)],
    }


def digest(frozen: Any) -> str:
    """SHA-256 of a copy in one spelling."""
    text = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _standing(model: Any, plan: CarePlan) -> "QuerySet[Any]":
    return model.objects.filter(plan=plan, error_at=None).order_by("pk")


def _goal(row: Goal) -> dict[str, Any]:
    return _entry(row, GOAL) | ({"under": str(row.problem_id)} if row.problem_id else {})


def _intervention(row: Intervention) -> dict[str, Any]:
    people = {
        "owner": row.owner.name if row.owner else "",
        "caregiver": row.caregiver.name if row.caregiver else "",
    }
    said = {name: who for name, who in people.items() if who}
    return _entry(row, INTERVENTION) | said | {"under": str(row.goal_id)}


def _barrier(row: Barrier) -> dict[str, Any]:
    return _entry(row, BARRIER) | ({"under": str(row.goal_id)} if row.goal_id else {})


def _entry(row: Any, names: Any) -> dict[str, Any]:
    return {"id": str(row.pk), **_values(row, names)}


def _values(row: Any, names: Any) -> dict[str, Any]:
    found = {name: _plain(getattr(row, name)) for name in names}
    return {name: value for name, value in found.items() if value not in ("", None, False)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value.normalize() + 0) if isinstance(value, Decimal) else value


def _team(case: Case) -> list[dict[str, Any]]:
    now = clock.now()
    rows = Assignment.objects.filter(case=case, live=True, error_at=None, starts_at__lte=now).exclude(
        ends_at__lte=now
    )
    rows = rows.select_related("user").order_by("-is_lead", "starts_at", "pk")
    return [
        {"id": f"{row.user_id}:{row.role}", "words": row.user.name, "role": row.role}
        | ({"lead": True} if row.is_lead else {})
        for row in rows
    ]


def _responsibilities(case: Case) -> list[dict[str, Any]]:
    rows = ledger.live(case, clock.now()).select_related("holder", "practitioner").order_by("activity", "pk")
    return [
        {"id": f"{row.activity}:{row.holder_id or row.practitioner_id}", "words": row.who}
        | {"activity": row.activity}
        | ({"shared": True} if row.shared else {})
        for row in rows
    ]


def _promises(case: Case) -> list[dict[str, Any]]:
    rows = FollowUp.objects.filter(case=case, status=FollowUp.Status.RUNNING).select_related("owner")
    return [
        {"id": str(row.pk), "words": row.what, "activity": row.activity, "holder": row.owner.name}
        | _values(row, ("every_days", "every_months", "until_on"))
        for row in rows.order_by("pk")
    ]


def _meetings(case: Case) -> list[dict[str, Any]]:
    rows = Appointment.objects.filter(case=case, status=Appointment.Status.BOOKED, starts_at__gt=clock.now())
    return [
        {"id": str(row.pk), "activity": row.activity, "holder": row.who}
        | {"starts_at": row.starts_at.astimezone(case.facility.tz).isoformat()}
        for row in rows.select_related("user", "practitioner").order_by("starts_at", "pk")
    ]
