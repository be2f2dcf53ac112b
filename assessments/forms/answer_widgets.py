"""A box to type into, with "Declined" beside it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.answers import DECLINED


class OrDeclined(forms.MultiWidget):
    """A number or a day, or the tick that the patient would not say; the tick counts where both are there."""

    template_name = "assessments/_or_declined.html"
    use_fieldset = True

    def __init__(self, typed: forms.Widget) -> None:
        super().__init__({"": typed, "declined": forms.CheckboxInput()})

    def decompress(self, value: Any) -> list[Any]:
        return [None, True] if value == DECLINED else [value, False]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        typed, declined = super().value_from_datadict(data, files, name)
        return DECLINED if declined else typed
