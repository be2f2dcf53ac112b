"""How to reach and speak with the patient, and the people in their life."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import languages
from patients.fields import PhoneField
from patients.forms.base import VerbForm, chips, classes_of_information, day
from patients.models import CommunicationProfile, ContactPoint, RelatedPerson

Profile = CommunicationProfile


class PointForm(VerbForm):
    """A phone, e-mail or address."""

    kind = chips(_("Kind"), ContactPoint.Kind.choices, required=True, initial="phone")
    value = forms.CharField(label=_("Number or address"), max_length=240)
    use = forms.CharField(
        label=_("Use"), max_length=20, required=False, help_text=_("Such as home, mobile, work.")
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    safe_to_call = forms.BooleanField(label=_("Safe to use"), required=False, initial=True)
    leave_message = forms.BooleanField(label=_("A message may be left"), required=False)
    hours = forms.CharField(label=_("Best hours"), max_length=80, required=False)


class CommunicationForm(VerbForm):
    """How to speak with the patient."""

    spoken = forms.ChoiceField(label=_("Language spoken"), choices=languages.CHOICES, required=False)
    read = forms.ChoiceField(label=_("Language read"), choices=languages.CHOICES, required=False)
    interpreter = chips(_("Interpreter"), Profile.Interpreter.choices, required=True, initial="none")
    needs = forms.MultipleChoiceField(
        label=_("Needs help with"),
        choices=Profile.Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decides = chips(_("How decisions are made"), Profile.Decides.choices, required=True, initial="alone")
    directive = chips(_("Advance directive"), Profile.Directive.choices)
    faith = forms.CharField(label=_("Faith"), max_length=80, required=False)
    diet = forms.CharField(label=_("Diet"), max_length=120, required=False)
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=60,
        required=False,
        help_text=_(
            "Such as America/Chicago; empty for the hospital's. Calls and messages keep to the hours there."
        ),
    )
    notes = forms.CharField(
        label=_("What else helps"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def prepare(self) -> None:
        profile = Profile.objects.filter(patient=self.row).first()
        for name, field in self.fields.items():
            field.initial = getattr(profile, name, field.initial)


class PersonForm(VerbForm):
    """Somebody in the patient's life, and what they may be told."""

    name = forms.CharField(label=_("Name"), max_length=160)
    relation = forms.CharField(
        label=_("Relation"), max_length=60, help_text=_("Such as daughter, neighbour.")
    )
    phone = PhoneField(label=_("Phone"), max_length=40, required=False)
    household = forms.BooleanField(label=_("Lives with the patient"), required=False)
    emergency = forms.BooleanField(label=_("Emergency contact"), required=False)
    authority = chips(_("Legal authority"), RelatedPerson.Authority.choices, required=True, initial="none")
    may_be_told = classes_of_information(_("The patient says they may be told about"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=languages.CHOICES, required=False)


class EndPersonForm(VerbForm):
    """Until when somebody is part of the patient's life."""

    until_on = day(_("Until and including"), required=True)
