"""What a teaching session asks: the topic is there, what came back is the button. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.models import EducationSession
from careplans.queries.education import Taught
from core.languages import CHOICES
from core.moments import MomentField
from patients.models import Case
from worklist.forms.interpreter import used
from worklist.queries import needs_interpreter, people_near

Method, Result = EducationSession.Method, EducationSession.Result


class Teach(forms.Form):
    """Topic, learner, how, in which language, with what, and what came back."""

    topic = forms.ChoiceField(label=_("Topic"))
    learner = forms.ModelChoiceField(  # type: ignore[var-annotated]
        None, label=_("Who learned"), required=False, empty_label=_("The patient")
    )
    method = forms.ChoiceField(label=_("How"), choices=Method, initial=Method.TALK, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=CHOICES, required=False)
    interpreter_used = used()
    material = forms.CharField(
        label=_("Material and its version"),
        max_length=160,
        required=False,
        help_text=_("“Heart failure sheet, 2026-03”."),
    )
    material_grade = forms.DecimalField(
        label=_("Reading grade of the material"), min_value=0, max_value=18, max_digits=4, decimal_places=1, required=False,
        help_text=_("Grade 6 or lower is aimed at."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("In their words"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("What they said or showed back."),
    )  # fmt: skip
    at = MomentField(label=_("At another time"), required=False)
    result = forms.ChoiceField(label=_("What came back"), choices=Result)

    def __init__(
        self, *args: Any, case: Case, user: Any, topics: dict[str, Taught], topic: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = [(code, each.label) for code, each in topics.items() if each.asked]
        others = [(code, each.label) for code, each in topics.items() if not each.asked]
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", "—"), (_("Asked for"), asked), (_("Other topics"), others)
        ]  # fmt: skip
        self.fields["topic"].initial = topic
        self.fields["learner"].queryset = people_near(case, user)  # type: ignore[attr-defined]
        profile = getattr(case.patient, "communication", None)
        self.fields["language"].initial = profile.spoken if profile is not None else ""
        self.fields["at"].zone = case.facility.tz  # type: ignore[attr-defined]
        if not needs_interpreter(case):
            del self.fields["interpreter_used"]
