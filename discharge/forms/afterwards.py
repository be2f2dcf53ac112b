"""The forms of the time after leaving; they check shape, the verbs check rules."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from discharge.models import ReadmissionReview

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class Medicines(forms.Form):
    """Whether the patient has the medicines of the list."""

    in_hand = forms.ChoiceField(
        label=_("The patient has all medicines of the list"), choices=YES_NO, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Which are missing"),
        max_length=240,
        required=False,
        help_text=_("Asked when some are missing; the nurse of the case is told at once."),
    )

    def clean_in_hand(self) -> bool:
        return self.cleaned_data["in_hand"] == "yes"


class Review(forms.Form):
    """The short review of a return."""

    patient_view = forms.CharField(label=_("What the patient or family says"), max_length=500, required=False)
    team_view = forms.CharField(label=_("What the team says"), max_length=500, required=False)
    next_place_view = forms.CharField(label=_("What the next place says"), max_length=500, required=False)
    related = forms.ChoiceField(
        label=_("Related to the first stay"),
        choices=ReadmissionReview.Related.choices,
        widget=forms.RadioSelect,
    )
    preventable = forms.ChoiceField(
        label=_("Could have been prevented"),
        choices=[*YES_NO, ("", _("Cannot be said"))],
        widget=forms.RadioSelect,
        required=False,
    )
    causes = forms.MultipleChoiceField(label=_("Causes"), widget=forms.CheckboxSelectMultiple)
    learned = forms.CharField(label=_("What is done differently from now on"), max_length=500)
    # The version that was read: a newer one is not overwritten unseen.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, causes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["causes"].choices = list(causes.items())  # type: ignore[attr-defined]
        for name in ("patient_view", "team_view", "next_place_view", "learned"):
            self.fields[name].widget = forms.Textarea({"rows": 2, "maxlength": 500})

    def clean_preventable(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["preventable"])
