"""What a house aims at for a measure."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TargetForm(forms.Form):
    """The target, and where it comes from."""

    value = forms.DecimalField(label=_("Target"), min_value=0, max_digits=10, decimal_places=3)
    source = forms.CharField(label=_("Where it comes from"), max_length=240)
