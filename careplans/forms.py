"""The forms of the plan; they check shape, the verbs check rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.models import CarePlan, Goal


class WhatMatters(forms.ModelForm):
    """What matters to the patient, and the one line of it that every page of the case shows."""

    purpose = forms.CharField(
        label=_("Shared purpose"),
        max_length=240,
        required=False,
        help_text=_("One line, shown on every page of the case: “Home for the wedding”."),
    )

    # The version that was read: a newer one is not overwritten unseen.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CarePlan
        fields = ("what_matters",)
        labels = {"what_matters": _("What matters to the patient")}
        help_texts = {
            "what_matters": _("In their own words: what they hope for, what they fear, what helps.")
        }
        widgets = {"what_matters": forms.Textarea({"rows": 4})}


class Propose(forms.ModelForm):
    """A new goal."""

    class Meta:
        model = Goal
        fields = ("words", "in_patients_words", "due_on")
        labels = {
            "words": _("Goal"),
            "in_patients_words": _("These are the patient's own words"),
            "due_on": _("Look at it on"),
        }
        widgets = {"due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}


class Empty(forms.Form):
    """A verb that asks nothing."""


class CloseGoal(forms.Form):
    """What came of a goal."""

    outcome = forms.CharField(
        label=_("What came of it"), max_length=240, help_text=_("Reached, partly, or not, and why.")
    )


class BeginPlanning(forms.Form):
    """The reason, where the assessment is not done."""

    why = forms.CharField(
        label=_("Why planning starts without the assessment"),
        max_length=240,
        required=False,
        help_text=_("Leave empty when the case-management assessment is done."),
    )


class Activate(forms.Form):
    """How the patient took part."""

    engagement = forms.CharField(
        label=_("How the patient took part, or why not"),
        max_length=240,
        help_text=_("“Chose both goals herself, daughter present.”"),
    )
