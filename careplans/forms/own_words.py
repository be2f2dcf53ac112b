"""What the patient says, and how planning begins and ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.models import CarePlan


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
        fields = ("what_matters", "strengths", "preferences", "inability")
        labels = {
            "what_matters": _("What matters to the patient"),
            "strengths": _("Strengths"),
            "preferences": _("Preferences"),
            "inability": _("Why there is no goal in the patient's words"),
        }
        help_texts = {
            "what_matters": _("In their own words: what they hope for, what they fear, what helps."),
            "strengths": _("What they can build on: people, skills, habits, faith."),
            "preferences": _("How they want things done: who is there, when, where, in which language."),
            "inability": _("Only where the patient cannot say one: “Sedated; daughter asked on 3 Nov”."),
        }
        widgets = {
            "what_matters": forms.Textarea({"rows": 4}),
            "strengths": forms.Textarea({"rows": 2}),
            "preferences": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["what_matters", "purpose", "strengths", "preferences", "inability", "version"])


class Empty(forms.Form):
    """A verb that asks nothing."""

    def __init__(self, *args: Any, row: Any = None, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class OfRow(Empty):
    """A form about one row of the plan; it knows the row and who fills it in."""

    def __init__(self, *args: Any, row: Any, user: Any, **kwargs: Any) -> None:
        self.row, self.user = row, user
        super().__init__(*args, **kwargs)


class Because(OfRow):
    """A reason."""

    because = forms.CharField(label=_("Why"), max_length=240)


class BeginPlanning(forms.Form):
    """The reason, where the assessment is not done."""

    why = forms.CharField(
        label=_("Why planning starts without the assessment"),
        max_length=240,
        required=False,
        help_text=_("Leave empty when the case-management assessment is done."),
    )
