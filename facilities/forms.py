"""Shapes for units, beds and days off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import DayMonthYearField


class UnitForm(forms.Form):
    """A unit by its code and its name."""

    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("As messages and signs call it, such as 4B.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)


class UnitNameForm(forms.Form):
    """What a unit is called."""

    name = forms.CharField(label=_("Name"), max_length=120)


class BedForm(forms.Form):
    """A bed as the ward names it."""

    code = forms.CharField(label=_("Bed"), max_length=20)


class HolidayForm(forms.Form):
    """A day on which the office is closed."""

    on = DayMonthYearField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=80)
