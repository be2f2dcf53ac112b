"""What the daily look at the trail found: the queue, one day, one finding and its verdict."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch
from core.htmx import attempt, done, show
from core.routes import route
from oversight import actions
from oversight.forms.findings import JudgeForm
from oversight.models import DayReview, Finding
from oversight.queries import findings as asked
from oversight.views.privacy import is_officer

QUEUE, DAY, PAGE = "oversight/findings.html", "oversight/day.html", "oversight/finding.html"
RELATED = ("user", "patient__facility", "judged_by", "review__rules")


@route("GET", kind="phi", data="oversight", event="list")
def findings(request: HttpRequest) -> HttpResponse:
    """What waits for a verdict, and what was judged lately."""
    if not is_officer(request.user):
        raise Http404
    queue = asked.queue(request.user)
    record.seen([*queue["waiting"], *queue["past"]], by=request.user, at=clock.now(), verb="list")
    return show(request, QUEUE, queue)


@route("GET", kind="phi", data="oversight", thing="oversight.DayReview", arg="pk", event="view")
def day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the look at one day found, and by which rules."""
    review = fetch(DayReview, pk, by=request.user, related=("rules",), listed=True)
    rows = asked.of_review(review, request.user)
    record.seen([review, *rows], by=request.user, at=clock.now())
    return show(request, DAY, {"review": review, "rows": rows})


@route(
    "GET", "POST", kind="phi", data="oversight", does="oversight.judge_finding", thing="oversight.Finding", arg="pk",
    event="oversight.judge_finding",
)  # fmt: skip
def finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One finding with the looks it is about, and its verdict; what is about the reader is not theirs to see."""
    found = fetch(Finding, pk, by=request.user, related=RELATED)
    if found.user_id == request.user.pk:
        raise Http404
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and attempt(form, actions.judge_finding, found, by=request.user):
        return done(request, reverse("oversight:findings"), _("Your verdict is kept."))
    context = asked.told(found, request.user) | {"form": form}
    return show(request, PAGE, context, status=getattr(form, "status", 200))
