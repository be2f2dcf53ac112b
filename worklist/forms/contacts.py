"""The contact panel: who was reached, how, and what comes next."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.localtime import scheduled
from core.moments import MomentField
from patients.models import RelatedPerson
from worklist import queries
from worklist.activities import Activity
from worklist.forms.interpreter import used
from worklist.forms.stopped import StoppedForm
from worklist.models import ContactAttempt


class ContactForm(StoppedForm):
    """One attempt at contact; `again` is a button that books the next call in so many days."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=ContactAttempt.Outcome, widget=forms.RadioSelect, initial="reached"
    )
    mode = forms.ChoiceField(
        label=_("How"), choices=ContactAttempt.Mode, widget=forms.RadioSelect, initial="phone"
    )
    person = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("With whom"), required=False, empty_label=_("The patient")
    )
    activity = forms.ChoiceField(label=_("Purpose"), choices=Activity.choices, initial=Activity.FOLLOW_UP)
    interpreter_used = used()
    no_interpreter_because = forms.CharField(label=_("Why no interpreter"), required=False, max_length=160)
    at = MomentField(label=_("When"), required=False, help_text=_("Leave empty for now."))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=600)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    barriers = forms.CharField(label=_("Barriers heard"), required=False, max_length=240)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=160)
    next_at = MomentField(label=_("Next step due"), required=False)
    again = forms.TypedChoiceField(
        choices=[(days, "") for days in (1, 2, 7)], coerce=int, required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, case: Any, user: Any, item: Any = None, similar: Any = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.case = case
        for name in ("at", "next_at"):
            self.fields[name].zone = case.facility.tz  # type: ignore[attr-defined]
        self.fields["person"].queryset = queries.people_near(case, user)  # type: ignore[attr-defined]
        if item is not None:
            self.initial.update({"activity": item.activity, "person": item.target_person_id})
        if similar is not None:
            self.fields["distinct_because"].widget = forms.TextInput()
        if not queries.needs_interpreter(case):
            del self.fields["interpreter_used"], self.fields["no_interpreter_because"]

    def clean(self) -> dict[str, Any]:
        """Only what the verb takes; the button "call again" is a time like any other."""
        data: dict[str, Any] = super().clean() or {}
        days = data.pop("again", "")
        if days and not data.get("next_at"):
            zone = self.case.facility.tz
            wall = clock.now().astimezone(zone).time().replace(tzinfo=None, second=0, microsecond=0)
            data["next_at"] = scheduled(clock.today(zone) + timedelta(days=days), wall, zone)
        data["minutes"] = data.get("minutes") or 0
        return data


class JoinForm(forms.Form):
    """One's own words on a colleague's note; `stopped` when the guard had stopped a second note."""

    note = forms.CharField(label=_("What you add"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    stopped = forms.BooleanField(required=False, widget=forms.HiddenInput)
