"""Some numbers of minutes in one box: "-60, 0, 240"."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from policy.ladder import LONGEST


class MinutesField(forms.CharField):
    """Whole minutes separated by commas, in order; 422 with what to type when it is anything else."""

    def __init__(self, *, least: int = -LONGEST, most: int = LONGEST, **options: Any) -> None:
        super().__init__(max_length=120, **options)
        self.least, self.most = least, most
        self.widget.attrs |= {"autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        words = [word.strip() for word in str(value or "").replace("−", "-").split(",")]
        try:
            found = sorted({int(word) for word in words if word})
        except ValueError as wrong:
            raise ValidationError(
                _("Give whole minutes, separated by commas, such as 0, 240."), "invalid"
            ) from wrong
        if any(not self.least <= each <= self.most for each in found):
            raise ValidationError(self._out_of_reach(), "invalid")
        return found

    def _out_of_reach(self) -> str:
        if self.most < 0:
            return _("Give minutes before, such as -180.")
        if self.least >= 0:
            return _("Give minutes from 0 on, up to a year.")
        return _("Give minutes within a year.")

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], "required")
