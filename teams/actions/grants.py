"""Sight of one case given by hand, for a reason and a time; kept and ended through guardian's own functions."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import access, clock, granting
from core.actions import action, change
from core.refusals import Refused
from patients.models import Case
from teams import standing
from teams.models import CaseGrant

SIGHT = ("flag_", "summary_", "view_")


@action("manage_team")
def grant(case: Case, *, by: Any, user: Any, permission: str, why: str, until: datetime) -> CaseGrant:
    """Let a colleague see one class of a case until an instant; nobody gives what they do not hold themselves."""
    _must_be_a_colleague(case, by, user)
    if not permission.startswith(SIGHT) or permission not in standing.to_pass_on(case, by):
        raise Refused(_("You can give only what you may see yourself on this case."), field="permission")
    if until <= clock.now():
        raise Refused(_("The end is in the past. Choose a later one."), field="until")
    if not why.strip():
        raise Refused(_("Say why they need to see this."), field="why")
    if permission in access.held(user, case):
        raise Refused(_("%(name)s can see this already.") % {"name": user.short}, field="user")
    with granting.giving(by, why.strip(), until):
        granting.give(permission, user, case)
    given = CaseGrant.objects.filter(case=case, user=user, permission__codename=permission, ends_at=until)
    return given.latest("starts_at")


@action("manage_team")
def revoke_grant(grant: CaseGrant, *, by: Any, why: str) -> CaseGrant:
    """Take back what was given by hand, now."""
    if grant.permission is None:
        raise Refused(_("This sight comes with a consult or a conference. End that instead."))
    if grant.ends_at and grant.ends_at <= clock.now():
        raise Refused(_("This has already ended."))
    if not why.strip():
        raise Refused(_("Say why it ends."), field="why")
    with granting.giving(by, why.strip()):
        granting.take(grant.permission.codename, grant.user, grant.case)
    ended = CaseGrant.objects.get(pk=grant.pk)
    if ended.live:
        # guardian takes back what its view shows, and a block or a closed account hides the grant there.
        change(ended, ends_at=max(ended.starts_at, clock.now()), live=False, why=why.strip())
    return ended


def _must_be_a_colleague(case: Case, by: Any, user: Any) -> None:
    if user.pk == by.pk:
        raise Refused(_("Nobody gives access to themselves. Ask the lead or your supervisor."), field="user")
    if not user.is_active or user.is_service or not standing.works_at(case.facility, user):
        raise Refused(_("Choose a colleague who works here."), field="user")
    standing.must_not_be_kept_from(case, user, field="user")
