"""New arrivals: look first, use the record that is there, or register; and somebody unknown in five clicks."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import drop_draft
from audit import record as audit
from core import access, clock
from core.access import fetch, visible_to
from core.htmx import attempt, done, show
from core.refusals import Denied, Refused
from core.routes import route
from facilities.models import Facility
from intake import queries
from intake.actions import receive
from intake.forms.registration import DeskForm, IdentifyForm, ProvisionalForm, RegisterForm
from intake.models import IntakeRequest
from intake.registration import arrive, arrive_provisional, identify
from patients.actions import resolve_identity
from patients.models import Patient
from patients.queries.look_alikes import LookAlikes, look_alikes

PAGE = "intake/register.html"
DRAFT = "register"
WHY = gettext_lazy("Say why none of these records is the patient, or use one of them.")


@route(
    "GET", "POST", kind="phi", data="identity", does="patients.register", thing="facilities.Facility",
    event="patients.register", names=RegisterForm.names, parts=("look-alikes", "progress", "unit"),
)  # fmt: skip
def register(request: HttpRequest) -> HttpResponse:
    """Typing shows look-alikes; [Use] takes a record that is there, [Register] makes one; its request is next."""
    user: Any = request.user
    desk, facility = _desk(request)
    if "use" in request.POST:
        return _use(request)
    data = request.POST if request.method == "POST" else None
    form = RegisterForm(data, facility=facility, by=user, today=clock.today(facility.tz))
    alike = _alike(form, facility, user)
    if data and "check" not in data and _registered(form, facility, alike, user):
        return done(request, _request_page(form.made), _("Registered. Say how urgent it is, then accept."))
    context = {"form": form, "alike": alike, "desk": desk, "facility": facility}
    return show(request, PAGE, context, part=_part(data), status=getattr(form, "status", 200))


@route(
    "GET", "POST", kind="phi", data="identity", does="patients.register_provisional", thing="facilities.Facility",
    event="patients.register_provisional", names=("desk",),
)  # fmt: skip
def provisional(request: HttpRequest) -> HttpResponse:
    """Arrival, sex, register: the identity is asked for within 24 hours."""
    user: Any = request.user
    desk, facility = _desk(request)
    form = ProvisionalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (made := attempt(form, arrive_provisional, facility, by=user)):
        sentence = _("Registered as %(alias)s. Resolve the identity within 24 hours.")
        return done(request, _request_page(made), sentence % {"alias": made.patient.alias})
    context = {"form": form, "desk": desk, "facility": facility}
    return show(request, "intake/provisional.html", context, status=getattr(form, "status", 200))


@route(
    "GET", "POST", kind="phi", data="identity", does="patients.resolve_identity", thing="patients.Patient", arg="pk",
    event="patients.resolve_identity",
)  # fmt: skip
def resolve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a provisional patient their name; the work that asked for it ends."""
    user: Any = request.user
    row = fetch(Patient, pk, by=user, related=("facility",))
    if not access.can(user, resolve_identity.perm, row):  # type: ignore[attr-defined]
        raise Denied("edit_identity", "patients.resolve_identity", row)
    form = IdentifyForm(request.POST if request.method == "POST" else None, row=row, by=user)
    if request.method == "POST" and attempt(form, identify, row, by=user):
        return done(
            request, _patient_page(row.pk), _("Identity resolved. The patient is still found by the alias.")
        )
    words = {"title": _("Resolve identity"), "button": _("Save identity"), "back": _patient_page(row.pk)}
    context = {**words, "form": form, "url": request.path, "patient": row}
    return show(request, "patients/verb.html", context, part="form", status=getattr(form, "status", 200))


PARTS = ("look-alikes", "progress", "unit")


def _desk(request: HttpRequest) -> tuple[DeskForm, Facility]:
    """The desk this person registers at; 404 for somebody who does not, or for a desk that is not theirs."""
    desks = queries.desks(request.user)
    if not desks:
        raise Http404
    usual = queries.last_desk(request.user) if len(desks) > 1 else None
    form = DeskForm(request.POST, desks=desks, usual=usual)
    if form.chosen is None:
        raise Http404
    return form, form.chosen


def _part(data: Any) -> str:
    """The part that htmx asks for while somebody types; a registration always answers with the page."""
    part = data.get("part", "") if data and "check" in data else ""
    return part if part in PARTS else ""


def _alike(form: RegisterForm, facility: Facility, user: Any) -> LookAlikes:
    found = look_alikes(form.probe(), facility, user) if form.is_bound else LookAlikes()
    if found:
        rows = [match.patient for match in found.matches]
        audit.seen(
            rows, by=user, at=clock.now(), verb="look_alikes", reason="hidden match" if found.hidden else ""
        )
    return found


def _registered(form: RegisterForm, facility: Facility, alike: LookAlikes, user: Any) -> bool:
    """Whether the arrival was made; look-alikes that were shown need a reason why none fits."""
    form.status = 422
    if alike and not form.data.get("none_fits"):
        form.full_clean()
        form.add_error("none_fits", str(WHY))
        return False
    form.made = attempt(form, arrive, facility, by=user, not_these=alike.matches)
    if form.made is not None:
        drop_draft(user, by=user, form=DRAFT)
    return form.made is not None


def _use(request: HttpRequest) -> HttpResponse:
    """The record is there: put a request in the queue for it, unless one waits already."""
    user: Any = request.user
    patient = visible_to(Patient, user).filter(pk=_key(request.POST["use"])).first()
    if patient is None:
        raise Http404
    source, arrival = request.POST.get("source") or "desk", request.POST.get("arrival", "")[:40]
    try:
        made = receive(patient, by=user, source=source, arrival=arrival)
    except (Refused, ValidationError) as wrong:
        if not queries.has_open_request(patient):
            return _not_used(request, wrong)
        page, sentence = _patient_page(patient.pk), _("This patient already waits in the queue.")
    else:
        page, sentence = _request_page(made), _("A request for this record is in the queue.")
    drop_draft(user, by=user, form=DRAFT)
    return done(request, page, sentence)


def _not_used(request: HttpRequest, wrong: Refused | ValidationError) -> HttpResponse:
    """The page as it was typed, with the sentence that says why this record gets no request."""
    user: Any = request.user
    desk, facility = _desk(request)
    form = RegisterForm(request.POST, facility=facility, by=user, today=clock.today(facility.tz))
    form.add_error(None, str(wrong.sentence) if isinstance(wrong, Refused) else wrong.messages)
    context = {"form": form, "alike": _alike(form, facility, user), "desk": desk, "facility": facility}
    return show(request, PAGE, context, status=wrong.status if isinstance(wrong, Refused) else 422)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong


def _request_page(made: IntakeRequest) -> str:
    """Where the work goes on after an arrival: how urgent, accept, assign."""
    return reverse("intake:request", args=[made.pk])


def _patient_page(pk: Any) -> str:
    return reverse("patients:patient", args=[pk])
