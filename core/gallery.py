"""The page of components, each in each state, on invented people; mounted in development only."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.fields import DayMonthYearField
from core.routes import route

SAMPLES = Path(__file__).with_name("gallery.toml")
TONES = ["red", "orange", "yellow", "green", "blue", "purple", "grey"]
OUTCOMES = [(1, "Reached"), (2, "Left message"), (3, "No answer")]
TOPICS = [(1, "Plan"), (2, "Dates"), (3, "Payer")]
UNITS = [("", "Choose a unit"), ("4b", "4B Medicine"), ("2a", "2A Surgery")]
HALF_FILLED = {"born_0": "31", "born_1": "2", "born_2": "1958", "note": "Daughter will call back."}


class Contact(forms.Form):
    """A form with every kind of control; shown empty and with its mistakes."""

    family = forms.CharField(label="Family name", max_length=120)
    given = forms.CharField(label="Given name", required=False, help_text="As on the identity document.")
    born = DayMonthYearField(label="Born")
    outcome = forms.ChoiceField(label="Outcome", choices=OUTCOMES, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="May know", choices=TOPICS, widget=forms.CheckboxSelectMultiple, required=False
    )
    unit = forms.ChoiceField(label="Unit", choices=UNITS)
    on = forms.DateField(label="Call again on", required=False, widget=forms.DateInput({"type": "date"}))
    note = forms.CharField(label="Note", widget=forms.Textarea({"rows": 3}), required=False)
    interpreter = forms.BooleanField(label="An interpreter was used", required=False)
    locked = forms.CharField(label="Case reference", disabled=True, initial="K7M4Q2", required=False)


@route("GET", kind="session")
def gallery(request: HttpRequest) -> HttpResponse:
    """`?theme=dark`, `?dir=rtl` and `?page=case` show the same parts otherwise."""
    page = "gallery_case.html" if request.GET.get("page") == "case" else "gallery.html"
    shown = samples(clock.now())
    frame = shown.pop("shell") | {
        "theme": request.GET.get("theme", "light"),
        "dir": request.GET.get("dir", ""),
        "frame_key": None,
    }
    forms_shown = {"form": Contact(), "wrong": Contact(HALF_FILLED, auto_id="wrong_%s"), "tones": TONES}
    return render(request, page, shown | frame | forms_shown)


def samples(now: datetime) -> dict[str, Any]:
    """gallery.toml with its hours turned into instants and its patients put where they are named."""
    shown = tomllib.loads(SAMPLES.read_text("utf-8"))
    for row in [*shown["banners"], *shown["matches"]]:
        row["patient"] = shown["patients"][row["who"]]
    for item in shown["work"]["list"]:
        item["due_at"] = now + timedelta(hours=item["hours"])
    for group in shown["timeline"]:
        for entry in group["entries"]:
            entry["at"] = now + timedelta(hours=entry["hours"])
        group["day"] = group["entries"][0]["at"]
    return shown | {"banner": shown["banners"][0], "at": moments(now)}


def moments(now: datetime) -> dict[str, Any]:
    """Deadlines around the present."""
    hours = {"late": -27, "today": 2, "soon": 26, "far": 216, "past": -0.6, "now": 0}
    days = {"day_late": -3, "day_today": 0, "day_far": 9}
    instants = {name: now + timedelta(hours=count) for name, count in hours.items()}
    return instants | {name: now.date() + timedelta(days=count) for name, count in days.items()}
