"""The risk of a case with its arithmetic, its overrides, and results that were scored elsewhere."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from assessments import known, tiers
from assessments.actions import risk as actions
from assessments.actions.results import record_external
from assessments.forms import risk as forms
from assessments.models import Score, ScoreOverride
from assessments.queries import risk as queries
from assessments.views.verb_page import TAB, verb_view
from audit import record
from core import clock
from core.htmx import show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case
from policy.queries import reassess


@route("GET", kind="phi", data="risk", thing="patients.Case", arg="pk", event="list")
def risk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every index: inputs, points, total or range, band, what is missing; and which tier counts, and why."""
    case = fetch_case(pk, by=request.user, listed=True)
    page = case_page(case, request.user, TAB)
    if "view_risk" not in page["rights"]:
        raise Denied("view_risk", "view", case)
    found = queries.indices(case)
    page |= {
        "indices": found,
        "ended": list(queries.overridden(case)),
        "rules": reassess(case.facility, clock.now())[1],
    }
    page["standing"] = next((each for each in found if each.score.kind == tiers.KIND), None)
    record.seen([case, *(each.score for each in found)], by=request.user, at=clock.now(), verb="list")
    return show(request, "assessments/risk.html", page)


def _form(data: object, case: Case) -> forms.RiskForm:
    """Filled with what was typed for the last scores."""
    said = known.typed_before([case]).get(case.pk, {})
    words = {name: ("no", "yes")[value] if isinstance(value, bool) else value for name, value in said.items()}
    return forms.RiskForm(data, initial=words | {"reviewed": said.get("reviewed", False)})  # type: ignore[arg-type]


assess = verb_view(
    Case, actions.assess_risk, _form, _("Reckon the risk"), _("Reckoned. What is not known leaves a range."),
    data="risk", back="risk",
)  # fmt: skip
override = verb_view(
    Score, actions.override_score, lambda data, row: forms.OverrideForm(data, score=row),
    _("Let another band count"), _("It counts until the day you chose."), data="risk", back="risk",
    related=("section",), lead=lambda row: f"{row.label}: {queries.spread(row)}",
)  # fmt: skip
end = verb_view(
    ScoreOverride, actions.end_override, lambda data, _row: forms.Nothing(data),
    _("Let the reckoned band count again"), _("The reckoned band counts again."), data="risk", back="risk",
)  # fmt: skip
external = verb_view(
    Case, record_external, lambda data, _row: forms.ExternalForm(data), _("Record a result scored elsewhere"),
    _("The result is on record."), data="notes", back="trends",
    lead=lambda _row: _("Only the result: the questions of these questionnaires may not be copied."),
)  # fmt: skip
