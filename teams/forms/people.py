"""Shapes for inviting people and ending their access."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from facilities.models import Facility

PEOPLE_ROLES = [(role.value, role.label) for role in Role if role != Role.INTEGRATION]


class InviteForm(forms.Form):
    """Who is invited, where, and in which role they start; with one place to choose from it is not asked."""

    names = ("facility",)

    facility = forms.ModelChoiceField(
        Facility.objects.none(), label=_("At"), empty_label=_("Choose the place")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=_("User name"),
        max_length=60,
        error_messages={"invalid": _("Use letters, digits and . @ + - _ only.")},
    )
    email = forms.EmailField(label=_("E-mail"))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=PEOPLE_ROLES)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput,
        help_text=_("12 characters or more; hand it over in person."),
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        field: Any = self.fields["facility"]
        field.queryset = places
        if len(self.places) == 1:
            del self.fields["facility"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if len(self.places) == 1:
            facts["facility"] = self.places[0]
        return facts

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class ReasonForm(forms.Form):
    """Why somebody's access changes."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


class RoleForm(forms.Form):
    """Which role somebody has from which day on, and whether they stay on their cases in it."""

    role = forms.ChoiceField(label=_("New role"), choices=PEOPLE_ROLES)
    on = forms.DateField(
        label=_("From"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The first moment of this day at the facility; today is at once."),
    )
    keep_cases = forms.BooleanField(label=_("They stay on their cases, in the new role"), required=False)
