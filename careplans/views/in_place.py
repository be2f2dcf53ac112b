"""Goals, problems and what is done, edited in place: saved by themselves, and put together where two people write."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import drop_draft
from accounts.models import Draft
from careplans import actions, editing, forms
from careplans.models import Goal, Intervention, Problem
from careplans.views.asked import CASE, place_of, tab_url
from core.access import OWN, fetch, visible_to
from core.actions import must_be_able
from core.htmx import done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page

PAGE = "careplans/edit.html"
# Sent by the button that ends the editing; without it the form saves itself and stays open.
END = "done"


def _editor(
    name: str, verb: Any, model: Any, form_class: Any, title: Any, names: tuple[str, ...] = ()
) -> Callable[..., HttpResponse]:
    """The view of a form that saves what changed in it."""

    @route(
        "GET", "POST", kind="phi", data="plan", does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form", "kept"), names=names,
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row: Any = fetch(model, pk, by=request.user, related=(*CASE, "plan"))
        must_be_able(request.user, verb, row)
        data = request.POST if request.method == "POST" else None
        form = form_class(data, row=row, user=request.user, initial=_initial(form_class, row, request.user))
        if data is not None and (made := editing.typed(form, verb, row, by=request.user)):
            return _saved(request, made, form)
        return _page(request, row, form, verb, title)

    view.__name__ = name
    return view


def _initial(form_class: Any, row: Any, user: Any) -> dict[str, Any]:
    """What stands, or what this person typed before and did not save, with the version they had read."""
    found = model_to_dict(row, fields=form_class.Meta.fields) | {"version": row.version}
    draft = visible_to(Draft, user, OWN).filter(form=row._meta.model_name, about=str(row.pk)).first()
    if draft is not None:
        found |= {name: name in draft.body for name, value in found.items() if isinstance(value, bool)}
        found |= {name: said[0] for name, said in draft.body.items() if said and not _is_bool(found, name)}
    return found


def _is_bool(found: dict[str, Any], name: str) -> bool:
    return name not in found or isinstance(found[name], bool)


def _saved(request: HttpRequest, made: Any, form: Any) -> HttpResponse:
    """The version it has now, beside the form that stays; at the end back to its row on the plan."""
    drop_draft(request.user, by=request.user, form=made._meta.model_name, about=str(made.pk))
    htmx = getattr(request, "htmx", None)
    if not htmx or END in request.POST:
        return done(request, tab_url(made.case) + place_of(made), _("Saved."))
    return show(request, PAGE, {"row": made, "form": form, "kept": True}, part="kept")


def _page(request: HttpRequest, row: Any, form: Any, verb: Any, title: Any) -> HttpResponse:
    page = case_page(row.case, request.user, "plan")
    if verb.perm not in page["rights"]:
        raise Denied(verb.perm, verb.verb_name, row)
    drafts = reverse("accounts:draft-about", args=[row._meta.model_name, row.pk])
    page |= {"row": row, "form": form, "title": title, "draft_url": drafts, "back": tab_url(row.case)}
    page |= {"place": place_of(row), "clash": getattr(form, "clash", None)}
    status = getattr(form, "status", 200)
    answer = show(request, PAGE, page, part="form", status=status)
    if request.method == "POST":
        # The part that says "saved" is asked for; what was wrong takes the place of the form.
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#edit-{row.pk}", "outerHTML"
    return answer


change_goal = _editor(
    "change_goal", actions.change_goal, Goal, forms.EditGoal, gettext_lazy("Change a goal"), ("problem",)
)
change_problem = _editor(
    "change_problem", actions.change_problem, Problem, forms.EditProblem, gettext_lazy("Change a problem")
)
change_step = _editor(
    "change_step",
    actions.change_intervention,
    Intervention,
    forms.EditStep,
    gettext_lazy("Change what is done"),
    ("goal", "owner", "caregiver"),
)
