"""Joining and parting records."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.forms.base import ReasonForm, VerbForm

HOW_WE_KNOW = [
    ("birth", _("Birth date and documents differ")),
    ("together", _("Both were here at one time")),
    ("kin", _("Twins or relatives")),
    ("asked", _("The patient says so")),
]


class MergeForm(VerbForm):
    """How we know that two records are one patient; the page's address says which is kept and which retired."""

    reason = forms.CharField(
        label=_("How do we know that this is one patient?"),
        max_length=240,
        widget=forms.Textarea({"rows": 2}),
    )


class DismissForm(VerbForm):
    """How we know that these are two people."""

    reason = forms.ChoiceField(label=_("How do we know?"), choices=HOW_WE_KNOW, widget=forms.RadioSelect)


class UnmergeForm(ReasonForm):
    """Why two joined records are two patients after all."""
