"""What the privacy officer's verbs ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import Person
from accounts.models import User
from oversight import accounting
from oversight.models import AccountingRequest, Suspension
from patients.models import Patient
from teams.models import AccessBlock


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}))


class BlockForm(forms.Form):
    """Who is kept from the record, and why."""

    names = ("user",)

    user = Person(label=_("Person"), queryset=User.objects.none())
    why = forms.ChoiceField(label=_("Reason"), choices=AccessBlock.Why.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What else should be known"), max_length=240, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class LiftForm(forms.Form):
    """Why a block ends."""

    reason = forms.CharField(label=_("Why the block ends"), max_length=240)


class WatchForm(forms.Form):
    """Whether every look at the record is told, and whose own record it is."""

    names = ("own_user",)

    watch = forms.ChoiceField(
        label=_("Looked after with special care"),
        required=False,
        choices=[("", _("No")), *(Patient._meta.get_field("watch").choices or ())],
        widget=forms.RadioSelect,
    )
    own_user = Person(
        label=_("The colleague whose own record this is"), required=False, queryset=User.objects.none()
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own_user"].queryset = people  # type: ignore[attr-defined]


class DisclosureForm(forms.Form):
    """What was given out without a consent."""

    at = forms.DateTimeField(label=_("When"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    recipient = forms.CharField(label=_("Who received it"), max_length=160)
    address = forms.CharField(label=_("Their address, if known"), max_length=240, required=False)
    what = forms.CharField(label=_("What was given"), max_length=240)
    purpose = forms.ChoiceField(
        label=_("Why"), choices=[(code, _(said)) for code, said in accounting.PURPOSES.items()]
    )


class AccountingForm(forms.Form):
    """Who asked for an accounting, when, and for which period."""

    received_on = _day(_("Received on"))
    asked_by = forms.ChoiceField(
        label=_("Who asks"), choices=AccountingRequest.Asker.choices, widget=forms.RadioSelect
    )
    from_on = _day(_("From (six years back when empty)"), required=False)
    until_on = _day(_("Until and including"), required=False)


class ExtendForm(forms.Form):
    """Why the answer takes 30 days longer."""

    reason = forms.CharField(label=_("Why it takes longer"), max_length=240)


class AnswerForm(forms.Form):
    """How the accounting was given."""

    how = forms.CharField(label=_("How it was given"), max_length=160)


class SuspensionForm(forms.Form):
    """Which agency asks that its disclosures be held back, how it said so, and for how long."""

    recipient = forms.ChoiceField(label=_("Agency"))
    form = forms.ChoiceField(
        label=_("How they said it"),
        choices=Suspension.Form.choices,
        widget=forms.RadioSelect,
        help_text=_("In writing: for the time they state. Orally: 30 days at most."),
    )
    official = forms.CharField(label=_("Who said it, and their office"), max_length=160)
    statement = forms.CharField(
        label=_("What they said"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("That telling the patient would impede their work, and for how long."),
    )
    stated_on = _day(_("Said on"))
    until_on = _day(_("Hold back until and including"))

    def __init__(self, *args: Any, agencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [("", _("Choose")), *((each, each) for each in agencies)]  # type: ignore[attr-defined]


class EndSuspensionForm(forms.Form):
    """Why a suspension ends before its time."""

    reason = forms.CharField(label=_("Why it ends now"), max_length=240)
