"""What the verbs of messaging ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import access
from core.filters import ListFilter
from core.languages import CHOICES, LANGUAGES
from core.moments import MomentField
from messaging import loops
from messaging.models import ConditionChange, Relay
from messaging.queries.threads import readers
from patients.models import RelatedPerson
from teams.queries import on_case
from worklist.queries import needs_interpreter, people_near

INTERPRETED = [("", _("Not used yet")), *Relay.Interpreter.choices]


def words(label: Any, limit: int, *, rows: int = 3, **options: Any) -> forms.CharField:
    """A short text of several lines."""
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **options)


class Empty(forms.Form):
    """A verb that asks nothing."""


class BroadcastForm(forms.Form):
    """What happened; how grave it is, is the button."""

    what = words(_("What happened"), 500)
    severity = forms.ChoiceField(
        choices=ConditionChange.Severity,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Choose how grave it is.")},
    )
    at = MomentField(label=_("When"), required=False, help_text=_("Leave empty for now."))
    reported_by = forms.CharField(label=_("Who reported it"), max_length=120, required=False)

    def __init__(self, *args: Any, case: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["at"].zone = case.facility.tz  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something ends otherwise than meant."""

    reason = forms.CharField(label=_("Why"), max_length=240)


class RelayForm(forms.Form):
    """A message to pass on, with both its sides."""

    direction = forms.ChoiceField(
        label=_("Which way"), choices=Relay.Direction.choices, widget=forms.RadioSelect
    )
    person = forms.ModelChoiceField(
        RelatedPerson.objects.none(),
        label=_("On the patient's side"),
        required=False,
        empty_label=_("The patient"),
    )
    colleague = forms.ModelChoiceField(User.objects.none(), label=_("On the other side"), required=False)
    other_side = forms.CharField(
        label=_("Or somebody else"), max_length=120, required=False, help_text=_("“The ward physician”")
    )
    message = words(_("Message"), 1000)
    plain_version = words(_("In plain words"), 1000, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=CHOICES, required=False)
    interpreter = forms.ChoiceField(label=_("Interpreter"), choices=INTERPRETED, required=False)
    no_interpreter_because = forms.CharField(label=_("Why no interpreter"), max_length=160, required=False)

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people_near(case, user)  # type: ignore[attr-defined]
        self.fields["colleague"].queryset = on_case(case).exclude(is_service=True)  # type: ignore[attr-defined]
        spoken = loops.spoken(case)
        if spoken and spoken not in LANGUAGES:
            self.fields["language"].choices = [*CHOICES, (spoken, spoken)]  # type: ignore[attr-defined]
        self.fields["language"].initial = spoken
        if not access.can(user, "edit_work", case):
            self.fields["direction"].choices = [  # type: ignore[attr-defined]
                pair for pair in Relay.Direction.choices if pair[0] == Relay.Direction.FROM_PATIENT
            ]
            self.fields["direction"].initial = Relay.Direction.FROM_PATIENT


class DeliverForm(forms.Form):
    """How a message reached the other side."""

    mode = forms.ChoiceField(label=_("How"), choices=Relay.Mode, widget=forms.RadioSelect)
    plain_version = words(_("In plain words, as it was said"), 1000, required=False)
    interpreter = forms.ChoiceField(label=_("Interpreter"), choices=INTERPRETED, required=False)
    no_interpreter_because = forms.CharField(label=_("Why no interpreter"), max_length=160, required=False)

    def __init__(self, *args: Any, relay: Relay, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.update({"plain_version": relay.plain_version, "interpreter": relay.interpreter})
        if not relay.to_patient:
            del self.fields["plain_version"]
        if not relay.to_patient or not needs_interpreter(relay.case):
            del self.fields["interpreter"], self.fields["no_interpreter_because"]


class UnderstoodForm(forms.Form):
    said_back = words(_("What they said back, in their own words"), 500)


class AnswerForm(forms.Form):
    answer = words(_("Answer"), 1000)


SCOPES = [("", _("Mine")), ("raised", _("Raised by me")), ("team", _("My teams"))]


class LoopFilter(ListFilter):
    """Whose open loops are listed."""

    whose = ("scope",)

    scope = forms.ChoiceField(label=_("Show"), choices=SCOPES)


class ReportFilter(ListFilter):
    """The line of the report whose loops are listed; "-" stands for what nobody asked or used."""

    language = forms.ChoiceField(choices=[("", ""), ("-", ""), *CHOICES[1:]])
    interpreter = forms.ChoiceField(choices=[("", ""), ("-", ""), *Relay.Interpreter.choices])


class SayForm(forms.Form):
    """One message of a conversation, and who is named in it."""

    text = words(_("Message"), 2000)
    mentions = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Name somebody"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        # Django's own sentence would name one of the keys that were sent, whichever comes first.
        error_messages={"invalid_choice": _("Name only people of the list.")},
    )

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["mentions"].queryset = readers(case, but=user)  # type: ignore[attr-defined]


class ThreadForm(SayForm):
    """A new conversation."""

    topic = forms.CharField(label=_("What it is about"), max_length=120)
    field_order = ("topic", "text", "mentions")
