"""What a person types on the fix list."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RetryForm(forms.Form):
    """Nothing to fill in: the button says it all."""


class SetAsideForm(forms.Form):
    """Why a message need not be applied."""

    reason = forms.CharField(
        label=_("Why it need not be applied"),
        max_length=240,
        help_text=_("For example: entered by hand, test message. No names or numbers."),
    )


class SettledForm(forms.Form):
    """What was done about something a message left open."""

    reason = forms.CharField(label=_("What you did"), max_length=240, help_text=_("No names or numbers."))
