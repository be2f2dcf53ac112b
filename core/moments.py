"""A form field for an instant, typed as a date and a time on the wall at a place."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.localtime import LocalTimeError, RepeatedTime, entered

UNREAD = _("Enter a date and a time, such as 3 11 2026 and 14:30.")


class Moment(forms.MultiWidget):
    """A date and a time side by side."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [
            forms.DateInput({"type": "date", "aria-label": _("Date")}, format="%Y-%m-%d"),
            forms.TimeInput({"type": "time", "aria-label": _("Time")}, format="%H:%M"),
        ]
        super().__init__(boxes, attrs)

    def decompress(self, value: datetime | None) -> list[Any]:
        return [value.date(), value.time()] if value else [None, None]


class MomentField(forms.MultiValueField):
    """The instant of a date and time at `zone`, which the form sets before it is read.

    A time that the spring change skips is refused with what to enter instead; of the autumn hour the first is taken.
    """

    widget = Moment
    zone = ZoneInfo("UTC")

    def __init__(self, **options: Any) -> None:
        boxes = [
            forms.DateField(required=False, error_messages={"invalid": UNREAD}),
            forms.TimeField(required=False, error_messages={"invalid": UNREAD}),
        ]
        options.setdefault("error_messages", {"required": UNREAD, "incomplete": UNREAD})
        super().__init__(boxes, require_all_fields=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone) if isinstance(value, datetime) and value.tzinfo else value

    def compress(self, values: list[date | time | None]) -> datetime | None:
        if not values or not any(value is not None for value in values):
            return None
        on, at = values
        if on is None or at is None:
            raise ValidationError(UNREAD, "incomplete")
        return self._instant(on, at)

    def _instant(self, on: Any, at: Any) -> datetime:
        try:
            return entered(on, at, self.zone)
        except RepeatedTime as twice:
            return twice.first
        except (LocalTimeError, OverflowError) as wrong:
            raise ValidationError(str(wrong), "invalid") from wrong
