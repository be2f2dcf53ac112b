"""How the trail is narrowed, and which record or person it is asked about."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import Person
from accounts.models import User
from audit.models import Event
from core import clock
from core.filters import ListFilter
from core.localtime import utc
from oversight.queries.log import Wanted

USUAL = timedelta(days=90)


class LogFilter(ListFilter):
    """Period, kind of event, outcome, and what to look for; a period is always in force, so that few parts are read."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Until and including"), widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[
            ("", _("Everything")),
            ("read", _("Looked at")),
            ("changed", _("Changed")),
            ("taken", _("Printed or exported")),
            ("refused", _("Refused")),
        ],
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", _("Any")), *Event.Outcome.choices])
    emergency = forms.BooleanField(label=_("In an emergency only"))
    unrelated = forms.BooleanField(label=_("Without a relation only"))

    def wanted(self, zone: ZoneInfo) -> Wanted:
        """The filters as the query understands them; the last 90 days when no period is given."""
        said, today = self.cleaned_data, clock.today(zone)
        last = said["until"] or today
        first = said["since"] or last - USUAL
        return Wanted(
            since=_midnight(first, zone),
            until=_midnight(last + timedelta(days=1), zone),
            kind=said["kind"],
            outcome=said["outcome"],
            broke_glass=said["emergency"],
            unrelated=said["unrelated"],
        )


class RecordForm(forms.Form):
    """Which record's trail to read."""

    mrn = forms.CharField(
        label=_("Medical record number"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )


class PersonForm(forms.Form):
    """Whose trail to read."""

    names = ("person",)

    person = Person(label=_("Person"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return utc(datetime.combine(on, time.min, zone))
