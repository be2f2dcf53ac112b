"""Changing the rules: a draft, then in force from an instant on, never backwards."""

from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from facilities.models import Facility
from policy.models import PackVersion, RulePack
from policy.queries import problems


@action("manage_policy")
def open_pack(facility: Facility, *, by: Any, kind: str) -> RulePack:
    """Give a facility rules of its own; those of all govern until its first version enters force."""
    return keep(RulePack(kind=kind, facility=facility))


@action("manage_policy")
def draft_pack(pack: RulePack, *, by: Any, body: Any, source: str) -> PackVersion:
    """Write down the next version of a pack; it governs nothing yet."""
    last = pack.versions.aggregate(last=Max("number"))["last"] or 0
    return keep(PackVersion(pack=pack, number=last + 1, body=body, source=source))


@action("manage_policy")
def put_in_force(version: PackVersion, *, by: Any, from_at: datetime | None = None) -> PackVersion:
    """Let a draft govern from now or a later instant; every worked example in it must come out first.

    The first version of the rules of all governs everything before it too: an older trigger has no other.
    """
    if version.in_force is not None:
        raise Refused(_("This version has been in force. Draft a new one."))
    if wrong := problems(version.pack.kind, version.body):
        raise Refused(_("These rules do not hold yet: %(why)s") % {"why": " ".join(wrong)}, field="body")
    starts = from_at or clock.now()
    if starts < clock.now():
        raise Refused(_("Rules cannot change backwards. Choose a moment from now on."), field="from_at")
    before = _close_present(version.pack, starts)
    version.in_force = DateTimeTZRange(starts if before or version.pack.facility_id else None, None)
    return version


def _close_present(pack: RulePack, at: datetime) -> bool:
    """End the open-ended version of a pack at an instant; whether there was one."""
    present = pack.versions.filter(in_force__upper_inf=True).first()
    if present is None:
        return False
    if present.in_force.lower is not None and present.in_force.lower >= at:
        raise Refused(
            _("A later version already waits to enter force. Choose a later moment."), field="from_at"
        )
    change(present, in_force=DateTimeTZRange(present.in_force.lower, at))
    return True
