"""What was open when the patient left: hard gates as breaches, soft ones carried over, each with its work. Used inside verbs only.

Source: design README 18: a gate stops our own last stage, never a fact.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from assessments.raising import supervisors
from core import clock
from core.actions import change, keep
from core.refusals import Refused
from discharge import plans
from discharge.gates import Gatehouse, Standing, look
from discharge.models import DischargePlan, GateCheck, LeavingStep
from outreach import people
from policy.models import PackVersion
from worklist import endings, promises, told
from worklist.dues import keep_next_due
from worklist.models import Item, Notification

Status = GateCheck.Status
DEBTS = (Status.CARRIED, Status.LEFT_OPEN)
ACTIVITY = "plan_edd_rounds"


def record(
    plan: DischargePlan,
    gate: Standing,
    status: str,
    version: PackVersion,
    *,
    by: Any,
    role: str = "",
    reason: str = "",
    item: Item | None = None,
) -> GateCheck:
    """Put down what somebody, or a departure, said of a gate; without a role it was the departure."""
    facts = {"gate": gate.rule.code, "hard": gate.hard, "rules": version, "at": clock.now(), "by": by}
    said = {"status": status, "role": role, "reason": reason, "item": item}
    row = GateCheck(case=plan.case, plan=plan, leaving=plan.leaving, created_by=by, **facts, **said)
    return keep(row)


def work(
    plan: DischargePlan, gate: Standing, *, by: Any, due_at: datetime, owner: User | None, breach: bool
) -> Item:
    """The work that makes up for a gate: in the list of its owner, climbing when nobody acts."""
    item = Item(case=plan.case, kind=Item.Kind.GATE, activity=ACTIVITY, created_by=by)
    item.subject = item.about = f"gate:{plan.leaving}:{gate.rule.code}"
    what = _("Left open at leaving: %(gate)s") if breach else _("To be made up for after leaving: %(gate)s")
    item.what = what % {"gate": gate.rule.label}
    item.why = gate.sentence[:240]
    item.if_waits = _("The patient is outside without it.")
    item.owner, item.role = owner, "" if owner else Role.CASE_MANAGER
    item.due_at = due_at
    item.priority = Item.Priority.HIGH if breach else Item.Priority.NORMAL
    keep(item)
    promises.climb(item)
    if owner is not None and owner.pk != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    return item


def settle(
    plan: DischargePlan, *, disposition: str, left_at: datetime, by: Any, first: bool = False
) -> list[GateCheck]:
    """What is open becomes a debt, by where the patient really went; what was answered stands. The breaches are given.

    A case that was closed over a departure that was none is in the house all the same: the `first` word of the next
    departure leaves its debts, with a supervisor. What is corrected once a case is closed adds none.
    """
    house = look(plan.case, plan, disposition=disposition)
    if house.version is None:
        return []
    _not_asked_any_more(plan, house, by)
    asked = plan.case.is_open or (first and not plans.was_none(plan.case))
    owed = [gate for gate in house.gates if asked and is_owed(gate)]
    made = [_owed(plan, gate, house.version, by, left_at) for gate in owed]
    breaches = [row for row in made if row.hard]
    if breaches:
        _tell(plan, by)
    if made:
        keep_next_due(plan.case_id)
    return breaches


def is_owed(gate: Standing) -> bool:
    """Whether a departure leaves it open: what was carried over had to be done first, if it is hard where they went."""
    return gate.open or (gate.hard and gate.state == Status.CARRIED)


def take_back(plan: DischargePlan, leaving: int, *, by: Any, why: str) -> None:
    """The departure was not one: what it left open is open as before, and nobody makes up for it any more."""
    rows = GateCheck.objects.filter(plan=plan, leaving=leaving, status__in=DEBTS, role="", error_at=None)
    for row in rows.select_related("item"):
        withdraw(row, by=by, why=why)


def withdraw(row: GateCheck, *, by: Any, why: str) -> None:
    """A debt that is none: its answer is taken back and its work, if it is still to do, is called off."""
    if row.item is not None and row.item.is_live:
        endings.drop_at_once(row.item, why[:240], by=by)
        keep_next_due(row.case_id)
    change(row, status=Status.UNDONE, reason=why)


def give_up(item: Item, *, by: Any, why: str) -> None:
    """A case ends with a debt: the work ends with the reason on record, the debt stays what it was."""
    if not why.strip():
        raise Refused(_("Say why open work is cancelled."), field="work_cancelled_because")
    endings.drop_at_once(item, why.strip()[:240], by=by)
    keep_next_due(item.case_id)


def owner_of(plan: DischargePlan) -> User | None:
    """Who makes up for it: the lead, else a case manager of the case; of a closed case a supervisor."""
    if not plan.case.is_open:
        return people.supervises(plan.case)
    lead = plan.case.lead
    if lead is not None and lead.is_active:
        return lead
    return people.in_role(plan.case, Role.CASE_MANAGER)


def _owed(plan: DischargePlan, gate: Standing, version: PackVersion, by: Any, left_at: datetime) -> GateCheck:
    if gate.check is not None:
        withdraw(gate.check, by=by, why=_("It had to be done before leaving for where the patient went."))
    due = gate.rule.due(left_at)
    item = work(plan, gate, by=by, due_at=due, owner=owner_of(plan), breach=gate.hard)
    status = Status.LEFT_OPEN if gate.hard else Status.CARRIED
    return record(plan, gate, status, version, by=by, reason=gate.sentence, item=item)


def _not_asked_any_more(plan: DischargePlan, house: Gatehouse, by: Any) -> None:
    """A corrected destination asks for other gates: a debt that the departure made and it does not ask for is none."""
    rows = GateCheck.objects.filter(plan=plan, leaving=plan.leaving, status__in=DEBTS, role="", error_at=None)
    for row in rows.select_related("item"):
        gate = house.get(row.gate)
        if gate is None or gate.hard != row.hard or not gate.answer.needed:
            withdraw(row, by=by, why=_("The patient left for another place than was recorded first."))


def _tell(plan: DischargePlan, by: Any) -> None:
    """The supervisors hear that the patient left with something open that had to be done first."""
    # Grows with each answer: who left, was taken back and left again with as much open is told of again.
    number = GateCheck.objects.filter(plan=plan).count()
    for each in supervisors(plan.case):
        if each.pk != by.pk:
            told.tell(each, "left-open", plan.case_id, n=number, late=True)


def tell_inside(plan: DischargePlan, step: Any, by: Any) -> None:
    """The supervisors hear that a case was closed over a patient who is in the house: nobody works on it until it is reopened."""
    number = LeavingStep.objects.filter(plan=plan, stage=step.stage).exclude(reversed_at=None).count()
    for each in supervisors(plan.case):
        if each.pk != by.pk:
            told.tell(each, "closed-inside", plan.case_id, n=number, late=True)


def of(plan: DischargePlan) -> list[GateCheck]:
    """The debts of all departures of a case, the newest first."""
    rows = GateCheck.objects.filter(plan=plan, status__in=DEBTS, error_at=None)
    return list(rows.select_related("item__owner", "by").order_by("-leaving", "hard", "-at"))


def must_be_here(plan: DischargePlan) -> None:
    """Refused once the patient has left: what was answered before stands as it was."""
    if plans.has_left(plan) is not None:
        raise Refused(_("The patient has left. What was answered before stands; make up for what is open."))
