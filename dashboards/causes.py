"""What each cause of delay cost the patients of a team: on the critical path of every stay, and what its removal would save."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from dashboards.measured.held import segments
from dashboards.scope import Scope
from discharge import critical_path as reckon
from discharge.models import DischargePlan, LeavingStep, Milestone
from discharge.queries.delays import stay_of
from discharge.stays import stays_of
from policy import milestones
from policy.milestones import Milestones
from policy.models import RulePack
from policy.queries import governing
from policy.ready import once


@dataclass(frozen=True)
class Cost:
    """One cause over all stays: hours charged, hours without which patients had left earlier, avoidable hours, patients."""

    label: str
    share: float
    saved: float
    avoidable: float
    cases: int


@dataclass(frozen=True)
class Costs:
    """The causes, the most hours first; the hours in which anything held a patient; how many stays were reckoned."""

    rows: tuple[Cost, ...]
    total: float
    stays: int


def costs(scope: Scope) -> Costs:
    """The stays of which a delay ran in the period, each reckoned whole; five statements, however many stays."""
    listed: dict[Any, list[Any]] = defaultdict(list)
    begun = Subquery(stays_of(OuterRef("case")).values("started_at")[:1])
    held = segments(scope).select_related("plan__case").annotate(stay_begun=begun)
    for row in held.order_by("started_at", "pk"):
        if row.leaving == row.plan.leaving:
            listed[row.plan].append(row)
    facts, left = _milestones(listed), _left(listed)
    found = governing(RulePack.Kind.MILESTONES, scope.team.facility, scope.now)
    steps = once(found, milestones.read) if found else Milestones()
    stays = []
    for plan, rows in listed.items():
        reached = {code: at for code, at, _why in facts[plan.pk] if at}
        without = [code for code, _at, why in facts[plan.pk] if why]
        times = rows[0].stay_begun, left.get(plan.pk)
        stays.append(stay_of(plan.case, plan, rows, reached, without, *times, steps, scope.rules.delays))
    return _summed(stays, scope)


def _summed(stays: list[reckon.Stay], scope: Scope) -> Costs:
    share: dict[str, float] = defaultdict(float)
    saved, avoidable, cases = share.copy(), share.copy(), share.copy()
    for stay in stays:
        for code, hours in reckon.shares(stay).items():
            share[code] += hours
            cases[code] += 1
            saved[code] += reckon.saved(stay, code)
        for code, hours in reckon.avoidable(stay).items():
            avoidable[code] += hours
    rows = tuple(
        Cost(scope.rules.delays.label(code), share[code], saved[code], avoidable[code], int(cases[code]))
        for code in sorted(share, key=lambda code: (-share[code], code))
    )
    return Costs(rows, sum(map(reckon.total, stays)), len(stays))


def _milestones(plans: Iterable[DischargePlan]) -> dict[Any, list[tuple[str, Any, str]]]:
    """What was reached, and what was not needed, by plan."""
    now = {plan.pk: plan.leaving for plan in plans}
    found: dict[Any, list[tuple[str, Any, str]]] = defaultdict(list)
    rows = Milestone.objects.filter(plan__in=list(now), error_at=None)
    said = rows.values_list("plan", "leaving", "code", "reached_at", "not_needed_because")
    for key, leaving, code, at, why in said:
        if leaving == now[key]:
            found[key].append((code, at, why))
    return found


def _left(plans: Iterable[DischargePlan]) -> dict[Any, Any]:
    """When the patients who have left did so, by plan."""
    now = {plan.pk: plan.leaving for plan in plans}
    rows = LeavingStep.objects.filter(plan__in=list(now), stage="left", reversed_at=None, error_at=None)
    return {key: at for key, leaving, at in rows.values_list("plan", "leaving", "at") if leaving == now[key]}
