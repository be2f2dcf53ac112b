"""My day: the one list."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from policy.queries import activity_label
from worklist import my_day as day

PAGE = "worklist/my_day.html"


@route("GET", kind="phi", data="work", does="view", thing="worklist.Item", event="list", parts=("rows",))
def my_day(request: HttpRequest) -> HttpResponse:
    """Everything I have to do, over all my cases."""
    user: Any = request.user
    by_kind = request.GET.get("group") == "kind"
    found = day.read(user, by_kind=by_kind, after=request.GET.get("after", ""))
    shared = day.shared(user) if not request.GET.get("after") else day.Shared([], [])
    rows = [*found.items, *shared.to_answer, *shared.joined]
    day.mark_rights(rows, user)
    offers = day.handed_to(user) if not request.GET.get("after") else []
    _name(offers)
    record.seen([*rows, *offers], by=user, at=clock.now(), verb="list")
    context = {
        "day": found,
        "shared": shared,
        "totals": day.totals(user),
        "by_kind": by_kind,
        "offers": offers,
        "here": request.get_full_path(),
    }
    context["more_url"] = _more(by_kind, found.after)
    return show(request, PAGE, context, part="rows")


def _name(offers: list[Any]) -> None:
    """Say on each hand-over of one activity which it is; whole parts say so themselves."""
    for offer in offers:
        if offer.responsibility is not None:
            offer.what = activity_label(offer.responsibility.activity)


def _more(by_kind: bool, after: str) -> str:
    """The address of the rows after these; nothing at the end."""
    return "?" + urlencode({"group": "kind" if by_kind else "patient", "after": after}) if after else ""
