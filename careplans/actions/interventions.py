"""What is done for a goal: by a role or a caregiver, how often, from when until when; and its end."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from careplans import conflicting, revising, serving
from careplans.models import Goal, Intervention
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import RelatedPerson
from policy.queries import activities
from worklist import owners
from worklist.activities import Activity

Status = Intervention.Status
WRITTEN = frozenset(
    "goal words plain activity subject owner_role owner caregiver caregiver_task hours_per_week every_days frequency from_on"
    " until_on source".split()
)
GOING = {Status.PLANNED: Status.PLANNED, Status.ACTIVE: Status.ACTIVE}


@action("edit_plan", after=conflicting.look_again)
def add_intervention(
    goal: Goal,
    *,
    by: Any,
    words: str,
    activity: str,
    owner_role: str = "",
    caregiver: RelatedPerson | None = None,
    every_days: int | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    **more: Any,
) -> Intervention:
    """Put down what is done for a goal and who does it; once the plan takes effect it becomes work.

    `more` is anything else of `WRITTEN`; TypeError for another name.
    """
    revising.change_in(serving.plan_of(goal), by=by)
    row = Intervention(case=goal.case, plan=goal.plan, created_by=by)
    said = {"owner_role": owner_role, "caregiver": caregiver, "every_days": every_days}
    _write(row, {"goal": goal, "words": words, "activity": activity, **said, "from_on": from_on, **more})
    _write(row, {"until_on": until_on})
    made: Intervention = keep(row)
    return made


@action("edit_plan", moves=GOING, after=conflicting.look_again)
def change_intervention(intervention: Intervention, *, by: Any, **values: Any) -> Intervention:
    """Change what is written of it (`WRITTEN`); what is not named stays. TypeError for another name."""
    revising.change_in(serving.plan_of(intervention), by=by)
    _write(intervention, values)
    return intervention


@action("edit_plan", moves=dict.fromkeys(GOING, Status.STOPPED), after=conflicting.look_again)
def stop_intervention(intervention: Intervention, *, by: Any, because: str) -> Intervention:
    """The plan asks for it no longer, and why; its work ends once this version takes effect."""
    if not because.strip():
        raise Refused(_("Say why it is stopped."), field="because")
    return _ended(intervention, by, because)


@action("edit_plan", moves=dict.fromkeys(GOING, Status.DONE), after=conflicting.look_again)
def finish_intervention(intervention: Intervention, *, by: Any, because: str = "") -> Intervention:
    """It is done, and nothing more of it is asked for."""
    return _ended(intervention, by, because)


def _ended(row: Intervention, by: Any, because: str) -> Intervention:
    revising.change_in(serving.plan_of(row), by=by)
    row.ended_because, row.ended_at, row.ended_by = because.strip(), clock.now(), by
    return row


def _write(row: Intervention, values: dict[str, Any]) -> None:
    if unknown := values.keys() - WRITTEN:
        raise TypeError(f"Not written of an intervention: {', '.join(sorted(unknown))}.")
    if "goal" in values:
        serving.must_be_served(values["goal"], row.plan_id)
    if "activity" in values and values["activity"] != row.activity:
        _must_be_known(row, values["activity"])
    owners.must_be_of_the_patient(values.get("caregiver"), row.case, field="caregiver")
    owners.must_be_able(values.get("owner"), row.case, field="owner")
    _must_be_dates(row, values)
    for name, value in values.items():
        setattr(row, name, value)


def _must_be_known(row: Intervention, activity: str) -> None:
    rules = activities(row.case.facility, clock.now())
    if activity not in Activity.values and rules.get(activity) is None:
        raise Refused(_("Choose one of the activities."), field="activity")


def _must_be_dates(row: Intervention, values: dict[str, Any]) -> None:
    every, until = values.get("every_days"), values.get("until_on")
    if every is not None and every < 1:
        raise ValidationError({"every_days": _("Repeat every one day or more.")})
    if until is not None and until != row.until_on and until < clock.today(row.case.facility.tz):
        raise Refused(_("The last day is in the past. Choose today or later."), field="until_on")
