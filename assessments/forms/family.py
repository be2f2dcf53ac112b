"""What the family is asked. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.caregiving import Task
from assessments.models import CaregiverCapacity
from assessments.queries import family
from patients.forms.base import chips, classes_of_information
from patients.models import Case, RelatedPerson

YES_NO = (("", _("Not asked")), ("yes", _("Yes")), ("no", _("No")))


class CapacityFields(forms.Form):
    """What somebody can and will do."""

    hours_per_week = forms.IntegerField(
        label=_("Hours a week"),
        min_value=0,
        max_value=168,
        required=False,
        help_text=_("As they say themselves."),
    )
    tasks = forms.MultipleChoiceField(
        label=_("Able and willing to"),
        choices=Task.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unable = forms.MultipleChoiceField(
        label=_("Cannot or will not"),
        choices=Task.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    strain = forms.IntegerField(
        label=_("Strain"), min_value=0, max_value=10, required=False, help_text=_("0 none, 10 cannot go on")
    )
    own_health_limits = forms.TypedChoiceField(
        label=_("Own health limits it"), choices=YES_NO, required=False, empty_value=None,
        coerce=lambda said: said == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    willing = forms.ChoiceField(
        label=_("Willing to go on"), choices=CaregiverCapacity.Willing.choices, initial="not_asked",
        widget=forms.RadioSelect,
    )  # fmt: skip
    training_needed = forms.CharField(label=_("Training needed"), max_length=240, required=False)
    support_wanted = forms.CharField(label=_("Support wanted"), max_length=240, required=False)


class CapacityForm(CapacityFields):
    """The capacity of somebody who is on record."""

    person: Any = forms.ModelChoiceField(label=_("Who"), queryset=None)
    field_order = ("person",)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = family.people(case)  # type: ignore[attr-defined]


class MemberForm(CapacityFields):
    """Somebody new of the family, with authority and capacity."""

    name = forms.CharField(label=_("Name"), max_length=160)
    relation = forms.CharField(
        label=_("Relation"), max_length=60, help_text=_("Such as daughter, neighbour.")
    )
    household = forms.BooleanField(label=_("Lives with the patient"), required=False)
    emergency = forms.BooleanField(label=_("Emergency contact"), required=False)
    authority = chips(_("Legal authority"), RelatedPerson.Authority.choices, required=True, initial="none")
    may_be_told = classes_of_information(_("The patient says they may be told about"), required=False)
    field_order = ("name", "relation", "household", "emergency", "authority", "may_be_told")


def as_last_time(capacity: CaregiverCapacity | None, person: Any) -> dict[str, Any]:
    """What was said last, to be changed where it is no longer so."""
    if capacity is None:
        return {"person": person}
    names = (
        "person",
        "hours_per_week",
        "tasks",
        "unable",
        "strain",
        "willing",
        "training_needed",
        "support_wanted",
    )
    health = {True: "yes", False: "no", None: ""}[capacity.own_health_limits]
    return {name: getattr(capacity, name) for name in names} | {"own_health_limits": health}
