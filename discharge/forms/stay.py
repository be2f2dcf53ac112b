"""The form of what was coded of a stay; it checks shape, the verb checks rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from encounters.models import StayCoding


class Coding(forms.Form):
    """Group, condition, kind of stay, planned or not, and why it changes."""

    drg = forms.CharField(label=_("MS-DRG"), max_length=4, required=False)
    final = forms.BooleanField(label=_("Final, not a working group"), required=False)
    condition = forms.CharField(label=_("Principal condition, by code"), max_length=20, required=False)
    line = forms.ChoiceField(
        label=_("Kind of stay"), choices=StayCoding.Line.choices, widget=forms.RadioSelect
    )
    planned = forms.ChoiceField(
        label=_("Planned"), choices=StayCoding.Planned.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=_("Why it changes"),
        max_length=240,
        required=False,
        help_text=_("Asked once something is coded."),
    )
