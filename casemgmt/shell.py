"""What every page's frame needs: name of the site, who one is, where one can go, what is unread."""

from collections.abc import Hashable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import CLINICAL_ROLES, Role
from casemgmt.navigation import address, links
from core.written import Question, Questions, joined, somebody, written
from demo import progress
from worklist.models import Notification

_questions = Questions()
QUICK = (
    {"label": _("Contact"), "icon": "phone", "url": "worklist:quick_contact", "key": "c"},
    {"label": _("Change of condition"), "icon": "siren", "url": "messaging:choose_change", "key": "b"},
    {"label": _("Pass something on"), "icon": "repeat", "url": "messaging:choose_relay", "key": "r"},
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html; without personal facts for somebody who is not signed in."""
    frame: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "demonstration": settings.DEMONSTRATION,
        "filling": progress.now(),
        "theme": "auto",
        "nav": [],
        "urls": {"home": "/", "sign_in": address("account_login")},
    }
    user = getattr(request, "user", None)
    # A page that failed before the role was known is drawn without navigation.
    if user is None or not user.is_authenticated or not hasattr(user, "roles_held"):
        return frame
    return frame | _personal(request, user)


def _personal(request: HttpRequest, user: Any) -> dict[str, Any]:
    shown = {
        "theme": user.theme,
        "keys_off": not user.keys_on,
        "nav": links(user.acting_role, request.path),
        "me": {"name": user.name, "role": label(user.acting_role), "roles": _roles(user)},
        "urls": _urls(user.acting_role),
        "quick_add": _quick(user.acting_role),
        "unread": _unread(user),
        "idle_end": settings.SESSION_IDLE_SECONDS // 60,
        "idle_warn": max(settings.SESSION_IDLE_SECONDS // 60 - 2, 1),
    }
    return shown | {"frame_key": _key(request, user, shown)}


def _key(request: HttpRequest, user: Any, shown: dict[str, Any]) -> Hashable:
    """All that decides how the frame looks; what it says of one person alone is filled in (core.templatetags.frame)."""
    filling = progress.now() or {}
    return (
        (settings.SITE_NAME, settings.DEMONSTRATION, tuple(filling.values()), shown["idle_end"]),
        (user.acting_role, tuple(user.roles_held), user.theme, bool(shown["unread"])),
        tuple(link["url"] for link in shown["nav"] if link["active"]),
        tuple(shown["urls"].values()),
        request.path if request.path in shown["urls"].values() else "",
    )


def _unread(user: Any) -> int:
    """How many notices wait to be read, counted no further than the frame says."""
    question = _questions.find("unread", lambda: _waiting(somebody(user)))
    return question.ask(user)[0][0] if question else 0


def _waiting(user: Any) -> Question:
    rows = Notification.objects.filter(recipient=user.pk, read_at=None).order_by()
    return joined("select count(*) from ({}) waiting", written(rows.values_list("pk")[:100], user))


def label(role: str) -> str:
    """The name of a role as people say it."""
    return str(Role(role).label) if role else str(_("No role today"))


def _roles(user: Any) -> list[dict[str, Any]]:
    return [
        {"value": role, "label": label(role), "current": role == user.acting_role} for role in user.roles_held
    ]


def _urls(role: str) -> dict[str, str]:
    names = {
        "add": _adds(role),
        "search": "patients:search",
        "unread": "worklist:notices",
        "role": "accounts:role",
        "theme": "accounts:theme",
        "profile": "accounts:profile",
        "password": "account_change_password",
        "security": "mfa_index",
        "sign_out": "account_logout",
        "extend": "accounts:extend",
        "keys": "accounts:keys",
        "sign_in": "account_login",
    }
    return {"home": "/"} | {key: url for key, name in names.items() if (url := address(name))}


def _adds(role: str) -> str:
    """What a role adds most, for the foot bar of a phone; nothing for one that adds nothing."""
    if role == Role.INTAKE:
        return "registration:register"
    return "worklist:quick_contact" if role in CLINICAL_ROLES else ""


def _quick(role: str) -> list[dict[str, Any]]:
    if role not in CLINICAL_ROLES:
        return []
    return [{**entry, "url": url} for entry in QUICK if (url := address(str(entry["url"])))]
