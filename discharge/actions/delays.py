"""The ledger of what holds a patient: opened, changed, over, again, not so; and told on as it grows old (C55)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from careplans.models import Barrier
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from discharge import delay_work as work
from discharge import plans
from discharge.models import DelaySegment, DischargePlan
from policy.delays import Delays
from policy.milestones import CODES
from policy.ready import delays_of
from worklist import owners

Status = DelaySegment.Status


@action("edit_delay")
def open_delay(
    plan: DischargePlan,
    *,
    by: Any,
    cause: str,
    owner: Any,
    attribution: str = "",
    avoidable: str = "",
    holds: str | None = None,
    words: str = "",
    action: str = "",
    started_at: datetime | None = None,
    cost_per_day: Decimal | None = None,
    barrier: Barrier | None = None,
) -> DelaySegment:
    """Say what holds the patient since when, and who clears it; several may run at once. It becomes their work.

    What is not said of attribution, avoidable and `holds` comes with the cause, by the rules in force.
    """
    _must_be_here(plan)
    rules = _rules(plan)
    known = _cause(rules, cause, words)
    row = DelaySegment(
        case=plan.case, plan=plan, leaving=plan.leaving, created_by=by, cause=cause, owner=owner
    )
    row.attribution, row.avoidable = attribution or known.attribution, avoidable or known.avoidable
    row.holds = known.holds if holds is None else holds
    row.words, row.action, row.cost_per_day, row.barrier = (
        words.strip(),
        action.strip(),
        cost_per_day,
        barrier,
    )
    row.started_at = started_at or clock.now()
    _must_hold_together(row, rules)
    row.item = work.begin(row, rules, by=by)
    return keep(row)


@action("edit_delay", moves={Status.OPEN: Status.OPEN})
def change_delay(delay: DelaySegment, *, by: Any, **said: Any) -> DelaySegment:
    """Say anything of an open delay anew; another owner gets the work, and whoever had it no longer."""
    rules = _rules(delay.plan)
    before = delay.owner_id
    for name, value in said.items():
        if name not in CHANGEABLE:
            raise TypeError(f"A delay has no {name!r} that could be changed.")
        setattr(delay, name, value.strip() if isinstance(value, str) else value)
    _cause(rules, delay.cause, delay.words)
    _must_hold_together(delay, rules)
    if delay.owner_id != before:
        work.drop(delay, _("Somebody else clears it now."), by=by)
        delay.item = work.begin(delay, rules, by=by)
    return delay


CHANGEABLE = frozenset(
    "cause attribution avoidable holds words action started_at cost_per_day owner barrier".split()
)


@action("edit_delay", moves={Status.OPEN: Status.CLOSED})
def close_delay(
    delay: DelaySegment, *, by: Any, ended_at: datetime | None = None, note: str = ""
) -> DelaySegment:
    """It holds the patient no longer, since an instant that is not to come; its work is done."""
    end = ended_at or clock.now()
    if end > clock.now():
        raise Refused(_("This is still to come. Enter when it was over."), field="ended_at")
    if end <= delay.started_at:
        raise Refused(_("The delay ends before it begins. Check both times."), field="ended_at")
    delay.ended_at, delay.ended_by = end, by
    work.finish(delay, note.strip() or _("The delay is over."), by=by)
    return delay


@action("edit_delay", moves={Status.CLOSED: Status.OPEN})
def reopen_delay(delay: DelaySegment, *, by: Any, reason: str) -> DelaySegment:
    """It holds the patient after all: since it began, as if it had never been over."""
    _why(reason)
    if delay.leaving != delay.plan.leaving:
        raise Refused(_("This belongs to an earlier departure. Open a new delay."))
    _must_be_here(delay.plan)
    delay.ended_at = delay.ended_by = None
    delay.item = work.begin(delay, _rules(delay.plan), by=by)
    return delay


@action("edit_delay")
def mark_delay_in_error(delay: DelaySegment, *, by: Any, reason: str) -> DelaySegment:
    """It never held the patient: it stays readable with the reason and counts nowhere."""
    why = _why(reason)
    if delay.error_at is not None:
        raise Refused(_("This is marked as an error already."))
    delay.error_at, delay.error_by, delay.error_reason = clock.now(), by, why
    work.drop(delay, why, by=by)
    return delay


@action("edit_delay", moves={Status.OPEN: Status.OPEN})
def escalate_delay(delay: DelaySegment, *, by: Any) -> DelaySegment:
    """Climb the rungs that its age has reached, and tell whom they name; where it stands there already, nothing happens."""
    rules = _rules(delay.plan)
    level = rules.level((clock.now() - delay.started_at).total_seconds() / 3600)
    if delay.error_at is None and level > delay.level:
        work.tell(delay, level, rules)
        delay.level = level
    return delay


def _rules(plan: DischargePlan) -> Delays:
    return delays_of(plan.case.facility, clock.now())[1]


def _cause(rules: Delays, code: str, words: str) -> Any:
    known = rules.by_code.get(code)
    if known is None:
        raise ValidationError({"cause": _("Choose the cause from the list.")})
    if code in rules.words and not words.strip():
        raise ValidationError({"words": _("Say in words what holds the patient.")})
    return known


def _must_be_here(plan: DischargePlan) -> None:
    if not plan.case.is_open:
        raise Refused(_("This case is closed. Reopen it before giving it new work."))
    if plans.has_left(plan) is not None:
        raise Refused(_("The patient has left. Nothing holds them any more."))


def _must_hold_together(delay: DelaySegment, rules: Delays) -> None:
    if delay.attribution not in (rules.attributions or {}):
        raise ValidationError({"attribution": _("Choose from the list.")})
    if delay.holds and delay.holds not in CODES:
        raise ValidationError({"holds": _("Choose from the list.")})
    if delay.started_at > clock.now():
        raise Refused(_("This is still to come. Enter when it began."), field="started_at")
    owners.must_be_able(delay.owner, delay.case)


def _why(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return reason.strip()
