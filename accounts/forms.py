"""Shapes of what a person may change on their own account."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ThemeForm(forms.Form):
    """Which colours."""

    theme = forms.ChoiceField(choices=User._meta.get_field("theme").choices or [])


class ProfileForm(forms.ModelForm):
    """One's own settings."""

    zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(name, name) for name in sorted(available_timezones()) if "/" in name]
    )

    class Meta:
        model = User
        fields = ("phone", "zone", "keys_on")
