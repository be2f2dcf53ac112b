"""Where each role can go from any page: names of addresses, in the order they are drawn."""

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role

MY_DAY = ("my-day", _("My day"), "sun", "worklist:my_day", "g h")
CASES = ("cases", _("My cases"), "folder-heart", "cases:list", "g m")
QUEUE = ("queue", _("Queue"), "inbox", "intake:queue", "g q")
REGISTER = ("register", _("Register"), "user-plus", "registration:register", "")
PRIVACY = ("privacy", _("Privacy"), "shield", "oversight:home", "")
REVIEWS = ("reviews", _("Emergency reviews"), "siren", "oversight:reviews", "")
SIMULATOR = ("simulator", _("What would they see?"), "flask-conical", "oversight:simulator", "")
WATCHED = ("watched", _("Watched records"), "eye", "oversight:watched", "")
CONSULTS = ("consults", _("Questions to me"), "message-circle-question-mark", "worklist:consults", "")
BOARD = ("board", _("Board"), "layout-dashboard", "board:home", "g b")
CHANGES = ("changes", _("Changes"), "siren", "messaging:changes", "")
CALENDAR = ("calendar", _("Calendar"), "calendar", "worklist:calendar", "g c")
CALLS = ("calls", _("Call list"), "phone-call", "outreach:calls", "g l")
MERGES = ("merges", _("Duplicates"), "copy", "patients:merges", "")
PEOPLE = ("people", _("People"), "users", "teams:people", "")
PLACES = ("places", _("Places"), "hospital", "facilities:places", "")
SYSTEM = ("system", _("System"), "activity", "worklist:system", "")
RULES = ("rules", _("Rules"), "scale", "policy:rules", "")
INSTRUMENTS = ("instruments", _("Instruments"), "clipboard-list", "assessments:instruments", "")
FIX_LIST = ("fix-list", _("Fix list"), "wrench", "interop:fix_list", "")
DIRECTORY = ("directory", _("Directory"), "building-2", "directory:services", "")
FIRST_COPIES = ("first-copies", _("First copies"), "file-text", "notices:desk", "")
CLIENTS = ("clients", _("Clients"), "folder-heart", "advocacy:clients", "g m")

ABSENCES = ("absences", _("Absences"), "calendar-off", "supervision:absences", "")
TEAM_HOME = ("team", _("My team"), "users", "supervision:home", "g t")
DASHBOARD = ("dashboard", _("Dashboard"), "chart-column", "dashboards:home", "")
TARGETS = ("targets", _("Targets"), "target", "dashboards:targets", "")
EMERGENCY = ("emergency", _("Emergency access"), "siren", "oversight:emergency", "")

TEAM = (MY_DAY, CASES, BOARD, CALENDAR, DIRECTORY, ABSENCES, EMERGENCY)
LINKS = {
    Role.CASE_MANAGER: TEAM,
    Role.NURSE: TEAM,
    Role.SOCIAL_WORKER: TEAM,
    Role.COORDINATOR: (CALLS, *TEAM),
    Role.CONSULTANT: (CONSULTS, CHANGES, CASES, BOARD, CALENDAR, EMERGENCY),
    Role.INTAKE: (QUEUE, MY_DAY, REGISTER, FIRST_COPIES, FIX_LIST, CALENDAR),
    Role.ADVOCATE: (CLIENTS, CALENDAR),
    Role.SUPERVISOR: (
        TEAM_HOME,
        BOARD,
        DASHBOARD,
        CASES,
        MY_DAY,
        CHANGES,
        QUEUE,
        MERGES,
        CALENDAR,
        DIRECTORY,
        ABSENCES,
        EMERGENCY,
        PRIVACY,
        SYSTEM,
    ),
    Role.PRIVACY: (PRIVACY, REVIEWS, WATCHED, SIMULATOR),
    Role.ADMINISTRATOR: (PEOPLE, PLACES, DIRECTORY, RULES, TARGETS, INSTRUMENTS, FIX_LIST, SYSTEM),
}


def address(name: str) -> str:
    """The address of a named page, or nothing where this installation does not have it."""
    return _address(name, settings.ROOT_URLCONF)


@cache
def _address(name: str, _urlconf: str) -> str:
    """Every page asks for twenty of them, always the same."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def links(role: str, path: str) -> list[dict[str, object]]:
    """The navigation of a role as base.html draws it; the page one is on is marked."""
    found = [(key, label, icon, address(name), keys) for key, label, icon, name, keys in LINKS.get(role, ())]  # type: ignore[call-overload]
    # /intake/register/ lies within /intake/: the nearest page is the one.
    here = max((url for *_rest, url, _keys in found if url and path.startswith(url)), key=len, default="")
    return [
        {"key": keys, "label": label, "icon": icon, "url": url, "active": url == here}
        for _key, label, icon, url, keys in found
        if url
    ]


def home_of(role: str) -> str:
    """The page somebody starts on."""
    first = links(role, "")
    return str(first[0]["url"]) if first else address("accounts:profile")
