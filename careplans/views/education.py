"""Teaching on a case: what is wanted and how far it came; one session is topic, then what came back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans.actions import education as actions
from careplans.forms.education import Teach
from careplans.models import EducationSession
from careplans.queries import education as queries
from careplans.views.on_the_tab import number, page_of
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import fetch_case
from patients.views.asking import posted


@route("GET", kind="phi", data="discharge", thing="patients.Case", arg="pk", event="view")
def teaching(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the patient is taught, and what nobody should leave without."""
    case = fetch_case(pk, by=request.user)
    page = page_of(case, request.user, "view_discharge") | queries.page(case)
    return show(request, "careplans/teaching.html", page)


@route(
    "GET", "POST", kind="phi", data="discharge", does="careplans.teach", thing="patients.Case", arg="pk",
    event="careplans.teach", parts=("form",), names=("learner",),
)  # fmt: skip
def teach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One session: the topic is filled in, the buttons say what came back."""
    case = fetch_case(pk, by=request.user)
    must_be_able(request.user, actions.teach, case)
    topics = queries.topics(case)
    n = number(request)
    topic = [*topics][n - 1] if 0 < n <= len(topics) else ""
    form = Teach(posted(request), case=case, user=request.user, topics=topics, topic=topic)
    if request.method == "POST" and (made := attempt(form, actions.teach, case, by=request.user)):
        return done(request, reverse("careplans:teaching", args=[case.pk]), _said(made))
    page = page_of(case, request.user, "view_discharge") | {"form": form, "topic": topics.get(topic)}
    page["results"] = EducationSession.Result.choices
    return show(request, "careplans/teach.html", page, part="form", status=getattr(form, "status", 200))


def _said(made: EducationSession) -> str:
    return _("Recorded. It comes again by tomorrow.") if made.repeat_id else _("Recorded.")
