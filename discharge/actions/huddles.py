"""The daily round at the board: begun with its order, decided patient after patient, ended (C52, R-IDR-1 to R-IDR-5)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from careplans import conflicting
from core import clock
from core.actions import action, keep
from core.refusals import Refused, Stale
from discharge.dating import move_date
from discharge.models import DischargePlan, ExpectedDateChange, Huddle, HuddleDecision
from facilities.models import Unit
from worklist import actions as work
from worklist.models import Item

# A huddle that nobody ended stands in nobody's way after so long.
FORGOTTEN = timedelta(hours=4)
ACTIVITY = "plan_edd_rounds"


@action("own_account")
def start_huddle(
    user: User,
    *,
    by: Any,
    cases: Sequence[UUID],
    unit: Unit | None = None,
    present: Sequence[str] = (),
    minutes_each: int = 2,
) -> Huddle:
    """Begin a round over these patients in this order, with the roles that are there; one at a time on a unit."""
    if not cases:
        raise Refused(_("Nobody is on the board here. Choose another unit."), field="unit")
    now = clock.now()
    theirs = Huddle.objects.filter(unit=unit, ended_at=None, started_at__gt=now - FORGOTTEN).exclude(
        led_by=user
    )
    other = theirs.select_related("led_by").first() if unit is not None else None
    if other is not None:
        raise Refused(
            _("%(who)s leads a huddle over this unit. Join it there, or wait until it ends.")
            % {"who": other.led_by.short}
        )
    facts = {
        "present": _roles(present),
        "cases": list(cases),
        "minutes_each": minutes_each,
        "started_at": now,
    }
    return keep(Huddle(unit=unit, led_by=user, **facts))


@action("own_account")
def note_present(huddle: Huddle, *, by: Any, present: Sequence[str]) -> Huddle:
    """Say anew which roles are there."""
    _must_be_open(huddle)
    huddle.present = _roles(present)
    return huddle


@action("own_account")
def end_huddle(huddle: Huddle, *, by: Any) -> Huddle:
    """The round is over; whoever was not spoken of is said on its last page."""
    _must_be_open(huddle)
    huddle.ended_at = clock.now()
    return huddle


@action("edit_discharge", after=conflicting.look_again)
def decide_in_huddle(
    plan: DischargePlan,
    *,
    by: Any,
    huddle: Huddle,
    decision: str = "",
    owner: Any = None,
    due_at: datetime | None = None,
    expected_on: date | None = None,
    why: str = "",
    cause: str = "",
    seconds: int = 0,
    seen: int | None = None,
) -> HuddleDecision:
    """What the round decided for one patient: at once work with an owner, and the new date with its reason.

    Whatever was named becomes work before anything is saved (R-IDR-2); nothing named and the date kept is an answer too.
    `seen` is the version of the plan that was on the table: a newer one is not decided over.
    """
    _must_be_of(huddle, plan, by)
    words = decision.strip()
    if words and (owner is None or due_at is None):
        raise Refused(_("Say who does it and until when."), field="due_at" if owner else "owner")
    if due_at is not None and due_at <= clock.now():
        raise Refused(_("Choose a time to come."), field="due_at")
    if seen is not None and seen != plan.version:
        raise Stale()
    moved = _moved(plan, by, expected_on, why, cause)
    item = _work(plan, huddle, words, owner, due_at, by) if words else None
    facts = {"decision": words, "item": item, "date_change": moved, "seconds": seconds}
    return keep(HuddleDecision(huddle=huddle, case=plan.case, at=clock.now(), decided_by=by, **facts))


def _moved(plan: DischargePlan, by: Any, to: date | None, why: str, cause: str) -> ExpectedDateChange | None:
    """The change of the date, by the rules of the verb that moves it."""
    if to is None or to == plan.expected_on:
        return None
    return move_date(plan, by=by, expected_on=to, why=why, cause=cause)


def _work(plan: DischargePlan, huddle: Huddle, words: str, owner: Any, due_at: Any, by: Any) -> Item:
    return work.open_item(
        plan.case,
        by=by,
        activity=ACTIVITY,
        what=words[:160],
        why=_("Decided in the huddle"),
        owner=owner,
        due_at=due_at,
        subject=f"huddle {words[:40]}",
        source_key=f"huddle:{huddle.pk}:{plan.case_id}",
    )


def _roles(present: Sequence[str]) -> list[str]:
    unknown = [role for role in present if role not in Role.values]
    if unknown:
        raise Refused(_("Choose the roles that are there from the list."), field="present")
    return sorted(set(present))


def _must_be_open(huddle: Huddle) -> None:
    if huddle.ended_at is not None:
        raise Refused(_("This huddle has ended. Start another one."))


def _must_be_of(huddle: Huddle, plan: DischargePlan, by: Any) -> None:
    _must_be_open(huddle)
    if huddle.led_by_id != by.pk:
        raise Refused(_("This huddle is led by somebody else."))
    if plan.case_id not in huddle.cases:
        raise Refused(_("This patient is not of this round. Start another one."))
    if HuddleDecision.objects.filter(huddle=huddle, case=plan.case_id).exists():
        raise Refused(_("This patient was decided on already. Go on with the next one."))
