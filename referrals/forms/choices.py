"""A list is given, and what the patient ticked on it."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGES
from directory.models import Service
from patients.models import Case, RelatedPerson
from referrals.models import Choice
from referrals.queries import choices as queries

WISHES = (_("1st wish"), _("2nd wish"), _("3rd wish"), _("4th wish"), _("5th wish"))


class OfferChoice(forms.Form):
    """Which list, and for where."""

    kind = forms.ChoiceField(label=_("Kind of service"), choices=[("", _("Choose")), *Service.Kind.choices])
    area = forms.CharField(
        label=_("Postal code it is for"),
        max_length=12,
        required=False,
        help_text=_("Of the home for a home health agency, of where the patient wants to be otherwise."),
    )
    language = forms.ChoiceField(
        label=_("Language it is gone through in"),
        choices=[("", _("Not said")), *LANGUAGES.items()],
        required=False,
    )
    interpreter = forms.CharField(label=_("Interpreter"), max_length=120, required=False)


class RecordChoice(forms.Form):
    """What the patient said: a rank beside services, nothing ticked beforehand."""

    how = forms.ChoiceField(label=_("How"), choices=Choice.How.choices, widget=forms.RadioSelect)
    chosen_by = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("Who chose"), required=False, empty_label=_("The patient")
    )
    witness = forms.CharField(
        label=_("Witness"), max_length=120, required=False, help_text=_("Of a choice that was only said.")
    )
    interpreter = forms.CharField(
        label=_("Interpreter, or why there was none"), max_length=120, required=False
    )
    quality_shared = forms.BooleanField(label=_("Quality and resource use were gone through"), required=False)
    network_shown = forms.BooleanField(label=_("Told which are in the plan's network"), required=False)
    interests_shown = forms.BooleanField(
        label=_("Told of the hospital's financial interests, or that there are none"), required=False
    )

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["chosen_by"]
        people.queryset = RelatedPerson.objects.filter(patient=choice.case.patient_id).order_by("name")
        people.label_from_instance = lambda person: f"{person.name}, {person.relation}"
        offered = [(str(row.service_id), row.service.name) for row in queries.options(choice)]
        self.wishes = [f"wish_{number}" for number in range(1, min(len(offered), len(WISHES)) + 1)]
        for name, label in zip(self.wishes, WISHES, strict=False):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[("", _("None")), *offered], required=False
            )
        self.order_fields(["how", *self.wishes])

    @property
    def ranks_field(self) -> str:
        """Beside which field a refusal about the wishes stands."""
        return self.wishes[0] if self.wishes else "how"

    def clean(self) -> dict[str, Any]:
        """The wishes become one list, the first first."""
        said = super().clean() or {}
        picked = [said.pop(name, "") for name in self.wishes]
        if any(later and not earlier for earlier, later in pairwise(picked)):
            self.add_error(self.ranks_field, _("Fill the wishes from the first on, without a gap."))
        return said | {"ranks": [UUID(each) for each in picked if each]}


class Reason(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Why"), max_length=240)


def area_of(case: Case) -> dict[str, Any]:
    """What a new list begins with."""
    profile = getattr(case.patient, "communication", None)
    return {"area": queries.home_area(case), "language": profile.spoken if profile else ""}
