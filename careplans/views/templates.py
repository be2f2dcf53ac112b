"""Templates: which there are, what each would add, and putting the chosen part on a plan."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans.actions import templates as actions
from careplans.forms.templates import ApplyTemplate
from careplans.models import CarePlan
from careplans.queries import templates as queries
from careplans.queries.templates import Offer
from careplans.views.on_the_tab import CASE, number, page_of
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.views.asking import posted

LIST, ONE = "careplans/templates.html", "careplans/template.html"


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.apply_template", thing="careplans.CarePlan", arg="pk",
    event="careplans.apply_template", parts=("form",), names=("need",),
)  # fmt: skip
def templates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The templates of the house; with `?n=` one of them with everything it would add, ready to be saved."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    must_be_able(request.user, actions.apply_template, plan)
    offers = queries.offers(plan.case.facility, plan)
    chosen = _chosen(request, offers)
    page = page_of(plan.case, request.user, "view_plan") | {"plan": plan, "offers": offers}
    if chosen is None:
        return show(
            request, LIST, page | {"used": queries.used_on(plan), "need": request.GET.get("need", "")}
        )
    form = ApplyTemplate(
        posted(request), offer=chosen, case=plan.case, user=request.user, initial=_initial(request)
    )
    if request.method == "POST" and (made := attempt(form, actions.apply_template, plan, by=request.user)):
        return done(request, reverse("careplans:plan", args=[plan.case_id]), _brought(made))
    return show(
        request, ONE, page | {"form": form, "offer": chosen}, part="form", status=getattr(form, "status", 200)
    )


def _chosen(request: HttpRequest, offers: list[Offer]) -> Offer | None:
    code = request.POST.get("template")
    if code:
        return next((each for each in offers if each.template.code == code), None)
    n = number(request)
    return offers[n - 1] if 0 < n <= len(offers) else None


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"need": request.GET.get("need")} if request.GET.get("need") else {}


def _brought(made: Any) -> str:
    left = sum(each["because"] == "already" for each in made.left_out)
    if left:
        return _("%(n)d items are on the plan; %(left)d stood there already.") % {
            "n": len(made.brought),
            "left": left,
        }
    return _("%(n)d items are on the plan.") % {"n": len(made.brought)}
