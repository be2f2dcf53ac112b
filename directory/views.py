"""The pages of the directory: the list, one service with what is known of it, and its verbs."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record
from core import clock
from core.access import fetch
from core.actions import available, must_be_able
from core.htmx import attempt, done, show
from core.languages import name_of
from core.refusals import Denied
from core.routes import route
from directory import actions, forms, queries
from directory.models import Service, ServiceCapability
from directory.scorecards import cards
from facilities.models import Facility

VERBS = (
    actions.change_service, actions.set_capabilities, actions.set_payers, actions.add_quality, actions.verify_service,
    actions.close_service, actions.reopen_service,
)  # fmt: skip


@route("GET", kind="phi", data="directory", event="list", parts=("rows",))
def services(request: HttpRequest) -> HttpResponse:
    """Who offers what, where, in which languages, and when that was last verified."""
    asked = forms.DirectoryFilter.of(request, places=queries.places(request.user))
    page: dict[str, Any] = {"asked": asked, "place": asked.place, "rows": []}
    if asked.place is None:
        raise Denied("view_directory", "list", None)
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    found = queries.page(request.user, asked.cleaned_data, asked.place, after=after, before=before)
    record.seen(found.rows, by=request.user, at=clock.now(), verb="list")
    page |= {"rows": found.rows, "stale_before": queries.stale_before(asked.place), **_around(request, found)}
    page["may_add"] = any(place.kept for place in asked.places.values())  # type: ignore[attr-defined]
    return show(request, "directory/services.html", page, part="rows")


def _around(request: HttpRequest, page: Any) -> dict[str, str]:
    """The addresses of the pages before and after."""
    kept = {name: value for name, value in request.GET.items() if name not in ("after", "before") and value}
    ways = (("newer_url", "before", page.before), ("older_url", "after", page.after))
    return {key: "?" + urlencode({**kept, way: cursor}) for key, way, cursor in ways if cursor}


@route("GET", kind="phi", data="directory", thing="directory.Service", arg="pk", event="view")
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that is known of one service, with its source and day."""
    row = _fetched(request, pk)
    page = {
        "service": row,
        "qualities": row.qualities.select_related("recorded_by").order_by("measure", "-as_of"),
        "languages": ", ".join(map(name_of, row.languages)),
        "stale_before": queries.stale_before(row.facility),
        "may": available(row, request.user, *VERBS),
        "cards": cards(row, request.user),
    }
    return show(request, "directory/service.html", page)


@route(
    "GET", "POST", kind="phi", data="directory", does="directory.add_service", thing="facilities.Facility",
    event="directory.add_service", names=("facility",),
)  # fmt: skip
def add(request: HttpRequest) -> HttpResponse:
    """Put a service on the list."""
    places = queries.keeps(request.user)
    if not places:
        raise Denied("edit_directory", "add_service", None)
    form = forms.NewService(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and (made := attempt(form, _added, request.user, by=request.user)):
        return done(request, page_of(made), _("The service is on the list. Verify it when you have asked."))
    return _ask(request, form, _("Add a service"), reverse("directory:services"))


def _added(_user: Any, *, by: Any, facility: Facility, **facts: Any) -> Service:
    made: Service = actions.add_service(facility, by=by, **facts)
    return made


def _verb(
    name: str, verb: Any, form_class: Any, title: Any, said: Any, begins: Callable[[Service], dict[str, Any]]
) -> Callable[..., HttpResponse]:
    """The view of a verb on one service: GET shows its form, POST does it and goes back to the service."""

    @route(
        "GET", "POST", kind="phi", data="directory", does=verb.verb_name, thing="directory.Service", arg="pk",
        event=verb.verb_name, names=("payers",) if name == "payers" else (),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = _fetched(request, pk)
        must_be_able(request.user, verb, row)
        form = form_class(request.POST if request.method == "POST" else None, **begins(row))
        if request.method == "POST" and attempt(form, verb, row, by=request.user):
            return done(request, page_of(row), said)
        return _ask(request, form, title, page_of(row), row)

    view.__name__ = name
    return view


def _fetched(request: HttpRequest, pk: UUID) -> Service:
    row = fetch(Service, pk, by=request.user, related=("facility",))
    return queries.whole(row)


def _ask(request: HttpRequest, form: Any, title: Any, back: str, row: Service | None = None) -> HttpResponse:
    page = {"form": form, "title": title, "back": back, "service": row}
    return show(request, "directory/verb.html", page, part="form", status=getattr(form, "status", 200))


def _as_it_is(row: Service) -> dict[str, Any]:
    return {"initial": {name: getattr(row, name) for name in (*forms.ServiceForm.Meta.fields, "version")}}


def _what_it_can(row: Service) -> dict[str, Any]:
    said: dict[str, Any] = {each.code: each.least for each in row.can}  # type: ignore[attr-defined]
    treatments = [code for code in said if code not in ServiceCapability.ABILITIES]
    return {"initial": said | {"treatments": treatments}}


def _whom_it_takes(row: Service) -> dict[str, Any]:
    return {"initial": {"payers": [each.payer_id for each in row.takes]}}  # type: ignore[attr-defined]


def _nothing(row: Service) -> dict[str, Any]:
    return {}


def page_of(row: Service) -> str:
    """Where a service stands."""
    return reverse("directory:service", args=[row.pk])


_t = gettext_lazy
change = _verb(
    "change", actions.change_service, forms.ServiceForm, _t("Change a service"), _t("Changed."), _as_it_is
)
capabilities = _verb(
    "capabilities", actions.set_capabilities, forms.Capabilities, _t("What the service can do"),
    _t("What it can do is on record."), _what_it_can,
)  # fmt: skip
payers = _verb(
    "payers", actions.set_payers, forms.Payers, _t("Whose patients it takes"), _t("The payers are on record."),
    _whom_it_takes,
)  # fmt: skip
quality = _verb(
    "quality",
    actions.add_quality,
    forms.QualityForm,
    _t("Add a quality fact"),
    _t("The fact is on record."),
    _nothing,
)
verify = _verb(
    "verify", actions.verify_service, forms.Empty, _t("Verified today"), _t("Verified today."), _nothing
)
close = _verb(
    "close",
    actions.close_service,
    forms.Reason,
    _t("Offer it no more"),
    _t("It is on no new list."),
    _nothing,
)
reopen = _verb(
    "reopen",
    actions.reopen_service,
    forms.Empty,
    _t("Offer it again"),
    _t("Offered again. Verify it."),
    _nothing,
)
