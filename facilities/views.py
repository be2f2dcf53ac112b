"""The places an administrator keeps: units with their beds, and the days the office is closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import record
from core import clock
from core.access import visible_to
from core.htmx import attempt, done, show
from core.routes import route
from facilities import actions, forms
from facilities.models import Facility, Holiday, Unit

DUTY = "manage_policy"


@route("GET", kind="admin", data="identity", event="list")
def places(request: HttpRequest) -> HttpResponse:
    """Every facility one keeps, with its units and the days off to come."""
    user: Any = request.user
    facilities = list(visible_to(Facility, user, DUTY).order_by("name"))
    if not facilities:
        raise Http404
    units = list(visible_to(Unit, user, DUTY).annotate(beds_count=Count("beds")).order_by("name"))
    holidays = list(visible_to(Holiday, user, DUTY).order_by("on"))
    record.seen([], by=user, at=clock.now(), verb="list_places")
    rows = [
        {
            "facility": each,
            "units": [unit for unit in units if unit.facility_id == each.pk],
            "holidays": [
                day for day in holidays if day.facility_id == each.pk and day.on >= clock.today(each.tz)
            ],
        }
        for each in facilities
    ]
    return show(request, "facilities/places.html", {"rows": rows})


def _page(verb: Any, form_class: Any, model: Any, title: Any, notice: Any) -> Callable[..., HttpResponse]:
    """The page of one verb: its form by GET, the act by POST."""

    @route(
        "GET", "POST", kind="admin", data="identity", does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        place = visible_to(model, request.user, DUTY).filter(pk=pk).first()
        if place is None:
            raise Http404
        form = form_class(request.POST or None)
        if request.method == "POST" and attempt(form, verb, place, by=request.user):
            return done(request, reverse("facilities:places"), notice)
        context = {"form": form, "place": place, "title": title}
        return show(
            request, "facilities/verb.html", context, part="form", status=getattr(form, "status", 200)
        )

    return view


add_unit = _page(actions.add_unit, forms.UnitForm, Facility, _("Add a unit"), _("Unit added."))
name_unit = _page(actions.set_unit, forms.UnitNameForm, Unit, _("Name the unit"), _("Unit named."))
add_bed = _page(actions.add_bed, forms.BedForm, Unit, _("Add a bed"), _("Bed added."))
add_holiday = _page(actions.set_holiday, forms.HolidayForm, Facility, _("Add a day off"), _("Day off added."))
