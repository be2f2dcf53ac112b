"""The conflicts of a plan kept true to its facts: raised, kept, or withdrawn by key. Used inside verbs only.

One that was accepted or resolved comes back only when the facts it was judged by have changed. What is not known any more
neither raises one nor withdraws it.
"""

from typing import Any

from django.utils.translation import gettext as _

from careplans.facts import collect
from careplans.models import CarePlan, Conflict
from careplans.sides import keep_side, wording
from core import clock
from core.actions import change, keep
from patients.models import Case
from policy import ready
from policy.conflicts import Found, find
from policy.models import PackVersion

Status = Conflict.Status


def recheck(plan: CarePlan, *, by: Any) -> list[Conflict]:
    """Look at everything a plan and its case say; the conflicts that are open afterwards, those of people with them."""
    if plan.status == CarePlan.Status.CLOSED:
        return []
    version, rules = ready.conflict_rules(plan.case.facility, clock.now())
    found, still = find(rules, collect(plan))
    standing = {row.key: row for row in _standing(plan)}
    for pair in found:
        before = standing.get(pair.key)
        if before is None or before.facts_hash != pair.digest or before.status == Status.WITHDRAWN:
            if before is not None and before.status == Status.OPEN:
                end(before, Status.WITHDRAWN, _("What it was found in has changed."), by=by)
            _raise(plan, pair, version, by=by)
    here = {pair.key for pair in (*found, *still)}
    for row in standing.values():
        if row.status == Status.OPEN and row.key not in here:
            end(row, Status.WITHDRAWN, _("What it was found in is no longer so."), by=by)
    return list(Conflict.objects.filter(plan=plan, status=Status.OPEN, error_at=None))


def look_again(row: Any, *, by: Any) -> None:
    """The same for the open plan of a case, by any row of it: what a verb does once its target is saved (`after=`)."""
    case = row if isinstance(row, Case) else row.case
    for plan in CarePlan.objects.filter(case=case).exclude(status=CarePlan.Status.CLOSED):
        plan.case = case
        recheck(plan, by=by)


def end(conflict: Conflict, status: str, decision: str, *, by: Any) -> Conflict:
    """Settle one that is not the verb's own target."""
    ended = {"status": status, "decision": decision, "decided_at": clock.now(), "decided_by": by}
    return change(conflict, **ended)


def _standing(plan: CarePlan) -> Any:
    """The conflicts that rules found so far, the newest of each key last."""
    rows = Conflict.objects.filter(plan=plan, error_at=None).exclude(rule="")
    return rows.order_by("created_at", "id")


def _raise(plan: CarePlan, pair: Found, version: PackVersion | None, *, by: Any) -> None:
    conflict = keep(
        Conflict(
            case=plan.case,
            plan=plan,
            rule=pair.rule.code,
            rules=version,
            key=pair.key,
            facts_hash=pair.digest,
            severity=pair.rule.severity,
            sentence=wording(pair),
            created_by=by,
        )
    )
    for position, (kind, row) in enumerate(zip(pair.rule.between, (pair.a, pair.b), strict=True)):
        keep_side(conflict, position, kind, row)
