"""Form fields that people fill in parts."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARTS = ((_("Day"), 2), (_("Month"), 2), (_("Year"), 4))
BOX = {"inputmode": "numeric", "autocomplete": "off"}
UNREAD = _("Enter the date as day, month, year, such as 14 3 1958.")


class DayMonthYear(forms.MultiWidget):
    """Three short boxes; typing a known date is quicker and surer than a calendar."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [
            forms.TextInput(BOX | {"maxlength": length, "aria-label": label, "placeholder": label})
            for label, length in PARTS
        ]
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayMonthYearField(forms.MultiValueField):
    """A date typed as day, month and year; 422 beside the field with what to type instead."""

    widget = DayMonthYear

    def __init__(self, *, unread: Any = UNREAD, **options: Any) -> None:
        self.unread = unread
        boxes = [forms.IntegerField(required=False, error_messages={"invalid": unread}) for _part in PARTS]
        options.setdefault("error_messages", {"required": unread, "incomplete": unread})
        super().__init__(boxes, require_all_fields=False, **options)

    def compress(self, values: list[int | None]) -> date | None:
        if all(value is None for value in values):
            return None
        day, month, year = values
        try:
            return date(year or 0, month or 0, day or 0)
        except ValueError as wrong:
            raise ValidationError(self.unread, "invalid") from wrong

    def clean(self, value: Any) -> date | None:
        """One sentence however many boxes are wrong."""
        try:
            cleaned: date | None = super().clean(value)
        except ValidationError as wrong:
            raise ValidationError(self.unread, "invalid") from wrong
        return cleaned
