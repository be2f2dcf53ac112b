"""What the timeline tells: protocols, visits, calls by a script, red flags. Clinical detail only to who reads it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.timeline import Line, Said, lines, source
from outreach.models import HomeVisit, Outreach, ScriptRun
from patients.models import Case
from worklist.models import Item


def _began(line: Line) -> Said:
    return Said(_("Nobody answers: the unable-to-reach protocol began"), line.text, "orange")


@source("outreach", kind="contact", icon="phone-off", perm="view_work", say=_began)
def began(case: Case) -> QuerySet[Any, Any]:
    return lines(
        Outreach.objects.filter(case=case), "created_at", who="created_by__name", text="person__name"
    )


def _over(line: Line) -> Said:
    said = {"reached": _("Reached: the protocol ended"), "given_up": _("Unable to reach, by the rule")}
    return Said(said.get(line.code, _("The unable-to-reach protocol was stopped")), line.text, "blue")


@source("outreachend", kind="contact", icon="phone", perm="view_work", say=_over)
def over(case: Case) -> QuerySet[Any, Any]:
    rows = Outreach.objects.filter(case=case)
    return lines(rows, "ended_at", who="ended_by__name", code="status", text="ended_because")


def _planned(line: Line) -> Said:
    return Said(_("Home visit planned for %(who)s") % {"who": line.text})


@source("visit", kind="contact", icon="house", perm="view_work", say=_planned)
def planned(case: Case) -> QuerySet[Any, Any]:
    return lines(
        HomeVisit.objects.filter(case=case), "created_at", who="created_by__name", text="visitor__name"
    )


@source(
    "visitin",
    kind="contact",
    icon="log-in",
    perm="view_work",
    say=lambda _line: Said(_("Checked in at the patient's home")),
)
def inside(case: Case) -> QuerySet[Any, Any]:
    return lines(HomeVisit.objects.filter(case=case), "checked_in_at", who="visitor__name")


@source(
    "visitout",
    kind="contact",
    icon="log-out",
    perm="view_work",
    say=lambda _line: Said(_("Checked out of the patient's home"), "", "green"),
)
def outside(case: Case) -> QuerySet[Any, Any]:
    return lines(HomeVisit.objects.filter(case=case), "checked_out_at", who="visitor__name")


def _flagged(line: Line) -> Said:
    return Said(line.text, _("Whose: %(who)s") % {"who": line.more} if line.more else "", "red")


@source("redflag", kind="work", icon="flag", perm="view_work", say=_flagged)
def flagged(case: Case) -> QuerySet[Any, Any]:
    rows = Item.objects.filter(case=case, kind=Item.Kind.RED_FLAG)
    return lines(rows, "created_at", who="created_by__name", text="what", more="owner__name")


@source(
    "scriptcall",
    kind="contact",
    icon="list-checks",
    perm="view_work",
    say=lambda _line: Said(_("Called by the script")),
)
def called(case: Case) -> QuerySet[Any, Any]:
    return lines(ScriptRun.objects.filter(case=case), "ended_at", who="ended_by__name")
