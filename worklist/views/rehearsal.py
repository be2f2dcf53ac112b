"""What would be sent in the next 14 days, before a rule goes live."""

from django.http import HttpRequest, HttpResponse

from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from worklist import rehearsal_pages


@route("GET", kind="phi", data="work", thing="worklist.FollowUp", event="list")
def rehearse(request: HttpRequest) -> HttpResponse:
    """By the rules in force, by a draft (?draft=), and the difference; for supervisors rows, for administrators counts."""
    asked = request.GET
    context = rehearsal_pages.read(request.user, asked.get("facility", ""), asked.get("draft", ""))
    record.seen(context["found"].shown_cases(), by=request.user, at=clock.now(), verb="rehearse")
    return show(request, "worklist/rehearsal.html", context)
