"""The verbs of the plan of leaving as pages: on the plan itself, on one of its gates, and on a row of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done
from core.refusals import Refused
from core.routes import route
from discharge import actions
from discharge.forms import plan as forms
from discharge.models import Destination, DischargePlan, GateCheck, LeavingStep
from discharge.queries.leaving import discharge_plan
from patients.header import HEADER, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted
from policy.ready import gates_by, leaving_gates
from worklist.models import Item

CASE = tuple(f"case__{name}" for name in HEADER)


def tab_url(case: Case) -> str:
    """Where every verb here goes back to."""
    return reverse("cases:discharge", args=[case.pk])


def asked(verb: Any, case: Case, title: Any, button: Any, lead: Any = "") -> Question:
    """A question of the discharge tab."""
    return Question(verb, "discharge", title, button, tab_url(case), lead)


def on_plan(verb: Any) -> Any:
    """The verb on the case's discharge plan; a case from before there were plans gets one first."""

    def run(case: Case, *, by: Any, **details: Any) -> Any:
        return verb(discharge_plan(case) or actions.start_plan(case, by=by), by=by, **details)

    return run


def plan_view(
    verb: Any,
    form: Any,
    title: Any,
    said: Any,
    *,
    button: Any = "",
    names: tuple[str, ...] = (),
    initial: Callable[[DischargePlan], dict[str, Any]] | None = None,
    gaps: Callable[[Case, DischargePlan], list[str]] = lambda case, plan: [],
) -> Callable[..., HttpResponse]:
    """The page of a verb on the plan of a case; with `gate` in its address, of one gate of it."""

    @route(
        "GET", "POST", kind="phi", data="discharge", does=verb.verb_name, thing="patients.Case", arg="pk",
        event=verb.verb_name, parts=("form",), names=names,
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID, **which: str) -> HttpResponse:
        case = fetch_case(pk, by=request.user)
        must_be_able(request.user, verb, case)
        plan = discharge_plan(case) or DischargePlan(case=case)
        more = {"initial": initial(plan)} if initial else {}
        filled = form(posted(request), plan=plan, user=request.user, **more)
        if request.method == "POST" and attempt(filled, on_plan(verb), case, by=request.user, **which):
            return done(request, tab_url(case), said)
        question = asked(verb, case, title, button or title, _words(case, **which))
        return ask(request, case, filled, question, gaps(case, plan))

    view.__name__ = verb.verb_name.split(".")[1]
    return view


def row_view(
    model: Any, verb: Any, form: Any, title: Any, said: Any, lead: Any
) -> Callable[..., HttpResponse]:
    """The page of a verb on a row of a plan; `lead` says what the row is."""

    @route(
        "GET", "POST", kind="phi", data="discharge", does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row: Any = fetch(model, pk, by=request.user, related=(*CASE, "plan"))
        must_be_able(request.user, verb, row)
        row.plan.case = row.case
        filled = form(posted(request), plan=row.plan, user=request.user, initial=_now(form, row))
        if request.method == "POST" and attempt(filled, verb, row, by=request.user):
            return done(request, tab_url(row.case), said)
        return ask(request, row.case, filled, asked(verb, row.case, title, title, lead(row)))

    view.__name__ = verb.verb_name.split(".")[1]
    return view


@route(
    "GET", "POST", kind="phi", data="work", does="discharge.make_up", thing="worklist.Item", arg="pk",
    event="discharge.make_up", parts=("form",),
)  # fmt: skip
def make_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End what was left open at leaving by saying what was done about it."""
    item = fetch(Item, pk, by=request.user, related=CASE)
    check, case = _debt(item, request.user)
    form = forms.Done(posted(request), plan=_of(check, case), user=request.user)
    if request.method == "POST" and attempt(form, actions.make_up, check, by=request.user):
        return done(request, tab_url(case), _("Made up for."))
    question = asked(actions.make_up, case, _("Say what was done"), _("Save"), item.what)
    return ask(request, case, form, question)


def _debt(item: Item, user: Any) -> tuple[GateCheck, Case]:
    check = item.gates.select_related("plan").first()
    if check is None or item.case is None:
        must_be_able(user, actions.make_up, item)  # who may only read is told no more than that
        raise Refused(
            _("This work makes up for nothing that was left open at leaving. Open the work itself.")
        )
    return check, item.case


def _of(check: GateCheck, case: Case) -> DischargePlan:
    check.plan.case = case
    return check.plan


def _words(case: Case, gate: str = "", stage: str = "") -> str:
    """What is asked about: the gate or the stage in words; 404 for one that there is not."""
    if stage:
        if stage not in LeavingStep.Stage.values:
            raise Http404
        return str(LeavingStep.Stage(stage).label)
    if not gate:
        return ""
    found = leaving_gates(case.facility, clock.now())[1].by_code.get(gate)
    if found is None:
        raise Http404
    return found.label


def _now(form: Any, row: Any) -> dict[str, Any]:
    """How the row stands, in the fields of its form."""
    answer = {True: "yes", False: "no", None: ""}
    values = {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}
    return {
        name: answer[value] if isinstance(value, bool) or value is None else value
        for name, value in values.items()
    }


wishes = plan_view(
    actions.record_wishes, forms.Wishes, _("What the patient wants"), _("Saved."), button=_("Save"),
    initial=lambda plan: {"wishes": plan.wishes, "wishes_declined": plan.wishes_declined},
)  # fmt: skip
add_destination = plan_view(
    actions.add_destination,
    forms.Add,
    _("Add a destination"),
    _("The destination is on the list."),
    names=("service",),
)
choose_destination = plan_view(
    actions.choose_destination, forms.Choose, _("Where the patient goes"), _("The destination is chosen."),
    button=_("Choose"), names=("destination", "service"),
)  # fmt: skip
set_backup = row_view(
    Destination,
    actions.set_backup,
    forms.Nothing,
    _("Make it the back-up"),
    _("It is the back-up now."),
    forms.in_words,
)
rank_destination = row_view(
    Destination,
    actions.rank_destination,
    forms.Rank,
    _("Change the rank"),
    _("The ranks are changed."),
    forms.in_words,
)
evaluate_destination = row_view(
    Destination,
    actions.evaluate_destination,
    forms.Evaluate,
    _("Look at a destination"),
    _("Saved."),
    forms.in_words,
)
drop_destination = row_view(
    Destination,
    actions.drop_destination,
    forms.Drop,
    _("Put a destination aside"),
    _("It is put aside."),
    forms.in_words,
)
satisfy_gate = plan_view(actions.satisfy_gate, forms.Note, _("This is done"), _("Done."), button=_("Done"))
gate_not_needed = plan_view(
    actions.gate_not_needed,
    forms.Reason,
    _("This is not needed"),
    _("Written down: not needed."),
    button=_("Not needed"),
)
carry_gate = plan_view(
    actions.carry_gate, forms.Carry, _("Carry over to the time after"), _("Carried over, with its work."),
    button=_("Carry over"), names=("owner",),
)  # fmt: skip
override_gate = plan_view(
    actions.override_gate, forms.Reason, _("Let the patient leave with this open"), _("Overridden, with your reason."),
    button=_("Override"),
)  # fmt: skip
undo_gate = row_view(
    GateCheck, actions.undo_gate, forms.Reason, _("Take back"), _("Taken back: it is open again."),
    lambda row: gates_by(row.rules).by_code[row.gate].label,
)  # fmt: skip
reach_stage = plan_view(actions.reach_stage, forms.Reach, _("Stage reached"), _("The stage is reached."))
step_back = row_view(
    LeavingStep, actions.step_back, forms.Reason, _("Take a stage back"), _("The stage is taken back."),
    lambda row: row.get_stage_display(),
)  # fmt: skip
