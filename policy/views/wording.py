"""The words of a facility as their keeper reads and changes them: the glossary, and sentences in other languages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import record
from core import clock
from core.access import fetch
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Facility
from policy import actions, wordbook
from policy.forms.wording import ChangeTermForm, TermForm, TranslationForm
from policy.models import GlossaryTerm, Translation

DUTY = "manage_policy"
SHOWN = 100


@route("GET", kind="admin", data="identity", thing="facilities.Facility", arg="pk", event="list_words")
def words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The hospital words in use at a facility, its own first."""
    place = fetch(Facility, pk, by=request.user, perm=DUTY, listed=True)
    find = " ".join(request.GET.get("find", "").split())[:80]
    found = wordbook.terms(place).filter(term__icontains=find)
    record.seen([place], by=request.user, at=clock.now(), verb="list_words")
    page = {"facility": place, "terms": found[:SHOWN], "count": found.count(), "shown": SHOWN, "find": find}
    return show(request, "policy/words.html", page)


@route("GET", kind="admin", data="identity", thing="facilities.Facility", arg="pk", event="list_translations")
def translations(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sentences of a facility in other languages: those that wait for approval first."""
    place = fetch(Facility, pk, by=request.user, perm=DUTY, listed=True)
    record.seen([place], by=request.user, at=clock.now(), verb="list_translations")
    found = wordbook.translations(place)
    page = {"facility": place, "rows": found[:SHOWN], "count": found.count(), "shown": SHOWN}
    return show(request, "policy/translations.html", page | {"reader": request.user})


def _page(
    verb: Any, form_class: Any, model: Any, back: str, title: Any, notice: Any
) -> Callable[..., HttpResponse]:
    """The page of one verb: its form by GET, the act by POST."""

    @route(
        "GET", "POST", kind="admin", data="identity", does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name,
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = fetch(model, pk, by=request.user, perm=DUTY)
        place = row if isinstance(row, Facility) else row.facility
        filled = {"instance": row} if form_class is ChangeTermForm else {}
        form = form_class(request.POST if request.method == "POST" else None, **filled)
        home = reverse(back, args=[place.pk])
        if request.method == "POST" and attempt(form, verb, row, by=request.user):
            return done(request, home, notice)
        page = {
            "form": form,
            "row": None if row is place else row,
            "place": place,
            "title": title,
            "home": home,
        }
        return show(request, "policy/wording_verb.html", page, status=getattr(form, "status", 200))

    return view


WORDS, SENTENCES = "policy:words", "policy:translations"
add_term = _page(
    actions.add_term, TermForm, Facility, WORDS, _("Add a hospital word"), _("The word is added.")
)
change_term = _page(
    actions.change_term, ChangeTermForm, GlossaryTerm, WORDS, _("Change the plain words"), _("Changed.")
)
retire_term = _page(
    actions.retire_term, forms.Form, GlossaryTerm, WORDS, _("Take out this word"), _("The word is taken out.")
)
propose = _page(
    actions.propose_translation, TranslationForm, Facility, SENTENCES, _("Propose a translation"),
    _("Proposed. Patients read it once a colleague has approved it."),
)  # fmt: skip
approve = _page(
    actions.approve_translation, forms.Form, Translation, SENTENCES, _("Approve this translation"),
    _("Approved. Patients can read it from now on."),
)  # fmt: skip
retire = _page(
    actions.retire_translation, forms.Form, Translation, SENTENCES, _("Take out this translation"),
    _("The translation is taken out."),
)  # fmt: skip
