"""Pairs that may be one patient: look, tell apart, join, part again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record as audit
from core import access, clock
from core.access import fetch, visible_to
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients import actions
from patients.forms.merging import DismissForm, MergeForm, UnmergeForm
from patients.models import DuplicateCandidate, Merge, Patient
from patients.queries import duplicates
from patients.views.verb_page import verb_page


def _list(_row: Any) -> str:
    return reverse("patients:merges")


@route("GET", kind="phi", data="identity", event="list")
def merges(request: HttpRequest) -> HttpResponse:
    """Pairs that wait for a look, and merges that stand."""
    user: Any = request.user
    pairs, joined = duplicates.waiting(user), list(duplicates.done(user))
    rows = [
        *(pair.one for pair in pairs),
        *(pair.other for pair in pairs),
        *(merge.survivor for merge in joined),
    ]
    audit.seen(rows, by=user, at=clock.now(), verb="list_duplicates")
    for pair in pairs:
        pair.phrases = duplicates.phrases(pair.reasons)  # type: ignore[attr-defined]
    context = {
        "pairs": pairs,
        "joined": joined,
        "may_merge": visible_to(Patient, user, "merge_patients").exists(),
    }
    return show(request, "patients/merges.html", context)


@route(
    "GET", "POST", kind="phi", data="identity", does="patients.merge", thing="patients.Patient", arg="pk",
    event="patients.merge", names=("retired",),
)  # fmt: skip
def merge(request: HttpRequest, pk: UUID, retired: UUID) -> HttpResponse:
    """Both records side by side and what would move; the first is kept."""
    user: Any = request.user
    kept, other = (fetch(Patient, key, by=user, related=("facility",)) for key in (pk, retired))
    _must_merge(user, kept, other)
    form = MergeForm(request.POST if request.method == "POST" else None, row=kept, by=user)
    if request.method == "POST" and attempt(form, actions.merge, kept, by=user, retired=other):
        return done(
            request,
            reverse("patients:patient", args=[kept.pk]),
            _("Records joined. They can be parted again."),
        )
    context = {"kept": kept, "other": other, "form": form, "compare": duplicates.side_by_side(kept, other)}
    return show(request, "patients/merge.html", context, status=getattr(form, "status", 200))


def _must_merge(user: Any, *patients: Patient) -> None:
    for patient in patients:
        if not access.can(user, "merge_patients", patient):
            raise Denied("merge_patients", "patients.merge", patient)


unmerge = verb_page(
    actions.unmerge, UnmergeForm, Merge, back=_list,
    title=gettext_lazy("Part two joined records"), button=gettext_lazy("Part the records"),
    sentence=gettext_lazy("Records parted. Both are as they were before."),
)  # fmt: skip
dismiss = verb_page(
    actions.dismiss_duplicate, DismissForm, DuplicateCandidate, back=_list,
    title=gettext_lazy("These are two people"), button=gettext_lazy("Save"),
    sentence=gettext_lazy("Noted: two people. The pair is off the list."),
)  # fmt: skip
