"""The page of components, each in each state; mounted in development only."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock, gallery_cases
from core.fields import DayMonthYearField

TONES = ["red", "orange", "yellow", "green", "blue", "purple", "grey"]


class Contact(forms.Form):
    """A form with every kind of control; the gallery shows it empty and with its mistakes."""

    family = forms.CharField(label="Family name", max_length=120)
    given = forms.CharField(label="Given name", required=False, help_text="As on the identity document.")
    born = DayMonthYearField(label="Born")
    outcome = forms.ChoiceField(
        label="Outcome", choices=[(1, "Reached"), (2, "Left message"), (3, "No answer")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="May know", choices=[(1, "Plan"), (2, "Dates"), (3, "Payer")], widget=forms.CheckboxSelectMultiple, required=False
    )
    unit = forms.ChoiceField(label="Unit", choices=[("", "Choose a unit"), ("4b", "4B Medicine"), ("2a", "2A Surgery")])
    on = forms.DateField(label="Call again on", required=False, widget=forms.DateInput({"type": "date"}))
    note = forms.CharField(label="Note", widget=forms.Textarea({"rows": 3}), required=False)
    interpreter = forms.BooleanField(label="An interpreter was used", required=False)
    locked = forms.CharField(label="Case reference", disabled=True, initial="K7M4Q2", required=False)


def form_with_mistakes() -> Contact:
    """As a person would see it after sending it half filled."""
    typed = {"family": "", "born_0": "31", "born_1": "2", "born_2": "1958", "note": "Daughter will call back."}
    form = Contact(typed, prefix=None, auto_id="wrong_%s")
    form.is_valid()
    return form


def moments() -> dict[str, Any]:
    """Deadlines around the present."""
    now = clock.now()
    return {
        "late": now - timedelta(hours=27),
        "today": now + timedelta(hours=2),
        "soon": now + timedelta(hours=26),
        "far": now + timedelta(days=9),
        "day_today": now.date(),
        "day_late": now.date() - timedelta(days=3),
        "day_far": now.date() + timedelta(days=9),
        "past": now - timedelta(minutes=38),
        "now": now,
    }


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """`?theme=dark`, `?dir=rtl` and `?page=case` show the same parts otherwise."""
    page = "gallery_case.html" if request.GET.get("page") == "case" else "gallery.html"
    context = gallery_cases.shell(request.GET) | gallery_cases.parts(clock.now())
    context |= {"at": moments(), "tones": TONES, "form": Contact(), "wrong": form_with_mistakes()}
    return render(request, page, context)
