"""What people say of the gates of leaving: done, not needed, carried over, overridden, taken back, made up for (C53)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from core import access, clock
from core.actions import action
from core.refusals import Denied, Refused
from discharge import debts
from discharge.gates import Gatehouse, Standing, look
from discharge.models import DischargePlan, GateCheck
from worklist import endings, owners
from worklist.dues import keep_next_due

Status = GateCheck.Status


@action("edit_discharge")
def satisfy_gate(plan: DischargePlan, *, by: Any, gate: str, note: str = "") -> GateCheck:
    """Say that it is done; only what no fact of the file answers is said by hand."""
    house, found = _asked(plan, gate)
    if found.rule.fact:
        raise Refused(_("The file itself answers this. %(what)s") % {"what": found.sentence})
    role = _as(plan, by, "satisfy_gate", found.rule.satisfies, found)
    return _record(plan, found, Status.MET, house, by=by, role=role, reason=note.strip())


@action("edit_discharge")
def gate_not_needed(plan: DischargePlan, *, by: Any, gate: str, reason: str) -> GateCheck:
    """Say that this patient does not need it, and why."""
    house, found = _asked(plan, gate)
    if not found.rule.waivable:
        raise Refused(_("This is needed by everybody who goes there. Do it, or ask for an override."))
    role = _as(plan, by, "gate_not_needed", found.rule.satisfies or tuple(Role.values), found)
    return _record(plan, found, Status.NOT_NEEDED, house, by=by, role=role, reason=_why(reason))


@action("edit_discharge")
def carry_gate(
    plan: DischargePlan,
    *,
    by: Any,
    gate: str,
    reason: str,
    owner: User | None = None,
    due_at: datetime | None = None,
) -> GateCheck:
    """Carry it over to the time after leaving: it becomes work with an owner and a time. Only what is soft."""
    house, found = _asked(plan, gate)
    if found.hard:
        raise Refused(_("This must be done before the patient leaves. Do it, or ask for an override."))
    role = _as(plan, by, "carry_gate", tuple(Role.values), found)
    due = due_at or found.rule.due(clock.now())
    if due <= clock.now():
        raise Refused(_("Choose a time to come."), field="due_at")
    why = _why(reason)
    if owner is not None:
        owners.must_be_able(owner, plan.case, field="owner")
    item = debts.work(plan, found, by=by, due_at=due, owner=owner or debts.owner_of(plan), breach=False)
    keep_next_due(plan.case_id)
    return _record(plan, found, Status.CARRIED, house, by=by, role=role, reason=why, item=item)


@action("override_gate")
def override_gate(plan: DischargePlan, *, by: Any, gate: str, reason: str) -> GateCheck:
    """Let the patient leave with it open: by a role that the rules name for this gate, with the reason on record."""
    house, found = _asked(plan, gate)
    if not found.hard:
        raise Refused(_("This does not hold the patient back. Carry it over instead."))
    role = _as(plan, by, "override_gate", found.rule.overrides, found, "override_gate")
    return _record(plan, found, Status.OVERRIDDEN, house, by=by, role=role, reason=_why(reason))


@action("edit_discharge")
def undo_gate(check: GateCheck, *, by: Any, reason: str) -> GateCheck:
    """Take back what was said of a gate while the patient is here: it is open again, and its work is called off."""
    plan = check.plan
    if check.status == Status.UNDONE:
        raise Refused(_("This was taken back already."))
    if check.leaving != plan.leaving:
        raise Refused(_("This belongs to an earlier departure and stands as it was."))
    debts.must_be_here(plan)
    why = _why(reason)
    if check.item is not None and check.item.is_live:
        endings.drop_at_once(check.item, why[:240], by=by)
        keep_next_due(check.case_id)
    check.status, check.reason = Status.UNDONE, why
    return check


@action("edit_work")
def make_up(check: GateCheck, *, by: Any, note: str) -> GateCheck:
    """End a debt of leaving by what was done about it; the breach, if it was one, stays on record."""
    if check.status not in debts.DEBTS or check.item is None or not check.item.is_live:
        raise Refused(_("There is nothing left to make up for here."))
    if not note.strip():
        raise Refused(_("Say what was done about it."), field="note")
    endings.finish_at_once(check.item, by=by, note=note.strip())
    keep_next_due(check.case_id)
    return check


def _asked(plan: DischargePlan, code: str) -> tuple[Gatehouse, Standing]:
    """A gate of the present departure that nothing and nobody answers yet."""
    debts.must_be_here(plan)
    if not plan.case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    house = look(plan.case, plan)
    found = house.get(code)
    if found is None or house.version is None:
        raise Refused(_("This is not asked of where the patient goes. Look at the list again."), field="gate")
    if not found.open:
        raise Refused(_("This is answered already. Take that answer back first."), field="gate")
    return house, found


def _record(plan: DischargePlan, gate: Standing, status: str, house: Gatehouse, **said: Any) -> GateCheck:
    assert house.version is not None  # noqa: S101 - _asked refuses without rules
    return debts.record(plan, gate, status, house.version, **said)


def _as(
    plan: DischargePlan,
    by: Any,
    verb: str,
    wanted: tuple[str, ...],
    gate: Standing,
    perm: str = "edit_discharge",
) -> str:
    """The role in which somebody says it; Denied to a role that the rules do not name."""
    held = access.roles_with(perm, by, plan)
    role = next((each for each in wanted if each in held), "")
    if not role:
        names = ", ".join(str(Role(each).label) for each in wanted)
        words = _("“%(gate)s” is not your role's to answer. These can: %(roles)s.")
        raise Denied(perm, f"discharge.{verb}", plan, words % {"gate": gate.rule.label, "roles": names})
    return role


def _why(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return reason.strip()
