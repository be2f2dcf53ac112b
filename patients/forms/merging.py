"""Joining and parting records."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.access import visible_to
from patients.forms.base import ReasonForm, VerbForm
from patients.models import Patient

HOW_WE_KNOW = [
    ("birth", _("Birth date and documents differ")),
    ("together", _("Both were here at one time")),
    ("kin", _("Twins or relatives")),
    ("asked", _("The patient says so")),
]


class MergeForm(VerbForm):
    """Which record is retired, and how we know that it is the same patient."""

    names = ("retired",)

    retired = forms.ModelChoiceField(Patient.objects.none(), widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("How do we know that this is one patient?"),
        max_length=240,
        widget=forms.Textarea({"rows": 2}),
    )

    def prepare(self) -> None:
        field = self.fields["retired"]
        field.queryset = visible_to(Patient, self.by).exclude(pk=self.row.pk)  # type: ignore[attr-defined]


class DismissForm(VerbForm):
    """How we know that these are two people."""

    reason = forms.ChoiceField(label=_("How do we know?"), choices=HOW_WE_KNOW, widget=forms.RadioSelect)


class UnmergeForm(ReasonForm):
    """Why two joined records are two patients after all."""
