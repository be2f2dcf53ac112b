"""The life of a version: handed in, taken back, returned with comments, approved by somebody else, put into effect."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from careplans import checklist, conflicting, deciding, enacting, freezing, revising, submitting
from careplans.models import CarePlan, Goal, PlanSignature, PlanVersion
from careplans.queries import conflicts
from core import access, clock
from core.actions import action, change
from core.refusals import Refused
from patients import stages
from patients.models import Stage
from worklist.models import Item

Status = PlanVersion.Status


@action("edit_plan", moves={Status.DRAFT: Status.SUBMITTED})
def submit(version: PlanVersion, *, by: Any, because: str = "") -> PlanVersion:
    """Hand a version in for a decision, as it stands; everything that is missing is said at once.

    From now on nothing of it changes.
    """
    plan = _plan(version)
    conflicting.recheck(plan, by=by)
    checklist.require(checklist.before_submission(submitting.standing(plan, by)))
    version.because = because.strip() or version.because
    version.submitted_at, version.submitted_by = clock.now(), by
    version.frozen = freezing.copy(plan, version.case)
    deciding.ask(version, by=by)
    return version


@action("edit_plan", moves={Status.SUBMITTED: Status.DRAFT})
def take_back(version: PlanVersion, *, by: Any) -> PlanVersion:
    """Write on in a version that was handed in and not decided on; one that was signed stays as it was signed."""
    if PlanSignature.objects.filter(plan_version=version).exists():
        raise Refused(_("This version is signed. Ask whoever decides on it to return it."))
    deciding.withdraw(version, by=by, why=_("Taken back"))
    version.submitted_at, version.submitted_by, version.frozen = None, None, None
    return version


@action("approve_plan", moves={Status.SUBMITTED: Status.RETURNED})
def return_(version: PlanVersion, *, by: Any, comment: str) -> PlanVersion:
    """Give a version back with what is to be changed; it stays as it was read, and the next change begins the next one."""
    deciding.must_decide(version, by)
    if not comment.strip():
        raise Refused(_("Say what is to be changed."), field="comment")
    version.return_comment, version.returned_at, version.returned_by = comment.strip(), clock.now(), by
    deciding.settle(version, by=by, note=_("Returned with comments"))
    conflicting.recheck(_plan(version), by=by)
    return version


@action("approve_plan", moves={Status.SUBMITTED: Status.APPROVED})
def approve(version: PlanVersion, *, by: Any) -> PlanVersion:
    """Approve what somebody else wrote, as it was handed in; the team and services of today are frozen with it."""
    deciding.must_decide(version, by)
    _must_be_settled(_plan(version), by)
    version.approved_at, version.approved_by = clock.now(), by
    version.frozen = {**version.frozen, **freezing.around(version.case)}
    version.frozen_hash = freezing.digest(version.frozen)
    deciding.settle(version, by=by, note=_("Approved"))
    return version


@action("edit_plan")
def revise(plan: CarePlan, *, by: Any, because: str, prompted_by: str = "") -> PlanVersion:
    """Begin the next version and say why, before anything is changed in it; one approved and not yet in effect is closed."""
    if not because.strip():
        raise Refused(_("Say what is to change, and why."), field="because")
    before = revising.making(plan)
    if before is not None and before.status == Status.APPROVED:
        change(before, status=Status.CLOSED)
    return revising.change_in(plan, by=by, because=because, prompted_by=_prompt(plan, prompted_by))


@action(
    "lead_case",
    moves={CarePlan.Status.DRAFT: CarePlan.Status.ACTIVE, CarePlan.Status.ACTIVE: CarePlan.Status.ACTIVE},
)
def activate(plan: CarePlan, *, by: Any, engagement: str = "") -> CarePlan:
    """The approved version takes effect and becomes work; the one before it is superseded, and the case becomes active.

    `engagement` says how the patient took part, or why not; once said it stays.
    """
    version = revising.making(plan)
    plan.engagement = engagement.strip() or plan.engagement
    _must_be_ready(plan, version)
    assert version is not None  # noqa: S101 - held by _must_be_ready
    _must_be_settled(plan, by)
    _supersede(plan)
    if plan.activated_at is None:
        plan.activated_at, plan.activated_by = clock.now(), by
    change(version, status=Status.ACTIVE, activated_at=clock.now())
    # Before work is opened: it keeps columns of the case true by statements of its own.
    if plan.case.stage in (Stage.REFERRED, Stage.ASSESSING, Stage.PLANNING):
        stages.move(plan.case, Stage.ACTIVE, by=by)
    enacting.enact(plan, version, by=by)
    return plan


def _prompt(plan: CarePlan, prompted_by: str) -> str:
    """The work of this case that asked for a change; anything else asked for nothing."""
    name, _colon, key = prompted_by.partition(":")
    try:
        asked = name == "worklist.item" and Item.objects.filter(case=plan.case_id, pk=UUID(key)).exists()
    except ValueError:
        asked = False
    return prompted_by if asked else ""


def _must_be_ready(plan: CarePlan, version: PlanVersion | None) -> None:
    status = version.status if version is not None else ""
    checklist.require(
        checklist.before_active(
            planned=True,
            agreed_goals=_agreed(plan),
            engagement=plan.engagement,
            approved=status == Status.APPROVED,
            submitted=status == Status.SUBMITTED,
        )
    )


def _must_be_settled(plan: CarePlan, by: Any) -> None:
    """Refused while a severe conflict is open, looked for anew."""
    conflicting.recheck(plan, by=by)
    if conflicts.blocking(plan):
        told = conflicts.shown(plan, access.held(by, plan.case))["blocking"]
        checklist.require(checklist.settled([said.sentence for said in told]))


def _agreed(plan: CarePlan) -> int:
    """The goals that the patient agreed to and that are not closed; one that rests counts."""
    rows = plan.goals.filter(agreed_at__isnull=False, error_at=None)
    return rows.exclude(status=Goal.Status.CLOSED).count()


def _supersede(plan: CarePlan) -> None:
    for before in PlanVersion.objects.filter(plan=plan, status=Status.ACTIVE):
        change(before, status=Status.SUPERSEDED, superseded_at=clock.now())


def _plan(version: PlanVersion) -> CarePlan:
    """The plan of a version, with the case that is locked."""
    plan = version.plan
    plan.case = version.case
    return plan
