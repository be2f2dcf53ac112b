"""What a reading and its limits ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import CLINICAL_ROLES, Role
from careplans.models import Reading, ReadingKind
from core.moments import MomentField
from patients.models import Case

ROLES = [(role.value, role.label) for role in CLINICAL_ROLES]


def _figure(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=7, decimal_places=2, **options)


class RecordReading(forms.Form):
    """One value, in the unit its kind names."""

    kind = forms.ChoiceField(label=_("What"), choices=ReadingKind)
    value = _figure(_("Value"))
    source = forms.ChoiceField(
        label=_("Source"), choices=Reading.Source, initial=Reading.Source.PATIENT, widget=forms.RadioSelect
    )
    taken_at = MomentField(label=_("Measured at another time"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_at"].zone = case.facility.tz  # type: ignore[attr-defined]


class SetLimits(forms.Form):
    """Between which values the patient is well, by whose word, and who looks."""

    kind = forms.ChoiceField(label=_("What"), choices=ReadingKind)
    low = _figure(_("Not below"), required=False)
    high = _figure(_("Not above"), required=False)
    set_by_whom = forms.CharField(
        label=_("Who set it"),
        max_length=120,
        help_text=_("The clinician who named these figures: “Dr A. Rao”."),
    )
    role = forms.ChoiceField(label=_("Who looks when it is outside"), choices=ROLES, initial=Role.NURSE)
    every_days = forms.IntegerField(
        label=_("Expected every so many days"), min_value=1, max_value=366, required=False,
        help_text=_("Leave empty where none is expected. What does not come counts for the engagement index."),
    )  # fmt: skip
    from_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: from today."),
    )
    until_on = forms.DateField(
        label=_("Until and including"), required=False, widget=forms.DateInput({"type": "date"})
    )


class EndLimits(forms.Form):
    """The last day on which limits hold."""

    until_on = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: today."),
    )
