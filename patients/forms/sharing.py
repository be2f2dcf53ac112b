"""What the patient agreed to share, and a share on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import Organisation
from patients.forms.base import VerbForm, chips, classes_of_information
from patients.models import By, Consent, Disclosure, RelatedPerson, Says
from patients.models.consent import says_by_default
from patients.queries import parties

PARTIES = ("to_person", "to_organisation", "to_user")


class PartyForm(VerbForm):
    """With whom: a person of the patient's life, an organisation, a colleague, or any of a kind."""

    names = PARTIES

    to_person = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("Somebody close"), required=False, empty_label=_("Nobody")
    )
    to_organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"), label=_("Organisation"), required=False, empty_label=_("None")
    )
    to_user = forms.ModelChoiceField(
        User.objects.none(), label=_("Advocate or colleague"), required=False, empty_label=_("Nobody")
    )
    to_class = forms.CharField(
        label=_("Any of a kind"),
        max_length=60,
        required=False,
        help_text=_("Such as: the treating physicians."),
    )

    def prepare(self) -> None:
        people: Any = self.fields["to_person"]
        people.queryset = RelatedPerson.objects.filter(patient=self.row).order_by("name")
        colleagues: Any = self.fields["to_user"]
        colleagues.queryset = parties.colleagues(self.row.facility)


class ConsentForm(PartyForm):
    """What is agreed to, how, and until when."""

    purpose = chips(_("Purpose"), Consent.Purpose.choices, required=True)
    classes = classes_of_information(_("What may be shared"), required=False)
    by_ways = forms.MultipleChoiceField(
        label=_("How to remind"),
        choices=By.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For reminders to the patient: by the contacts on record that are safe to use."),
    )
    says = forms.MultipleChoiceField(
        label=_("What a reminder may say"),
        choices=Says.choices,
        required=False,
        initial=says_by_default,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing else ever stands in one: no name, no clinic, no reason."),
    )
    method = chips(_("How it was given"), Consent.Method.choices, required=True)
    witness = forms.CharField(
        label=_("Witness"), max_length=120, required=False, help_text=_("Needed when it was said.")
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: until it is revoked."),
    )

    field_order = (
        "purpose",
        *PARTIES,
        "to_class",
        "classes",
        "by_ways",
        "says",
        "method",
        "witness",
        "ends_at",
    )

    def clean(self) -> dict[str, Any]:
        """Only a consent to share names kinds of information; only one to reminders names ways."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("purpose") == Consent.Purpose.REMINDERS:
            return said
        if not said.get("classes"):
            self.add_error("classes", _("Choose what may be shared."))
        return {name: value for name, value in said.items() if name not in ("by_ways", "says")}


class ShareForm(PartyForm):
    """What was given to whom."""

    classes = classes_of_information(_("What it is about"))
    what = forms.CharField(
        label=_("What is given"), max_length=240, help_text=_("Such as: discharge summary, 3 pages.")
    )
    how = chips(_("How"), Disclosure.How.choices, required=True)
    recipient = forms.CharField(label=_("Who receives it, with address or number"), max_length=240)


class RevokeForm(VerbForm):
    """Why a consent ends."""

    reason = forms.CharField(label=_("What the patient said"), max_length=240, required=False)
