"""What emergency access and its review ask. Shape only."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.fields import DayMonthYearField
from teams.models import EmergencyAccess
from teams.models.emergency import LEAST_WORDS


class EmergencyForm(forms.Form):
    """Which record, why, and once more who one is."""

    mrn = forms.CharField(
        label=_("Medical record number"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )
    born = DayMonthYearField(label=_("Birth date"))
    reason = forms.ChoiceField(
        label=_("Reason"), choices=EmergencyAccess.Reason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What happened"),
        max_length=500,
        min_length=LEAST_WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("At least 15 characters. The privacy officer reads this today."),
    )
    part2_recipient = forms.CharField(label=_("Who treats the emergency"), max_length=160, required=False)
    part2_affiliation = forms.CharField(label=_("Of which facility"), max_length=160, required=False)
    part2_nature = forms.CharField(label=_("Nature of the emergency"), max_length=240, required=False)
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Asked of the same doors as a sign-in, so that guessing here locks the account as well."""
        password: str = self.cleaned_data["password"]
        user: Any = self.request.user
        if authenticate(self.request, username=user.username, password=password) != user:
            raise forms.ValidationError(_("This is not your password."))
        return password

    def facts(self) -> dict[str, str]:
        """What the verb is told: everything but the record and the password."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("mrn", "born", "password")
        }


class ReviewForm(forms.Form):
    """What came of the review."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=EmergencyAccess.Outcome.choices, widget=forms.RadioSelect
    )
    review_note = forms.CharField(
        label=_("What you found"), max_length=500, widget=forms.Textarea({"rows": 3})
    )


class CloseForm(forms.Form):
    """Why an access ends before its time."""

    reason = forms.CharField(label=_("Reason"), max_length=240)
