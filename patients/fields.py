"""Form fields for what names and reaches a patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.folding import phone_key

HALF = _("Enter the whole number, with the area code, such as 602 555 0134.")


class PhoneField(forms.CharField):
    """A phone number that can be called and found again."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not phone_key(value):
            raise forms.ValidationError(HALF, "half")
