"""Going to somebody's home: planned with what to look out for, in, out; whoever does not come out is asked after."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import access, clock, wording
from core.actions import action, keep
from core.calendar import add_hours
from core.refusals import Refused
from outreach import flags, places
from outreach.attempts import rules_of
from outreach.models import HomeVisit
from outreach.models.visit import OPEN
from patients.models import Case
from worklist import actions as work
from worklist import endings, owners
from worklist.activities import Activity
from worklist.models import ContactAttempt, Item

Status = HomeVisit.Status


@action("edit_work")
def plan_visit(
    case: Case,
    *,
    by: Any,
    starts_at: datetime,
    out_by: datetime,
    safety_note: str,
    place: str = "",
    visitor: Any = None,
    item: Item | None = None,
) -> HomeVisit:
    """Promise a visit; without a place it goes to the patient's address on record."""
    visitor = visitor or by
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before promising anything."))
    if starts_at <= clock.now():
        raise Refused(_("Choose a time to come."), field="starts_at")
    if out_by <= starts_at:
        raise Refused(_("The visit ends before it starts. Check both times."), field="out_by")
    if not safety_note.strip():
        raise Refused(_("Write what to look out for, or “nothing known”."), field="safety_note")
    owners.must_be_able(visitor, case, field="visitor")
    _must_be_open(item, case)
    facts = {"place": place.strip() or places.home_of(case), "safety_note": safety_note.strip()}
    return keep(
        HomeVisit(
            case=case, visitor=visitor, starts_at=starts_at, out_by=out_by, item=item, created_by=by, **facts
        )
    )


@action("edit_work", moves={Status.PLANNED: Status.INSIDE})
def check_in(visit: HomeVisit, *, by: Any) -> HomeVisit:
    """At the door, going in: from now on somebody asks when nobody comes out in time."""
    _must_be_the_visitor(visit, by)
    if clock.now() > visit.out_by:
        raise Refused(_("This visit should be over by now. Set a new time, then check in."))
    visit.checked_in_at = clock.now()
    return visit


@action("edit_work", moves={Status.INSIDE: Status.DONE})
def check_out(
    visit: HomeVisit,
    *,
    by: Any,
    outcome: str = "reached",
    barriers: str = "",
    note: str = "",
    interpreter_used: bool | None = None,
    no_interpreter_because: str = "",
) -> HomeVisit:
    """Out again and safe: the visit becomes a contact, and an alarm that rang for it ends."""
    visit.checked_out_at = clock.now()
    _quiet(visit, by)
    minutes = (visit.checked_out_at - visit.checked_in_at).total_seconds() // 60  # type: ignore[operator]
    item = visit.item if visit.item is not None and visit.item.is_live else None
    visit.contact = work.log_contact(
        visit.case,
        by=by,
        activity=item.activity if item else Activity.FOLLOW_UP,
        mode=ContactAttempt.Mode.HOME,
        outcome=outcome,
        item=item,
        person=item.target_person if item else None,
        minutes=min(int(minutes), 600),
        barriers=barriers,
        note=note,
        interpreter_used=interpreter_used,
        no_interpreter_because=no_interpreter_because,
        distinct_because=_("Home visit"),
    )
    return visit


@action("edit_work", moves={each: each for each in OPEN})
def extend_visit(visit: HomeVisit, *, by: Any, out_by: datetime) -> HomeVisit:
    """It takes longer, or begins later: a new time by which whoever goes is out; an alarm that rang ends."""
    if out_by <= max(clock.now(), visit.starts_at):
        raise Refused(_("Choose a time to come, after the visit begins."), field="out_by")
    _quiet(visit, by)
    visit.out_by, visit.alarm = out_by, None
    return visit


@action("edit_work", moves={Status.PLANNED: Status.CANCELLED})
def cancel_visit(visit: HomeVisit, *, by: Any, reason: str) -> HomeVisit:
    """It does not take place."""
    if not reason.strip():
        raise Refused(_("Say why it is cancelled."), field="reason")
    _must_be_said_by_a_person(visit, by)
    _quiet(visit, by)
    visit.cancel_reason = reason.strip()
    return visit


@action("edit_work", moves={Status.PLANNED: Status.CANCELLED})
def hand_on_visit(visit: HomeVisit, *, by: Any) -> HomeVisit:
    """Call off a visit of somebody who may not work on the case any more; the lead plans it anew (the keeper's verb)."""
    if access.can(visit.visitor, "edit_work", visit):
        raise Refused(_("%(name)s still does this.") % {"name": visit.visitor.short})
    _must_be_said_by_a_person(visit, by)
    _quiet(visit, by)
    visit.cancel_reason = _("%(name)s does not work on this case any more.") % {"name": visit.visitor.short}
    # The work that a visit was for is handed on by itself.
    if visit.item is None or not visit.item.is_live:
        work.open_item(
            visit.case,
            by=by,
            activity=Activity.FOLLOW_UP,
            what=_("Plan the home visit anew"),
            why=visit.cancel_reason,
            if_waits=_("Nobody goes to the patient."),
            due_at=max(visit.starts_at, clock.now()),
            # Not what the alarm is about: of the same work one that is done would stand in the way.
            subject=f"visit-anew:{visit.pk}",
            source_key=f"visit:{visit.pk}",
        )
    return visit


@action("edit_work", moves={each: each for each in OPEN})
def raise_alarm(visit: HomeVisit, *, by: Any) -> HomeVisit:
    """Nobody checked out in time: the supervisor is asked to find whoever went (the keeper's verb)."""
    grace = rules_of(visit.case).visit_grace_minutes
    if visit.alarm_id is not None or clock.now() <= add_hours(visit.out_by, grace / 60):
        raise Refused(_("This visit is not overdue, or somebody is asking already."))
    inside = visit.status == Status.INSIDE
    said = {
        "who": visit.visitor.short,
        "at": wording.exact(visit.out_by, clock.now(), visit.case.facility.tz),
    }
    visit.alarm = flags.alarm(
        visit.case,
        by=by,
        about=f"visit:{visit.pk}",
        what=(_("No check-out: %(who)s") if inside else _("No check-in: %(who)s")) % said,
        why=_("A home visit should have ended %(at)s") % said,
    )
    return visit


def _must_be_the_visitor(visit: HomeVisit, by: Any) -> None:
    if visit.visitor_id != by.pk:
        raise Refused(
            _("Only %(who)s checks in here: nobody says for another that they are inside.")
            % {"who": visit.visitor.short}
        )


def _must_be_said_by_a_person(visit: HomeVisit, by: Any) -> None:
    """An alarm that rings means somebody may be in danger: the clock does not say that they are safe."""
    if by.is_service and visit.alarm is not None and visit.alarm.is_live:
        raise Refused(_("Somebody is asking where %(name)s is.") % {"name": visit.visitor.short})


def _must_be_open(item: Item | None, case: Case) -> None:
    if item is not None and (item.case_id != case.pk or not item.is_live):
        raise Refused(
            _("That work is not open on this case any more. Plan the visit without it."), field="item"
        )


def _quiet(visit: HomeVisit, by: Any) -> None:
    """Whoever went is safe: nobody need ask any more."""
    alarm = visit.alarm
    if alarm is not None and alarm.is_live:
        endings.finish_at_once(alarm, by=by, note=_("Safe"))
