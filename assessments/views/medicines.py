"""The medication picture of a case: its lists, each medicine decided by one press, allergies."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from assessments import pasted
from assessments.actions import medicines as actions
from assessments.forms import medicines as forms
from assessments.models import Allergy, MedicationItem, MedicationList
from assessments.queries import medicines as queries
from assessments.views.verb_page import CASE, TAB, page, verb_view
from audit import record
from core import access, clock
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import posted

PASTE = "assessments/medicines_paste.html"


@route("GET", kind="phi", data="clinical", thing="patients.Case", arg="pk", event="list", parts=("lists",))
def medicines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the patient takes, by which source, and what was decided about each."""
    case = fetch_case(pk, by=request.user, listed=True)
    found = case_page(case, request.user, TAB)
    if "view_clinical" not in found["rights"]:
        raise Denied("view_clinical", "view", case)
    found |= queries.picture(case, found["rights"])
    record.seen([case, *found["lists"], *found["allergies"]], by=request.user, at=clock.now(), verb="list")
    return show(request, "assessments/medicines.html", found | {"stops": forms.STOPS}, part="lists")


def _block(request: HttpRequest, case: Case) -> HttpResponse:
    """The lists as they are now, in their place."""
    context = queries.picture(case, access.held(request.user, case)) | {"case": case, "stops": forms.STOPS}
    return show(request, "assessments/_medicines.html", context)


@route(
    "GET", "POST", kind="phi", data="clinical", does="assessments.paste_medicines",
    thing="assessments.MedicationList", arg="pk", event="assessments.paste_medicines", parts=("form",),
)  # fmt: skip
def paste(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Many medicines at once: looked at line by line first, then put on the list together."""
    row = fetch(MedicationList, pk, by=request.user, related=CASE)
    must_be_able(request.user, actions.paste_medicines, row)
    form = forms.PasteForm(posted(request), initial={"source": queries.last_source(row)})
    add = request.POST.get("step") == "add"
    if add and attempt(form, actions.paste_medicines, row, by=request.user):
        return done(request, page("medicines", row.case), _("The medicines are on the list."))
    found = case_page(row.case, request.user, TAB) | _looked_at(form, add)
    found |= {"form": form, "list": row, "back": page("medicines", row.case)}
    return show(request, PASTE, found, part="form", status=getattr(form, "status", found["status"]))


def _looked_at(form: forms.PasteForm, add: bool) -> dict[str, Any]:
    """The lines as they would stand on the list; nothing before somebody has pasted any, or when they were to be added."""
    lines = pasted.read(form.cleaned_data["text"]) if form.is_bound and not add and form.is_valid() else []
    status = 422 if form.is_bound and form.errors else 200
    return {"lines": lines, "faulty": any(line.fault for line in lines), "status": status}


open_list = verb_view(
    Case, actions.open_medication_list, lambda data, _row: forms.OpenForm(data), _("Open a list"),
    _("The list is open. Add the medicines."), data="clinical", back="medicines",
)  # fmt: skip
add = verb_view(
    MedicationList, actions.add_medicine,
    lambda data, row: forms.MedicineForm(data, initial={"source": queries.last_source(row), "high_risk": ""}),
    _("Add a medicine"), _("The medicine is on the list."), data="clinical", back="medicines",
)  # fmt: skip
decide = verb_view(
    MedicationItem, actions.decide_medicine, lambda data, _row: forms.DecideForm(data), _("Decide about a medicine"),
    _("Decided."), data="clinical", back="medicines", related=("list",), part=_block,
)  # fmt: skip
flag = verb_view(
    MedicationItem, actions.flag_medicine,
    lambda data, row: forms.FlagForm(data, initial={"high_risk": row.high_risk}), _("Flag as high risk"),
    _("Saved."), data="clinical", back="medicines", related=("list",), part=_block,
)  # fmt: skip
none_taken = verb_view(
    MedicationList, actions.take_no_medicines, lambda data, _row: forms.Empty(data), _("Takes no medicines"),
    _("Saved."), data="clinical", back="medicines", part=_block,
)  # fmt: skip
control = verb_view(
    MedicationList, actions.note_control,
    lambda data, row: forms.ControlForm(data, initial={"note": row.note}),
    _("Note how illnesses are under control"), _("Saved."), data="clinical", back="medicines",
)  # fmt: skip
reconcile = verb_view(
    MedicationList, actions.reconcile, lambda data, _row: forms.Empty(data), _("Reconcile the list"),
    _("The list is reconciled."), data="clinical", back="medicines",
)  # fmt: skip
allergy = verb_view(
    Case, actions.record_allergy, lambda data, _row: forms.AllergyForm(data), _("Add an allergy"),
    _("The allergy is on record."), data="clinical", back="medicines",
)  # fmt: skip
refute = verb_view(
    Allergy, actions.refute_allergy, lambda data, _row: forms.RefuteForm(data), _("No allergy after all"),
    _("It stays on record as no allergy."), data="clinical", back="medicines",
)  # fmt: skip
