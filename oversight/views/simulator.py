"""What somebody would see of one case, now or after a change; nothing of a trial stays."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from audit import record
from core import clock
from core.access import visible_to
from core.htmx import show
from core.routes import route
from oversight import simulator
from oversight.forms.simulator import SimulatorForm
from oversight.queries import log
from oversight.views.privacy import may_read
from patients.models import Case

PAGE = "oversight/simulator.html"


@route(
    "GET", "POST", kind="phi", data="oversight", does="preview", event="preview", names=("person",), parts=("result",),
)  # fmt: skip
def preview(request: HttpRequest) -> HttpResponse:
    """Sight before and after, by data class and level, with its reasons."""
    if not may_read(request.user):
        raise Http404
    form = SimulatorForm(request.POST or None, cases=_cases(request.user), people=log.people(request.user))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _compared(request, form)
    wrong = request.method == "POST" and bool(form.errors)
    return show(request, PAGE, context, part="result", status=422 if wrong else 200)


def _cases(user: Any) -> Any:
    """The cases somebody may ask about: of their facility for a privacy officer, of their team for a supervisor."""
    mine = visible_to(Case, user, "review_access") | visible_to(Case, user, "supervise")
    return mine.select_related("facility", "unit", "patient")


def _compared(request: HttpRequest, form: SimulatorForm) -> dict[str, Any]:
    case, person = form.cleaned_data["reference"], form.cleaned_data["person"]
    try:
        before, after = simulator.compare(
            case, person, form.trial(), by=request.user, now=clock.now(), at=form.at()
        )
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return {}
    who = person.username if person else form.cleaned_data["role"]
    record.seen([case], by=request.user, at=clock.now(), verb="preview", reason=str(who))
    rows = simulator.table(before, after)
    return {"case": case, "person": person, "rows": rows, "before": before, "after": after, "at": form.at()}
