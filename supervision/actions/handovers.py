"""Handing over by a sheet: made from the facts as they stand, read by the other, accepted by name."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.access import can
from core.actions import action
from core.refusals import Denied, Refused
from supervision.sheets import digest_of, give_sheet
from teams.models import Absence, Handover

COVERED = {Absence.Status.COVERED: Absence.Status.COVERED}


@action("view_quality", moves=COVERED)
def hand_over(absence: Absence, *, by: Any) -> Handover:
    """Make a fresh sheet for the deputy: by whoever is away, or a supervisor of the facility for them."""
    if by.pk != absence.user_id and not can(by, "manage_team", absence):
        raise Denied("manage_team", "supervision.hand_over", absence)
    return give_sheet(absence)


@action("own_account", moves=COVERED)
def hand_back(absence: Absence, *, by: Any) -> Handover:
    """Make the sheet the other way round before the cover ends; the deputy's verb."""
    if by.pk != absence.deputy_id:
        raise Refused(_("Only %(name)s, who stands in, hands back.") % {"name": absence.deputy.short})
    if absence.starts_at > clock.now():
        raise Refused(_("The cover has not begun. There is nothing to hand back."))
    return give_sheet(absence, back=True)


@action("own_account", moves={Handover.Status.MADE: Handover.Status.ACCEPTED})
def accept_handover(handover: Handover, *, by: Any) -> Handover:
    """Accept a sheet by name, once its cases can be read; what was accepted is what was made, to the letter."""
    if by.pk != handover.to_user_id:
        raise Refused(_("Only %(name)s can accept this sheet.") % {"name": handover.to_user.short})
    absence = handover.absence
    if absence is not None and by.pk == absence.deputy_id and absence.starts_at > clock.now():
        raise Refused(_("You can read these cases once the cover has begun. Accept the sheet then."))
    if digest_of(handover.sheet) != handover.digest:
        raise Refused(_("This sheet is not what was made. Ask for a fresh one and tell your administrator."))
    handover.accepted_at, handover.accepted_by = clock.now(), by
    return handover
