"""Care maps: begun from a day, each step done, left out, or found late, and what caused it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from careplans import chores
from careplans.models import PathwayStep
from careplans.queries.care_maps import milestone_of
from core import clock
from core.actions import action, keep
from core.localtime import end_of_day
from core.refusals import Refused
from patients.models import Case
from policy import pathways, ready
from policy.models import PackVersion
from policy.pathways import Cause, Milestone, Pathway

Status, Variance = PathwayStep.Status, PathwayStep.Variance
# It needs a word: the code alone says nothing.
OTHER = "G99"


@action("edit_plan")
def start_care_map(case: Case, *, by: Any, pathway: str, start_on: date) -> PathwayStep:
    """Begin a care map from a day; each milestone gets its day by the rules in force. Gives the first step."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before a care map is begun."))
    version, maps = ready.care_maps(case.facility, clock.now())
    found = maps.get(pathway)
    if version is None or found is None:
        raise Refused(_("There is no such care map. Choose one of the list."), field="pathway")
    if PathwayStep.objects.filter(case=case, pathway=pathway, error_at=None).exists():
        raise Refused(_("This care map has begun already. Go on with it."), field="pathway")
    steps = [_step(case, version, found, at, start_on, by) for at in range(len(found.milestones))]
    made: list[PathwayStep] = [keep(step) for step in steps]
    return made[0]


def _step(case: Case, version: PackVersion, found: Pathway, at: int, start_on: date, by: Any) -> PathwayStep:
    one: Milestone = found.milestones[at]
    step = PathwayStep(
        case=case, rules=version, pathway=found.code, code=one.code, label=one.label, created_by=by
    )
    step.position, step.expected_on, step.tolerance_days = at + 1, one.expected_on(start_on), one.late
    return step


@action("edit_plan", moves={Status.EXPECTED: Status.DONE})
def do_step(
    step: PathwayStep, *, by: Any, done_on: date | None = None, reason: str = "", note: str = ""
) -> PathwayStep:
    """The step was done on a day; early or late needs its cause."""
    today = clock.today(step.case.facility.tz)
    on = done_on or today
    if on > today:
        raise Refused(_("That day is still to come."), field="done_on")
    one = milestone_of(step)
    step.done_on = on
    step.variance = one.variance_of(step.expected_on, on)
    _because(step, reason, note)
    return _recorded(step, by)


@action("edit_plan", moves={Status.EXPECTED: Status.SKIPPED})
def skip_step(step: PathwayStep, *, by: Any, reason: str = "", note: str = "") -> PathwayStep:
    """The step is left out, with the cause."""
    step.variance = Variance.SKIPPED
    _because(step, reason, note)
    return _recorded(step, by)


@action("edit_plan", moves={Status.EXPECTED: Status.EXPECTED})
def explain_late(step: PathwayStep, *, by: Any, reason: str, note: str = "") -> PathwayStep:
    """Say what keeps a late step from being done."""
    if step.variance != Variance.LATE:
        raise Refused(_("This step is not late."))
    _because(step, reason, note)
    return _recorded(step, by)


@action("edit_work", moves={Status.EXPECTED: Status.EXPECTED})
def find_late(step: PathwayStep, *, by: Any) -> PathwayStep:
    """The tolerance of a step has passed: it counts as late, and its role is asked (the keeper's verb)."""
    zone = step.case.facility.tz
    one = milestone_of(step)
    if step.variance == Variance.LATE or clock.today(zone) < one.late_after(step.expected_on):
        raise Refused(_("This step is not late."))
    step.variance = Variance.LATE
    facts = {
        "activity": one.activity,
        "subject": f"{step.pathway}/{step.code}",
        "about": f"case:{step.case_id}",
    }
    facts["what"] = _("Late on the care map: %(step)s") % {"step": step.label}
    facts["why"] = _("It was expected by %(day)s") % {"day": f"{step.expected_on:%d %b}"}
    facts["if_waits"] = _("What follows is late too, and the patient stays longer than needed.")
    due = end_of_day(clock.today(zone), zone)
    chores.ask(step.case, by=by, role=one.role, key=f"step:{step.pk}", due_at=due, **facts)
    return step


def _because(step: PathwayStep, reason: str, note: str) -> None:
    """The cause of a variance, by its reason code; nothing for a step as expected."""
    if step.variance == pathways.ON_TIME:
        step.cause = step.reason = ""
        step.note = note
        return
    cause = _cause(step, reason)
    if cause.code == OTHER and not note.strip():
        raise Refused(_("Say in a few words what it was."), field="note")
    step.reason, step.cause, step.note = cause.code, cause.group, note


def _cause(step: PathwayStep, reason: str) -> Cause:
    cause = ready.care_maps_by(step.rules).cause(reason or step.reason)
    if cause is None:
        said = PathwayStep.Variance(step.variance).label.lower()
        raise Refused(_("This is %(variance)s. Choose what caused it.") % {"variance": said}, field="reason")
    return cause


def _recorded(step: PathwayStep, by: Any) -> PathwayStep:
    step.recorded_at, step.recorded_by, step.unit = clock.now(), by, step.case.unit
    chores.end(f"step:{step.pk}", by=by)
    return step
