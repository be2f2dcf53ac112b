"""What giving and taking back sight by hand ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import Person
from accounts.models import User
from accounts.permissions import CODENAMES
from core import access
from core.localtime import end_of_day
from patients.models import Case
from teams.actions.grants import SIGHT
from teams.queries import could_join


class GrantForm(forms.Form):
    """Who may see what of a case, until when, and why."""

    names = ("user",)

    user = Person(label=_("Person"), queryset=User.objects.none())
    permission = forms.ChoiceField(label=_("What they may see"))
    until = forms.DateField(label=_("Until and including"), widget=forms.DateInput({"type": "date"}))
    why = forms.CharField(label=_("Reason"), max_length=240)

    def __init__(self, *args: Any, case: Case, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = sorted(name for name in access.held(by, case) if name.startswith(SIGHT))
        self.case = case
        self.fields["user"].queryset = could_join(case)  # type: ignore[attr-defined]
        self.fields["permission"].choices = [(name, CODENAMES[name]) for name in held]  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        return end_of_day(self.cleaned_data["until"], self.case.facility.tz)


class RevokeForm(forms.Form):
    """Why sight is taken back."""

    names = ()

    why = forms.CharField(label=_("Reason"), max_length=240)
