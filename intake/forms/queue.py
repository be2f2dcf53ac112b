"""What the queue can be narrowed to, and what its verbs ask. Shape only: rules stand in the verbs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.filters import ListFilter
from core.moments import MomentField
from facilities.models import Unit
from intake import slots, suggest
from intake.models import IntakeRequest
from intake.queries import WAITING
from patients.models import Case
from worklist.models import Appointment, ContactAttempt


class QueueFilter(ListFilter):
    """Tier, state and unit; `since` is when the page was loaded, for counting what came later."""

    tier = forms.ChoiceField(label=_("Urgency"))
    status = forms.ChoiceField(label=_("State"))
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("All"))
    since = forms.DateTimeField(widget=forms.HiddenInput)
    lookups = {"tier": "tier", "status": "status", "unit": "unit"}

    def __init__(self, *args: Any, units: Any, faces: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        states = [(value, label) for value, label in IntakeRequest.Status.choices if value in WAITING]
        self.fields["tier"].choices = [  # type: ignore[attr-defined]
            everything,
            *((code, face["label"]) for code, face in faces.items()),
        ]
        self.fields["status"].choices = [everything, *states]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class TriageForm(forms.Form):
    """One group of chips for each item of the pack; answers alone come out."""

    def __init__(self, *args: Any, rules: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in rules["items"]:
            choices = [(answer["code"], answer["label"]) for answer in item["answers"]]
            self.fields[item["code"]] = forms.ChoiceField(
                label=item["question"], choices=choices, widget=forms.RadioSelect, required=False
            )

    def clean(self) -> dict[str, Any]:
        given = {code: answer for code, answer in self.cleaned_data.items() if answer}
        return {"triage": given}


class AcceptForm(forms.Form):
    """How complex the case looks; the answer is the button."""

    complexity = forms.ChoiceField(label=_("Accept as"), choices=Case.Complexity.choices)


class DeclineForm(forms.Form):
    """Why not; sent to whoever asked."""

    reason = forms.CharField(
        label=_("Reason"), max_length=240, widget=forms.Textarea({"rows": 3}),
        help_text=_("Sent to whoever asked. Do not name the patient."),
    )  # fmt: skip


class RedirectForm(DeclineForm):
    """Where to, and why."""

    to = forms.CharField(label=_("Sent on to"), max_length=120)
    field_order = ("to", "reason")


class SlotField(forms.CharField):
    """A free time as its button sends it: begin and end, both with their offset."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> slots.Stretch | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            begins, ends = (datetime.fromisoformat(part) for part in text.split("/"))
            if begins.utcoffset() is None or ends.utcoffset() is None:
                raise ValueError
        except ValueError:
            raise ValidationError(_("Choose one of the times shown, or enter another."), "invalid") from None
        return begins, ends


class AssignForm(forms.Form):
    """Who leads, and when they meet the patient or why that is not booked."""

    names = ("user",)

    user = forms.ModelChoiceField(label=_("Lead"), queryset=User.objects.none())
    because = forms.CharField(
        label=_("Why not the one suggested"), max_length=240, required=False,
        help_text=_("Only when somebody else than the one suggested leads."),
    )  # fmt: skip
    mode = forms.ChoiceField(
        label=_("How they meet"),
        choices=Appointment.Mode.choices,
        initial=Appointment.Mode.BEDSIDE,
        widget=forms.RadioSelect,
    )
    slot = SlotField(required=False)
    another = MomentField(label=_("Another time"), required=False)
    waiver = forms.CharField(label=_("Or why no first contact is booked"), max_length=240, required=False)

    def __init__(
        self, *args: Any, request: IntakeRequest, ranked: list[suggest.Suggestion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = User.objects.filter(pk__in=[each.who.key for each in ranked])
        people.choices = [(each.who.key, _line(each)) for each in ranked]
        self.fields["another"].zone = request.facility.tz  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        another = said.pop("another", None)
        if another is not None and said.get("slot") is None:
            said["slot"] = (another, another + slots.LENGTH)
        return said


class ContactForm(forms.Form):
    """What came of the first contact."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=ContactAttempt.Outcome.choices, widget=forms.RadioSelect
    )
    mode = forms.ChoiceField(
        label=_("How"),
        choices=ContactAttempt.Mode.choices,
        initial=ContactAttempt.Mode.IN_PERSON,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=600, required=False)
    interpreter_used = forms.TypedChoiceField(
        label=_("Interpreter"), choices=[("yes", _("Used")), ("no", _("Not used"))], required=False,
        coerce=lambda answer: answer == "yes", empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    no_interpreter_because = forms.CharField(label=_("Why no interpreter"), max_length=160, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    next_step = forms.CharField(label=_("Next step"), max_length=160, required=False)

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 0


def _line(found: suggest.Suggestion) -> str:
    """ "R. Patel, 82 %: Team North takes placement, speaks Portuguese"."""
    return (
        f"{found.who.name}, {found.score} %: {found.short}"
        if found.short
        else f"{found.who.name}, {found.score} %"
    )
