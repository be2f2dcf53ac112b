"""Facts of a session: the roles a person holds now, and whether their second factor was shown."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import CharField, Func, Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.permissions import Role
from core import clock
from core.written import Question, Questions, somebody, written

# Pages of the sign-in library that must work before anybody is signed in; each is classified in accounts.doors.
DOORS = {
    "account_login",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "account_logout",
    "account_reauthenticate",
}
SETTING_UP = {"mfa_activate_totp", "mfa_index", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"}


_questions = Questions()


def roles_of(user: Any) -> list[str]:
    """The roles somebody holds today: by facility role, cover, assignment, as a deputy or supervisor; the usual one first."""
    found = _said("roles", _roles, user)
    if user.default_role == Role.ADVOCATE:
        # An advocate comes by each client's consent, so there is no row that would say the role.
        found.add(Role.ADVOCATE.value)
    if not found:
        # Who is asked a question and belongs to nothing else finds it, and the way back to it, in this role.
        found = _said("asked", _asked, user)
    return sorted(found, key=lambda role: (role != user.default_role, role))


def _said(shape: str, write: Callable[[], Question | None], user: Any) -> set[str]:
    """The roles by one question; asked with every page, so it is written once."""
    question = _questions.find(shape, write)
    return {role for (role,) in question.ask(user)} if question else set()


def _roles() -> Question | None:
    """The roles that somebody's parts give."""
    now, user = clock.now(), somebody(None)
    parts = [
        _present(label, now).filter(user=user.pk).values_list("role").order_by()
        for label in ("teams.FacilityRole", "teams.UnitCover", "teams.Assignment")
    ]
    deputy = (
        _present("teams.Absence", now)
        .filter(deputy=user.pk, status="covered")
        .annotate(role=Func("roles", function="unnest", output_field=CharField()))
    )
    leads = _present("teams.TeamMember", now).filter(user=user.pk, supervises=True)
    leads = leads.annotate(role=Value(Role.SUPERVISOR.value, output_field=CharField()))
    more = [rows.values_list("role").order_by() for rows in (deputy, leads)]
    return written(parts[0].union(*parts[1:], *more), user)


def _asked() -> Question | None:
    """Whether somebody holds sight of a case as a consulted clinician, the time to read on included."""
    now, user = clock.now(), somebody(None)
    asked = apps.get_model("teams.CaseGrant").objects.filter(user=user.pk, role=Role.CONSULTANT)
    present = asked.filter(Q(ends_at__gt=now) | Q(read_until__gt=now), starts_at__lte=now)
    return written(present.values_list("role").order_by()[:1], user)


def _present(label: str, now: datetime) -> Any:
    """The rows of a relation that hold now."""
    return apps.get_model(label).objects.filter(live=True, starts_at__lte=now).exclude(ends_at__lte=now)


def is_door(request: HttpRequest) -> bool:
    """Whether this is a page one may open without being signed in."""
    match = request.resolver_match
    return bool(match and match.view_name in DOORS)


def second_factor_first(request: HttpRequest, view: Any) -> HttpResponse | None:
    """Send somebody without a second factor to set one up before any other page, where the site requires it."""
    if not settings.REQUIRE_SECOND_FACTOR or is_mfa_enabled(request.user):
        return None
    match = request.resolver_match
    if match and (match.view_name in DOORS | SETTING_UP):
        return None
    return redirect("mfa_activate_totp")


def ask_for_a_password_of_ones_own(request: HttpRequest, user: Any) -> None:
    """Note which password must go: the one that whoever invited this person knows."""
    request.session["first_password"] = _mark(user)


def own_password_first(request: HttpRequest) -> HttpResponse | None:
    """Send somebody who still has their first password to change it before any other page."""
    match = request.resolver_match
    if request.session.get("first_password") != _mark(request.user):
        return None
    if match and match.view_name in DOORS | SETTING_UP | {"account_change_password"}:
        return None
    return redirect("account_change_password")


def _mark(user: Any) -> str:
    return hashlib.sha256(str(user.password).encode()).hexdigest()[:16]


def sign_out_everywhere(user: Any) -> None:
    """End every session of a person, inside the verb that took their right to it."""
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
