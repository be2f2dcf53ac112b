"""What is done with the papers for the next place, visits after leaving, results still to come, and telling the plan."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done
from core.routes import route
from discharge import forms
from discharge.actions import telling, visits
from discharge.forms import after, papers
from discharge.models import FollowUpVisit
from discharge.queries.papers import leaving_of
from patients.header import HEADER, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted
from referrals.actions import packets, results
from referrals.models import Packet, PendingResult

CASE = tuple(f"case__{name}" for name in HEADER)


@route(
    "GET", "POST", kind="phi", data="discharge", does="referrals.build_packet", thing="patients.Case", arg="pk",
    event="referrals.build_packet", parts=("form",), names=("service", "consent"),
)  # fmt: skip
def build(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the papers together; the preview follows."""
    case = fetch_case(pk, by=request.user)
    must_be_able(request.user, packets.build_packet, case)
    form = papers.BuildForm(posted(request), case=case, by=request.user)
    extra = {"leaving": leaving_of(case)}
    if request.method == "POST" and (
        made := attempt(form, packets.build_packet, case, by=request.user, **extra)
    ):
        said = _("The papers are put together. Look at them, then send.")
        return done(request, reverse("packets:packet", args=[made.pk]), said)
    lead = _("You see exactly what would go before anything is sent.")
    return ask(
        request, case, form, _asked(packets.build_packet, case, _("Put the papers together"), lead=lead)
    )


def verb_view(
    model: Any,
    verb: Any,
    form: Callable[..., Any],
    title: Any,
    said: Any,
    *,
    to: str = "case",
    names: tuple[str, ...] = (),
    **more: Any,
) -> Callable[..., HttpResponse]:
    """The page of one verb on a case or on a row of it; `form(data, row, user)`; `to` is the page it goes back to."""
    on_case = model is Case

    @route(
        "GET", "POST", kind="phi", data="discharge", does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form",), names=names,
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        user = request.user
        row: Any = fetch_case(pk, by=user) if on_case else fetch(model, pk, by=user, related=CASE)
        must_be_able(user, verb, row)
        case, back = (
            (row if on_case else row.case),
            None if to == "case" else reverse(f"packets:{to}", args=[pk]),
        )
        filled = form(posted(request), row, user)
        if request.method == "POST" and attempt(filled, verb, row, by=user):
            return done(request, back or _home(case), said)
        return ask(request, case, filled, _asked(verb, case, title, back=back, **more))

    view.__name__ = verb.verb_name.split(".")[1]
    return view


def _home(case: Case) -> str:
    return reverse("packets:case", args=[case.pk])


def _asked(verb: Any, case: Case, title: Any, *, back: str | None = None, lead: Any = "") -> Question:
    return Question(verb, "discharge", title, title, back or _home(case), lead)


send = verb_view(
    Packet, packets.send_packet, lambda data, row, _user: papers.SendForm(data, packet=row),
    gettext_lazy("Send the papers"), gettext_lazy("The papers are sent. Ask who has them in hand."), to="packet",
)  # fmt: skip
received = verb_view(
    Packet, packets.confirm_receipt, lambda data, row, _user: papers.ReceiptForm(data, case=row.case),
    gettext_lazy("Who has the papers"), gettext_lazy("Recorded: the papers are in their hands."), to="packet",
)  # fmt: skip
reopen = verb_view(
    Packet, packets.reopen_packet, lambda data, _row, _user: papers.Later(data),
    gettext_lazy("Something came later"), gettext_lazy("The next version is owed: put the papers together again."),
    to="packet",
)  # fmt: skip
aside = verb_view(
    Packet, packets.put_packet_aside, lambda data, _row, _user: after.Reason(data),
    gettext_lazy("Put the papers aside"), gettext_lazy("The papers are put aside. No next version is owed there."),
    to="packet",
)  # fmt: skip
book = verb_view(
    Case, visits.book_visit_after, lambda data, row, _user: after.VisitForm(data, case=row),
    gettext_lazy("Book a visit after leaving"), gettext_lazy("The visit stands on the patient's paper."),
)  # fmt: skip
kept = verb_view(
    FollowUpVisit, visits.keep_visit_after, lambda data, _row, _user: forms.Empty(data),
    gettext_lazy("The visit took place"), gettext_lazy("Recorded: the visit took place."),
)  # fmt: skip
missed = verb_view(
    FollowUpVisit, visits.miss_visit_after, lambda data, _row, _user: after.NotKept(data),
    gettext_lazy("The patient did not come"), gettext_lazy("Recorded. Somebody is asked to call about it."),
)  # fmt: skip
cancelled = verb_view(
    FollowUpVisit, visits.cancel_visit_after, lambda data, _row, _user: after.NotKept(data),
    gettext_lazy("Cancel the visit"), gettext_lazy("The visit is cancelled."),
)  # fmt: skip
pending = verb_view(
    Case, results.add_pending,
    lambda data, row, user: after.PendingForm(data, case=row, by=user, leaving=leaving_of(row)),
    gettext_lazy("Add a result still to come"), gettext_lazy("Somebody waits for the result now."), names=("owner",),
)  # fmt: skip
back = verb_view(
    PendingResult, results.result_back, lambda data, row, _user: after.BackForm(data, case=row.case),
    gettext_lazy("The result is back"), gettext_lazy("Recorded. Papers that were sent are opened again."),
)  # fmt: skip
not_awaited = verb_view(
    PendingResult, results.cancel_pending, lambda data, _row, _user: after.Reason(data),
    gettext_lazy("Not awaited any more"), gettext_lazy("The result is not awaited any more."),
)  # fmt: skip
tell = verb_view(
    Case, telling.tell_plan, lambda data, row, user: after.ToldForm(data, case=row, by=user),
    gettext_lazy("Tell the plan"), gettext_lazy("Kept with what they said."), names=("person",),
)  # fmt: skip
