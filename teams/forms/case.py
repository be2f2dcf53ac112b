"""What the verbs of a care team ask. Shape only."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import Person
from accounts.models import User
from accounts.permissions import TEAM_ROLES
from core.localtime import end_of_day
from patients.models import Case
from teams.queries import could_join


class AddForm(forms.Form):
    """Who joins, as what, and why."""

    names = ("user",)

    user = Person(label=_("Person"), queryset=User.objects.none())
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in TEAM_ROLES], widget=forms.RadioSelect
    )
    discipline = forms.CharField(label=_("Discipline"), max_length=60, required=False)
    scope = forms.CharField(
        label=_("Part of the work"),
        max_length=160,
        required=False,
        help_text=_("Where the role alone does not say it."),
    )
    ends_at = forms.DateField(
        label=_("Until and including"), required=False, widget=forms.DateInput({"type": "date"})
    )
    why = forms.CharField(label=_("Reason"), max_length=240, required=False)

    def clean_ends_at(self) -> datetime | None:
        """The end of that day at the facility."""
        day = self.cleaned_data["ends_at"]
        return end_of_day(day, self.case.facility.tz) if day else None

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["user"].queryset = could_join(case)  # type: ignore[attr-defined]


class LeadForm(forms.Form):
    """Who leads from now on, and why."""

    names = ("to",)

    to = Person(label=_("New lead"), queryset=User.objects.none())
    why = forms.CharField(label=_("Reason"), max_length=240)
    # The case as it was seen: if somebody else changed its lead meanwhile, both are told apart.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = case.version
        self.fields["to"].queryset = could_join(case)  # type: ignore[attr-defined]


class StandDownForm(forms.Form):
    """Why somebody's part ends."""

    names = ()

    why = forms.CharField(label=_("Reason"), max_length=240)
