"""A form field for an instant, typed as a date and a time on the wall at a place."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.localtime import LocalTimeError, RepeatedTime, entered

UNREAD = _("Enter a date and a time, such as 3 11 2026 and 14:30.")


WHICH = [
    ("", _("Which of the two?")),
    ("first", _("The first, before the change")),
    ("second", _("The second, after it")),
]


class Moment(forms.MultiWidget):
    """A date and a time side by side; once an hour was named that comes twice, also which of the two (E-3)."""

    use_fieldset = True
    asks = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [
            forms.DateInput({"type": "date", "aria-label": _("Date")}, format="%Y-%m-%d"),
            forms.TimeInput({"type": "time", "aria-label": _("Time")}, format="%H:%M"),
            forms.Select({"aria-label": _("Which of the two")}, choices=WHICH),
        ]
        super().__init__(boxes, attrs)

    def decompress(self, value: datetime | None) -> list[Any]:
        return [value.date(), value.time(), "second" if value.fold else ""] if value else [None, None, ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The third box is drawn only where it is needed."""
        context = super().get_context(name, value, attrs)
        if not self.asks:
            context["widget"]["subwidgets"].pop()
        return context


class MomentField(forms.MultiValueField):
    """The instant of a date and time at `zone`, which the form sets before it is read.

    A time that the spring change skips is refused with what to enter instead; of the autumn hour it asks which (E-3).
    """

    widget = Moment
    zone = ZoneInfo("UTC")

    def __init__(self, **options: Any) -> None:
        boxes = [
            forms.DateField(required=False, error_messages={"invalid": UNREAD}),
            forms.TimeField(required=False, error_messages={"invalid": UNREAD}),
            forms.ChoiceField(required=False, choices=WHICH),
        ]
        options.setdefault("error_messages", {"required": UNREAD, "incomplete": UNREAD})
        super().__init__(boxes, require_all_fields=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone) if isinstance(value, datetime) and value.tzinfo else value

    def compress(self, values: list[Any]) -> datetime | None:
        on, at, which = [*values, None, None, None][:3]
        if on is None and at is None:
            return None
        if on is None or at is None:
            raise ValidationError(UNREAD, "incomplete")
        return self._instant(on, at, which or None)

    def _instant(self, on: date, at: time, which: Any) -> datetime:
        widget: Any = self.widget
        try:
            return entered(on, at, self.zone)
        except RepeatedTime as twice:
            widget.asks = True
            if which in ("first", "second"):
                return twice.first if which == "first" else twice.second
            raise ValidationError(str(twice), "twice") from twice
        except (LocalTimeError, OverflowError) as wrong:
            raise ValidationError(str(wrong), "invalid") from wrong
