"""Who the patient is: details, proofs, other names and numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import DayMonthYearField
from patients.claims import KEY_FIELDS
from patients.forms.base import VerbForm, VersionedForm, chips
from patients.models import FieldClaim, Identifier, Patient, PatientName, Sex

PROOFS = FieldClaim.Verification.choices


def _named(field: str) -> Any:
    column: Any = Patient._meta.get_field(field)
    return column.verbose_name


class CorrectForm(VersionedForm):
    """The details of a patient, to be corrected."""

    family = forms.CharField(label=_("Family name"), max_length=120, required=False)
    given = forms.CharField(label=_("Given name"), max_length=120, required=False)
    middle = forms.CharField(label=_("Middle names"), max_length=120, required=False)
    suffix = forms.CharField(label=_("Suffix"), max_length=20, required=False)
    preferred_name = forms.CharField(label=_("Name to use"), max_length=80, required=False)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    birth_date = DayMonthYearField(label=_("Born"), required=False)
    sex = chips(_("Administrative sex"), Sex.choices, required=True)
    verification = chips(_("How sure are we?"), PROOFS, required=True, initial="stated")
    keep_name = forms.BooleanField(
        label=_("Keep the earlier name, so that the patient is found by it"), required=False, initial=True
    )
    reason = forms.CharField(label=_("Why it is corrected"), max_length=240)


class VerifyForm(VerbForm):
    """How sure we are of one key field."""

    field = forms.ChoiceField(label=_("Field"), choices=[(name, _named(name)) for name in KEY_FIELDS])
    verification = chips(_("How sure are we?"), PROOFS, required=True, initial="document")
    source = forms.CharField(
        label=_("Seen or confirmed by"),
        max_length=60,
        help_text=_("Such as passport, or the payer's registry."),
    )


class NameForm(VerbForm):
    """Another name of the patient."""

    use = chips(_("Kind"), PatientName.Use.choices, required=True)
    family = forms.CharField(label=_("Family name"), max_length=120, required=False)
    given = forms.CharField(label=_("Given name"), max_length=120, required=False)


class NumberForm(VerbForm):
    """A number somebody gave the patient."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Identifier.Kind.choices)
    authority = forms.CharField(label=_("Issued by"), max_length=120)
    value = forms.CharField(label=_("Number"), max_length=80)
    verified = forms.BooleanField(label=_("I have seen the card or document"), required=False)

    def prepare(self) -> None:
        self.fields["authority"].initial = self.row.facility.code
