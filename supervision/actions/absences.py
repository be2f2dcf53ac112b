"""Being away: planned by oneself or a supervisor, covered by a deputy who agrees, ended early or by its own time."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.access import can
from core.actions import action, keep
from core.refusals import Denied, Refused
from facilities.models import Facility
from supervision import standing_in
from supervision.sheets import give_sheet
from supervision.telling import tell
from teams import cover, standing
from teams.models import Absence

Status = Absence.Status


@action("own_account")
def plan_own_absence(
    user: User,
    *,
    by: Any,
    facility: Facility,
    deputy: Any,
    starts_at: datetime,
    ends_at: datetime,
    only_led: bool = False,
    note: str = "",
) -> Absence:
    """Say that one will be away, and ask a colleague to stand in; nothing is covered until they accept."""
    if not standing.works_at(facility, user):
        raise Refused(
            _("You do not work at this facility. Choose the one you are away from."), field="facility"
        )
    return _plan(facility, by, user, deputy, starts_at, ends_at, only_led=only_led, note=note)


@action("manage_team")
def plan_absence(
    facility: Facility,
    *,
    by: Any,
    user: Any,
    deputy: Any,
    starts_at: datetime,
    ends_at: datetime,
    only_led: bool = False,
    note: str = "",
) -> Absence:
    """Plan a colleague's absence here (a supervisor's verb); the deputy is asked like any other."""
    if deputy.pk == by.pk:
        raise Refused(_("Nobody gives cover to themselves. Ask a colleague to stand in."), field="deputy")
    if not user.is_active or user.is_service:
        raise Refused(_("This person cannot sign in any more. Balance their cases instead."), field="user")
    standing.must_work_at(facility, user, field="user")
    return _plan(facility, by, user, deputy, starts_at, ends_at, only_led=only_led, note=note)


@action("own_account", moves={Status.PLANNED: Status.COVERED})
def accept_cover(absence: Absence, *, by: Any) -> Absence:
    """Agree to stand in, in the roles one holds oneself; sight comes and goes with the period.

    Where the absence runs already the hand-over sheet is made in the same step; else on its first day.
    """
    _must_be_the_deputy(absence, by)
    if absence.ends_at is not None and absence.ends_at <= clock.now():
        raise Refused(_("This absence is over. There is nothing left to cover."))
    standing_in.must_be_free(absence, by, field="")
    absence.roles = standing_in.roles_of_cover(absence)
    absence.answered_at = clock.now()
    tell(absence.user, "absence", absence, n=1)
    if absence.starts_at <= clock.now():
        give_sheet(absence)
    return absence


@action("own_account", moves={Status.PLANNED: Status.DECLINED})
def decline_cover(absence: Absence, *, by: Any, reason: str) -> Absence:
    """Say that one cannot stand in, and why; whoever planned it asks somebody else."""
    _must_be_the_deputy(absence, by)
    if not reason.strip():
        raise Refused(_("Say why you cannot stand in."), field="reason")
    absence.answer, absence.answered_at, absence.live = reason.strip(), clock.now(), False
    tell(absence.user, "absence", absence, n=1)
    return absence


@action("view_quality", moves=dict.fromkeys(standing_in.UPCOMING, Status.ENDED))
def end_absence(absence: Absence, *, by: Any) -> Absence:
    """End an absence now: the person is back, or will not be away; what the deputy saw ends in this moment.

    Only the person themself or a supervisor of the facility; where somebody stood in, they hand back.
    """
    if by.pk != absence.user_id and not can(by, "manage_team", absence):
        raise Denied("manage_team", "supervision.end_absence", absence)
    was_covered = absence.roles and absence.starts_at < clock.now()
    absence.ends_at, absence.live = max(absence.starts_at, clock.now()), False
    if was_covered:
        give_sheet(absence, back=True)
    if by.pk != absence.deputy_id:
        # Whoever was asked, or had agreed, is not needed any more.
        tell(absence.deputy, "absence", absence, n=2)
    return absence


@action("manage_team", moves={Status.COVERED: Status.COVERED})
def trim_cover(absence: Absence, *, by: Any) -> Absence:
    """Take from a cover the roles its deputy does not hold any more (the keeper's verb); both are told.

    When none is left it waits for a deputy again, and the supervisor sees that nobody stands in.
    """
    left = cover.roles_left(absence)
    if left == absence.roles:
        raise Refused(_("The deputy still holds these roles."))
    for name, value in cover.without(left).items():
        setattr(absence, name, value)
    for person in (absence.user, absence.deputy):
        tell(person, "absence", absence, n=absence.version + 2)
    return absence


@action("manage_team", moves=dict.fromkeys(standing_in.UPCOMING, Status.ENDED))
def close_absence(absence: Absence, *, by: Any) -> Absence:
    """Note that an absence has run its time (the keeper's verb); who sees what ended by the period itself."""
    if absence.ends_at is None or absence.ends_at > clock.now():
        raise Refused(_("This absence runs still. It ends by itself."))
    absence.live = False
    if absence.roles:
        give_sheet(absence, back=True)
    return absence


def _plan(
    facility: Facility, by: Any, user: Any, deputy: Any, starts_at: datetime, ends_at: datetime, **more: Any
) -> Absence:
    if ends_at <= starts_at:
        raise Refused(_("The absence ends before it starts. Check both dates."), field="ends_at")
    if ends_at <= clock.now():
        raise Refused(_("This period is over. Choose a time to come."), field="ends_at")
    row = Absence(facility=facility, user=user, deputy=deputy, created_by=by, **more)
    # What was not covered cannot be covered afterwards: a beginning in the past is now.
    row.starts_at, row.ends_at = max(starts_at, clock.now()), ends_at
    standing_in.must_be_able(row)
    standing_in.must_be_free(row, deputy, field="deputy")
    made: Absence = keep(row)
    tell(deputy, "absence", made)
    return made


def _must_be_the_deputy(absence: Absence, by: Any) -> None:
    if by.pk != absence.deputy_id:
        raise Refused(
            _("Only %(name)s can answer this: they are asked to stand in.") % {"name": absence.deputy.short}
        )
