"""What stands in the way again and again, by kind and unit."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from audit import record
from careplans.forms import BarrierFilter
from careplans.models import Barrier
from careplans.queries import barriers
from core import clock
from core.htmx import show
from core.routes import route

DAYS = 90


@route("GET", kind="phi", data="plan", event="list", parts=("rows",))
def recurring(request: HttpRequest) -> HttpResponse:
    """The barriers of the cases one sees, counted; a number opens its list."""
    asked = BarrierFilter.of(request)
    wanted = asked.cleaned_data
    days = wanted["days"] or DAYS
    since = clock.now() - timedelta(days=days)
    kinds = dict(Barrier.Kind.choices)
    rows = [row | {"label": kinds.get(row["kind"])} for row in barriers.recurring(request.user, since)]
    page: dict[str, Any] = {"rows": rows, "asked": asked, "days": days, "listed": None}
    if wanted["kind"]:
        page["listed"] = barriers.listed(request.user, since, wanted["kind"], wanted["where"])
        page["kind"] = kinds[wanted["kind"]]
        record.seen(page["listed"], by=request.user, at=clock.now(), verb="list")
    return show(request, "careplans/barriers.html", page, part="rows")
