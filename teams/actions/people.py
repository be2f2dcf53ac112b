"""Inviting people, ending their access, and keys for integration accounts; the target is the facility that has the right."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from accounts.keys import digest_of
from accounts.models import ApiToken, User
from accounts.permissions import Role
from accounts.sessions import sign_out_everywhere
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from facilities.models import Facility
from teams.models import Assignment, FacilityRole, TeamMember, UnitCover

TOKEN_DAYS = 90


@action("manage_access")
def invite(
    facility: Facility,
    *,
    by: Any,
    username: str,
    name: str,
    email: str,
    role: str,
    password: str,
    phone: str = "",
) -> User:
    """Make an account for a person with one role here; the first password must be changed at the first sign-in."""
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This user name is taken. Choose another."), field="username")
    user = User(username=username, name=name, email=email, phone=phone, default_role=role, zone=facility.zone)
    user.set_password(password)
    keep(user)
    keep(FacilityRole(user=user, facility=facility, role=role, starts_at=clock.now()))
    return user


@action("manage_access")
def suspend(facility: Facility, *, by: Any, user: User, reason: str) -> User:
    """End somebody's access at once: no sign-in, no open session, no key; what they did stays theirs."""
    _must_be_here(facility, user)
    if user.pk == by.pk:
        raise Refused(_("You cannot end your own access. Ask another administrator."))
    change(user, is_active=False)
    sign_out_everywhere(user)
    for token in ApiToken.objects.filter(user=user, revoked_at=None):
        change(token, revoked_at=clock.now())
    return user


@action("manage_access")
def reinstate(facility: Facility, *, by: Any, user: User, reason: str) -> User:
    """Let somebody sign in again."""
    _must_be_here(facility, user)
    return change(user, is_active=True)


@action("manage_access")
def reset_second_factor(facility: Facility, *, by: Any, user: User, reason: str) -> User:
    """Forget somebody's second factor after their identity was checked in person; they set up a new one."""
    _must_be_here(facility, user)
    if user.pk == by.pk:
        raise Refused(_("You cannot reset your own second factor. Ask another administrator."))
    Authenticator.objects.filter(user=user).delete()
    sign_out_everywhere(user)
    return user


@action("manage_access")
def issue_token(facility: Facility, *, by: Any, user: User, label: str, scopes: list[str]) -> ApiToken:
    """Make a key for an integration account, valid 90 days; `token.plain` is shown once and never stored."""
    _must_be_here(facility, user)
    if not user.is_service:
        raise Refused(_("Only an integration account has a key. People sign in."))
    plain = secrets.token_urlsafe(32)
    ends = clock.now() + timedelta(days=TOKEN_DAYS)
    token = keep(ApiToken(user=user, label=label, scopes=scopes, digest=digest_of(plain), expires_at=ends))
    token.plain = plain
    return token


@action("manage_access")
def revoke_token(facility: Facility, *, by: Any, token: ApiToken) -> ApiToken:
    """End a key; the next request with it is refused."""
    _must_be_here(facility, token.user)
    return change(token, revoked_at=clock.now())


@action("manage_access")
def add_integration(facility: Facility, *, by: Any, username: str, name: str) -> User:
    """Make an integration account for another system: it has no password and cannot sign in."""
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This user name is taken. Choose another."), field="username")
    user = User(username=username, name=name, is_service=True, zone=facility.zone)
    user.set_unusable_password()
    keep(user)
    keep(FacilityRole(user=user, facility=facility, role=Role.INTEGRATION, starts_at=clock.now()))
    return user


def _must_be_here(facility: Facility, user: User) -> None:
    """Refused for people of another house; who has a role in none belongs to where they work."""
    roles = FacilityRole.objects.filter(user=user)
    parts = (
        Assignment.objects.filter(user=user, case__facility=facility),
        TeamMember.objects.filter(user=user, team__facility=facility),
        UnitCover.objects.filter(user=user, unit__facility=facility),
    )
    if roles.filter(facility=facility).exists():
        return
    if roles.exists() or not any(rows.exists() for rows in parts):
        raise Refused(_("This person does not work here. Ask an administrator of their facility."))
