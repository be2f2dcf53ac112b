"""What is done with notices, orders of status and reviews: each verb as a page of its own under the case header."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import fetch, held
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Refused
from core.routes import route
from discharge import notice_facts, notice_parts
from discharge.actions import notices as actions
from discharge.actions import reviews
from discharge.forms import notices as forms
from discharge.models import Notice, QioReview
from encounters.actions import order_status
from encounters.models import Encounter
from patients import header
from patients.header import HEADER, case_page
from patients.models import Case
from patients.views.asking import Question, posted

CASE = tuple(f"case__{name}" for name in HEADER)


def verb_view(
    model: Any,
    verb: Any,
    form: Callable[..., Any],
    title: Any,
    said: Any,
    *,
    data: str = "notice",
    related: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    to: Callable[[Any], str] | None = None,
    lead: Callable[[Any], Any] = lambda row: "",
    must: Callable[[Any, Any, Collection[str]], None] | None = None,
) -> Callable[..., HttpResponse]:
    """The page of one verb on a row of a case; `form(data, row)`; `to` is the page it goes back to."""

    @route(
        "GET", "POST", kind="phi", data=data, does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form",), names=names,
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        beside_it = header.beside(request.user, "case__")
        row: Any = fetch(model, pk, by=request.user, related=(*CASE, *related), also=beside_it)
        rights = held(request.user, row)
        must_be_able(request.user, verb, row, rights=rights)
        if must is not None:
            must(request.user, row, rights)
        case, filled = _case_of(row), form(posted(request), row)
        back = to(row) if to else reverse("notices:case", args=[case.pk])
        if request.method == "POST" and attempt(filled, verb, row, by=request.user):
            return done(request, back, said)
        return _asked(request, case, filled, Question(verb, "discharge", title, title, back, lead(row)))

    view.__name__ = verb.verb_name.split(".")[1]
    return view


def _asked(request: HttpRequest, case: Case, form: Any, question: Question) -> HttpResponse:
    """The form under the case header; that it may be filled in was looked at on the row itself."""
    page = case_page(case, request.user, question.tab) | {"form": form, "question": question, "gaps": []}
    return show(request, question.page, page, part="form", status=getattr(form, "status", 200))


def _case_of(row: Any) -> Case:
    if row.case is None:
        raise Refused(_("This visit belongs to no case yet. Count it to one first."))
    header.hand_on(row)
    case: Case = row.case
    return case


def _notice(row: Notice) -> str:
    return reverse("notices:notice", args=[row.pk])


def _figures(row: Encounter) -> Any:
    version_at = notice_facts.versions_of(row.facility)
    return notice_facts.figures(version_at(clock.now())) if version_at else None


deliver = verb_view(
    Notice, actions.deliver_notice,
    lambda data, row: forms.DeliverForm(data, notice=row, figures=notice_facts.figures(row.rules)),
    _("Give the notice"), _("Recorded: the notice was given."), related=("encounter__facility", "rules"),
    names=("representative",), to=_notice, lead=lambda row: row.get_kind_display(), must=notice_parts.must_be_their_part,
)  # fmt: skip
in_error = verb_view(
    Notice, actions.mark_notice_in_error, lambda data, _row: forms.Why(data), _("Mark as entered wrong"),
    _("Taken back. The notice is owed again."), related=("encounter__facility",), must=notice_parts.must_be_their_part,
)  # fmt: skip
order = verb_view(
    Encounter, order_status, lambda data, row: forms.OrderForm(data, encounter=row), _("Record an order of status"),
    _("The order is on record, and notices follow it."), data="encounter", related=("facility",), names=("corrects",),
)  # fmt: skip
pick = verb_view(
    Encounter, actions.pick_notice, lambda data, row: forms.PickForm(data, figures=_figures(row)),
    _("Pick a notice"), _("The notice is owed now."), related=("facility",), must=notice_parts.must_do_all,
)  # fmt: skip
ask_review = verb_view(
    Encounter, reviews.request_qio_review, lambda data, row: forms.ReviewForm(data, zone=row.facility.tz),
    _("The patient asks for a review"), _("Recorded. The detailed notice and the records are due."),
    related=("facility",), must=notice_parts.must_do_all,
)  # fmt: skip
decide = verb_view(
    QioReview, reviews.record_qio_decision,
    lambda data, row: forms.DecisionForm(data, zone=row.encounter.facility.tz),
    _("What the review decided"), _("The decision is on record."), related=("encounter__facility",),
    must=notice_parts.must_do_all,
)  # fmt: skip
