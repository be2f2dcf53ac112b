"""Trying an instrument: its questions, with an age, and what was answered so far."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.items import ItemsForm
from assessments.questionnaire import Questionnaire

OLDEST = 120


class AgeForm(forms.Form):
    """How old the patient is who is tried."""

    age = forms.IntegerField(label=_("Age of the patient"), required=False, min_value=0, max_value=OLDEST)


class TryForm(ItemsForm):
    """The form of an instrument that answers by what stands on it: `values` are the answers that its questions take."""

    def __init__(self, asks: Questionnaire, data: Any = None) -> None:
        self.of_age = AgeForm(data)
        self.age = self.of_age.cleaned_data.get("age") if self.of_age.is_valid() else None
        self.values: dict[str, Any] = {}
        if data is not None:
            typed = ItemsForm(asks, {}, data)
            typed.is_valid()
            self.values = {link: value for link, value in typed.cleaned_data.items() if value is not None}
        super().__init__(asks, self.values, data, age=self.age)
