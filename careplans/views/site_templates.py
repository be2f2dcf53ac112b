"""Templates as a site takes them over: read in full, then approved with the name of who answers for it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from careplans.actions import templates as actions
from careplans.forms.templates import ApproveTemplate
from careplans.queries import templates as queries
from careplans.queries.templates import Offer
from careplans.views.on_the_tab import number
from core import clock
from core.access import fetch, visible_to
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Facility
from patients.views.asking import posted


@route("GET", kind="admin", data="identity", does="view", event="list")
def places(request: HttpRequest) -> HttpResponse:
    """Each facility one administers, with how many of its templates are approved."""
    rows = visible_to(Facility, request.user, "manage_policy").order_by("name")
    shown = [{"facility": each, "offers": queries.offers(each)} for each in rows]
    record.seen([], by=request.user, at=clock.now(), verb="list_templates")
    return show(request, "careplans/site_templates.html", {"places": shown})


@route(
    "GET", "POST", kind="admin", data="identity", does="careplans.approve_template", thing="facilities.Facility",
    arg="pk", event="careplans.approve_template", parts=("form",),
)  # fmt: skip
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One template in full (`?n=`), and its approval for this site; without a number, the list."""
    place = fetch(Facility, pk, by=request.user, perm="manage_policy")
    offers = queries.offers(place)
    chosen = _chosen(request, offers)
    if chosen is None:
        return show(
            request, "careplans/site_templates.html", {"places": [{"facility": place, "offers": offers}]}
        )
    form = ApproveTemplate(
        posted(request), initial={"template": chosen.template.code, "digest": chosen.digest}
    )
    if request.method == "POST" and attempt(form, actions.approve_template, place, by=request.user):
        return done(request, reverse("careplans:site-templates"), _("Approved for this site."))
    page = {"form": form, "offer": chosen, "facility": place}
    return show(
        request, "careplans/site_template.html", page, part="form", status=getattr(form, "status", 200)
    )


def _chosen(request: HttpRequest, offers: list[Offer]) -> Offer | None:
    code, n = request.POST.get("template"), number(request)
    if code:
        return next((each for each in offers if each.template.code == code), None)
    return offers[n - 1] if 0 < n <= len(offers) else None
