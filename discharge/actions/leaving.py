"""The stages of leaving: each by its role, in order, taken back in order, and the last one behind the gates (C54)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from careplans.checklist import require
from core import access, clock
from core.actions import action, keep
from core.refusals import Denied, Refused
from discharge import debts, leaving_order, milestones, notice_keeping, plans
from discharge.gates import Gatehouse, look
from discharge.models import Destination, DischargePlan, LeavingStep
from encounters import departures
from encounters.models import Encounter
from encounters.queries import in_house
from policy.models import RulePack
from policy.queries import in_force
from policy.ready import leaving_gates

Stage = LeavingStep.Stage


@action("reach_stage")
def reach_stage(
    plan: DischargePlan, *, by: Any, stage: str, at: datetime | None = None, said_by: str = ""
) -> LeavingStep:
    """Say that a stage of leaving is reached, now or at an earlier time; leaving itself has a verb of its own."""
    if stage == Stage.LEFT:
        raise Refused(_("Leaving asks for the time, the destination and who takes over. Record it there."))
    role = _role(plan, by, stage)
    own_word = leaving_gates(plan.case.facility, clock.now())[1].own_word
    if stage == Stage.MEDICALLY_READY and role not in own_word and not said_by.strip():
        raise Refused(_("Name the physician who said so."), field="said_by")
    since = at or clock.now()
    _must_be_next(plan, stage, since, in_house(plan.case))
    milestones.reached(plan, stage, at=since, by=by)
    return _reach(plan, stage, since, by, role, said_by)


@action("reach_stage")
def step_back(step: LeavingStep, *, by: Any, reason: str) -> LeavingStep:
    """Take back the stage that was reached last, with the reason; of leaving, the departure is taken back with it."""
    if not reason.strip():
        raise Refused(_("Say why the stage is taken back."), field="reason")
    reached = list(plans.standing(step.plan))
    if step.reversed_at is not None or step.pk not in {each.pk for each in reached}:
        raise Refused(_("This stage was taken back already, or belongs to an earlier departure."))
    order = sorted(reached, key=lambda each: leaving_order.ORDER.index(Stage(each.stage)))
    if order[-1].pk != step.pk:
        words = _("Stages are taken back in order. First take back “%(stage)s”.")
        raise Refused(words % {"stage": order[-1].get_stage_display()})
    _role(step.plan, by, step.stage)
    if step.stage == Stage.LEFT:
        _take_back_departure(step, by, reason.strip())
    else:
        milestones.unreached(step.plan, step.stage)
    step.reversed_at, step.reversed_by, step.reversed_because = clock.now(), by, reason.strip()
    return step


@action("reach_stage")
def leave_as_planned(
    plan: DischargePlan, *, by: Any, event_at: datetime, receiver: str, destination: str = ""
) -> DischargePlan:
    """The patient leaves as planned: when, where to, and who takes over. Refused while something hard is open.

    What is soft and open is carried over. The departure itself is recorded in the same step.
    """
    visit = _must_be_here(plan)
    role = _role(plan, by, Stage.LEFT)
    _must_be_next(plan, Stage.LEFT, event_at, visit)
    if not receiver.strip():
        raise Refused(_("Say who takes over, or “none needed”."), field="receiver")
    # What the patient is owed on the day they really go, and where to, not on the one that was expected.
    notice_keeping.settle(visit, by=by, leaves_at=event_at, disposition=plan.disposition)
    require(_rules(plan).sentences)
    where = destination.strip() or _where(plan)
    plan.handed_to = receiver.strip()
    _reach(plan, Stage.LEFT, event_at, by, role, "")
    times = LeavingStep.objects.filter(plan=plan, stage=Stage.LEFT).count()
    departures.depart(
        visit,
        by=by,
        event_at=event_at,
        disposition=plan.disposition,
        destination=where[:120],
        key=f"plan:{plan.pk}:{plan.leaving}:{times}",
    )
    if visit.ended_at is None:
        raise Refused(
            _("A departure of this time or later was taken back. Enter a time after it."), field="event_at"
        )
    return plan


def _must_be_here(plan: DischargePlan) -> Encounter:
    if not plan.case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    visit = in_house(plan.case)
    if visit is None:
        raise Refused(_("The patient is not in the house: there is nothing to leave from."))
    return visit


def _rules(plan: DischargePlan) -> Gatehouse:
    """The gates as they stand; Refused where no rules are in force, for then nobody knows what must be done first."""
    in_force(RulePack.Kind.GATES, plan.case.facility, clock.now())
    return look(plan.case, plan)


def _must_be_next(plan: DischargePlan, stage: str, at: datetime, visit: Encounter | None) -> None:
    """In order, at a time that can be: the sentence stands beside the field of the time."""
    reached = list(plans.standing(plan))
    if wrong := leaving_order.out_of_order(stage, [each.stage for each in reached]):
        raise Refused(wrong)
    last = max(((each.stage, each.at) for each in reached), key=lambda pair: pair[1], default=None)
    arrived = visit.started_at if visit is not None else None
    if wrong := leaving_order.wrong_time(at, now=clock.now(), arrived_at=arrived, last=last):
        raise Refused(wrong, field="event_at" if stage == Stage.LEFT else "at")


def _reach(plan: DischargePlan, stage: str, at: datetime, by: Any, role: str, said_by: str) -> LeavingStep:
    facts = {"stage": stage, "at": at, "role": role, "said_by": said_by.strip(), "leaving": plan.leaving}
    return keep(LeavingStep(case=plan.case, plan=plan, created_by=by, **facts))


def _role(plan: DischargePlan, by: Any, stage: str) -> str:
    """The role in which somebody reaches a stage; Denied to one that the rules do not name."""
    wanted = leaving_gates(plan.case.facility, clock.now())[1].reaches(stage)
    held = access.roles_with("reach_stage", by, plan)
    role = next((each for each in wanted if each in held), "")
    if not role:
        names = ", ".join(str(Role(each).label) for each in wanted)
        words = _("“%(stage)s” is not your role's to say. These can: %(roles)s.")
        said = words % {"stage": Stage(stage).label, "roles": names}
        raise Denied("reach_stage", "discharge.reach_stage", plan, said)
    return role


def _where(plan: DischargePlan) -> str:
    """The chosen destination in words: the service by name, else as it was written down."""
    rows = plan.destinations.filter(status=Destination.Status.CHOSEN, error_at=None).select_related("service")
    place = rows.first()
    return (place.service.name if place.service else place.words) if place is not None else ""


def _take_back_departure(step: LeavingStep, by: Any, why: str) -> None:
    """The departure on the visit is taken back; what it settled comes back with it (discharge.departed)."""
    ended = Encounter.Status.FINISHED
    visit = step.case.encounters.filter(status=ended, ended_at=step.at).order_by("-started_at").first()
    if visit is not None:
        departures.take_back(visit, by=by, key=f"back:{step.pk}")
    debts.take_back(step.plan, step.leaving, by=by, why=why)
