"""My cases: whose, which, in what order; the filters are words of the address and never name a patient."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Role
from audit import record
from core import clock
from core.htmx import show
from core.keyset import Page
from core.refusals import Denied
from core.routes import route
from core.wording import count
from discharge import export
from discharge.cells import drawn
from discharge.forms import CaseFilter
from discharge.lines import lines
from discharge.queries.caseload import Wanted, caseload, counted, exported, may_export, units

COLUMNS = (
    ("", gettext_lazy("Patient")),
    ("", gettext_lazy("Bed")),
    ("", gettext_lazy("Stage")),
    ("leaving", gettext_lazy("Leaves")),
    ("due", gettext_lazy("Next due")),
    ("contact", gettext_lazy("Last contact")),
    ("", gettext_lazy("Lead")),
    ("", gettext_lazy("Work")),
)


@route("GET", kind="phi", data="case", event="list", parts=("rows",))
def cases(request: HttpRequest) -> HttpResponse:
    """A page of the caseload."""
    asked = CaseFilter.of(request, units=units(request.user))
    wanted = _wanted(asked, request.user)
    # What is shown unasked is what the filter says.
    asked.data = {**{name: asked.data[name] for name in asked.data}, "show": wanted.scope}
    found = caseload(request.user, wanted, request.GET.get("after", ""), request.GET.get("before", ""))
    record.listed({row.pk: row.patient_id for row in found.rows}, by=request.user, at=clock.now())
    context = {
        "form": asked,
        "wanted": wanted,
        "rows": drawn(lines(found.rows)),
        "columns": _columns(request, wanted),
    }
    number, along = counted(request.user, wanted)
    context["csv_url"] = _url(request, "cases:csv", after="", before="") if along else ""
    context |= _neighbours(request, found) | {"count": _counted(number)}
    return show(request, "cases/list.html", context, part="rows")


@route("GET", kind="phi", data="case", event="export")
def cases_csv(request: HttpRequest) -> Any:
    """The same list as a file, whole; it is on record, with its cases, before its first byte."""
    if not may_export(request.user):
        raise Denied("supervise", "export", None, _("Only supervisors may export this list."))
    asked = CaseFilter.of(request, units=units(request.user))
    export.must_wait(request.user)
    found, rows = exported(request.user, _wanted(asked, request.user))
    record.seen(found, by=request.user, at=clock.now(), verb="export")
    return export.answer(rows)


def _wanted(asked: CaseFilter, user: Any) -> Wanted:
    said = asked.cleaned_data
    usual = "team" if user.acting_role == Role.SUPERVISOR else "mine"
    return Wanted(
        scope=said["show"] or usual,
        sort=asked.data.get("order") or "due",
        stage=said["stage"],
        unit=said["unit"],
        at_risk=said["risk"],
    )


def _columns(request: HttpRequest, wanted: Wanted) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "sort_url": _url(request, "cases:list", order=sort, after="", before="") if sort else "",
            "sort": "ascending" if sort == wanted.sort else "",
        }
        for sort, label in COLUMNS
    ]


def _neighbours(request: HttpRequest, found: Page) -> dict[str, str]:
    """The addresses of the pages before and after."""
    return {
        "newer_url": _url(request, "cases:list", before=found.before, after="") if found.before else "",
        "older_url": _url(request, "cases:list", after=found.after, before="") if found.after else "",
    }


def _url(request: HttpRequest, page: str, **changes: str) -> str:
    words = {**request.GET.dict(), **changes}
    return f"{reverse(page)}?{urlencode({name: word for name, word in words.items() if word})}"


def _counted(found: int) -> str:
    return ngettext("%(number)s case", "%(number)s cases", found) % {"number": count(found)}
