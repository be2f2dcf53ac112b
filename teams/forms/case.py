"""What the verbs of a care team ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import TEAM_ROLES
from patients.models import Case
from teams.queries import could_join


class Person(forms.ModelChoiceField):
    """A colleague by name and usual role."""

    def label_from_instance(self, user: User) -> str:
        role = user.get_default_role_display()
        return f"{user.name}, {role}" if role else user.name


class AddForm(forms.Form):
    """Who joins, as what, and why."""

    names = ("user",)

    user = Person(label=_("Person"), queryset=User.objects.none())
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in TEAM_ROLES], widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Reason"), max_length=240, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = could_join(case)  # type: ignore[attr-defined]


class LeadForm(forms.Form):
    """Who leads from now on, and why."""

    names = ("to",)

    to = Person(label=_("New lead"), queryset=User.objects.none())
    why = forms.CharField(label=_("Reason"), max_length=240)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = could_join(case)  # type: ignore[attr-defined]


class StandDownForm(forms.Form):
    """Why somebody's part ends."""

    names = ()

    why = forms.CharField(label=_("Reason"), max_length=240)
