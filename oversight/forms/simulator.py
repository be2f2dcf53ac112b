"""What is asked of the simulator. Shape, and what a trial change needs."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import Person
from accounts.models import User
from accounts.permissions import CLINICAL_ROLES, TEAM_ROLES, Role
from core import clock
from core.localtime import utc
from oversight.simulator import Trial
from patients.models import Case, Shared

KINDS = [
    ("", _("No change")),
    ("assignment", _("A part in the case")),
    ("cover", _("Cover of the unit")),
    ("role", _("A role in the facility")),
    ("consent", _("A consent of the patient naming them")),
]


class SimulatorForm(forms.Form):
    """Which case, whose sight, when, and after which change."""

    names = ("person",)

    reference = forms.CharField(
        label=_("Case"), max_length=8, help_text=_("Its short name, such as K3F9QX2M.")
    )
    person = Person(
        label=_("Person"),
        required=False,
        queryset=User.objects.none(),
        empty_label=_("Somebody new in the role below"),
    )
    on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(
        label=_("After a change"), choices=KINDS, required=False, widget=forms.RadioSelect
    )
    role = forms.ChoiceField(label=_("In the role"), required=False, choices=[("", "—"), *Role.choices])
    classes = forms.MultipleChoiceField(
        label=_("What the consent names"),
        required=False,
        choices=Shared.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cases: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean_reference(self) -> Case:
        found: Case | None = self.cases.filter(
            reference=self.cleaned_data["reference"].strip().upper()
        ).first()
        if found is None:
            raise forms.ValidationError(_("No case of yours has this short name."))
        return found

    def clean(self) -> dict[str, Any]:
        """A change needs its role or its classes; without a person there must be a change that makes one."""
        said: dict[str, Any] = super().clean() or {}
        kind, role = said.get("kind", ""), said.get("role", "")
        if not said.get("person") and kind not in ("assignment", "cover", "role"):
            self.add_error("person", _("Choose a person, or a change and a role to try with somebody new."))
        able = {"assignment": TEAM_ROLES, "cover": CLINICAL_ROLES, "role": tuple(Role)}.get(kind, ())
        if able and role not in able:
            self.add_error("role", _("Choose a role that this change can give."))
        if kind == "consent" and not said.get("classes"):
            self.add_error("classes", _("Choose what the consent names."))
        if kind == "cover" and said.get("reference") and said["reference"].unit is None:
            self.add_error("kind", _("This case is on no unit."))
        return said

    def trial(self) -> Trial:
        """The change to try; a consent is for advocacy where the person is an advocate."""
        said = self.cleaned_data
        advocate = said["person"] and said["person"].default_role == Role.ADVOCATE
        role = Role.ADVOCATE if said["kind"] == "consent" and advocate else said["role"]
        return Trial(said["kind"], role, tuple(said["classes"]))

    def at(self) -> datetime:
        """Noon of the day at the facility, or the present."""
        on = self.cleaned_data["on"]
        zone = self.cleaned_data["reference"].facility.tz
        return utc(datetime.combine(on, time(12), zone)) if on else clock.now()
