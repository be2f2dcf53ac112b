"""The forms of the directory; they check shape, the verbs check rules."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from core.languages import LANGUAGES
from directory.models import Organisation, Quality, Service, ServiceCapability
from facilities.models import Facility

LEVELS = [
    ("", _("Not known")),
    ("0", _("Looks after people who need somebody all the time")),
    ("1", _("From much help on")),
    ("2", _("From some help on")),
    ("3", _("From reminders on")),
    ("4", _("Only people who manage alone")),
]
TREATMENTS = [
    choice for choice in ServiceCapability.Code.choices if choice[0] not in ServiceCapability.ABILITIES
]


class DirectoryFilter(ListFilter):
    """Which services the directory shows."""

    whose = ("facility",)

    facility = forms.TypedChoiceField(label=_("Listed at"), coerce=UUID, empty_value=None)
    text = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *Service.Kind.choices])
    need = forms.ChoiceField(
        label=_("Can do"), choices=[("", _("Anything")), *ServiceCapability.Code.choices]
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("Any language")), *LANGUAGES.items()])
    area = forms.CharField(label=_("Serves the postal code"), max_length=12)
    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("Offered now")),
            ("unverified", _("To be verified")),
            ("closed", _("Not offered any more")),
        ],
    )

    def __init__(self, *args: Any, places: list[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.pk: place for place in places}
        self.fields["facility"].choices = [(place.pk, place.name) for place in places]  # type: ignore[attr-defined]
        if len(places) < 2:
            self.fields["facility"].widget = forms.HiddenInput()

    @property
    def place(self) -> Facility | None:
        """The facility whose list is shown: the one asked for, else the first."""
        wanted: Any = self.cleaned_data.get("facility")
        return self.places.get(wanted) or next(iter(self.places.values()), None)


class Words(forms.CharField):
    """Several short texts in one line, parted by commas or spaces."""

    def prepare_value(self, value: Any) -> Any:
        """The texts in one line."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The texts, each once."""
        said = super().clean(value)
        return list(dict.fromkeys(str(said).replace(",", " ").split()))


class ServiceForm(forms.ModelForm):
    """What is known of a service."""

    areas = Words(
        label=_("Postal codes it serves"),
        required=False,
        max_length=2000,
        help_text=_(
            "Whole codes or their beginnings, parted by commas. Leave empty when it serves everywhere."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.SelectMultiple,
    )
    # The version that was read: a newer one is not overwritten unseen.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Service
        fields = (
            "name", "address", "postal_code", "areas", "languages", "phone", "fax", "contact", "hours", "medicare",
            "asked_to_be_listed", "financial_interest", "support_hours",
        )  # fmt: skip
        help_texts = {
            "financial_interest": _("Empty when there is none; patients are told of it word by word."),
            "asked_to_be_listed": _(
                "Home health agencies are on the patient's list only when they asked to be."
            ),
            "support_hours": _("0 to 24; leave empty while nobody asked."),
            "contact": _("Whom to ask, or where referrals go."),
        }

    def clean_languages(self) -> list[str]:
        """As a list."""
        return list(self.cleaned_data["languages"])


class NewService(ServiceForm):
    """A service that is not on the list yet."""

    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Listed at"))
    organisation = forms.CharField(label=_("Organisation"), max_length=160)
    npi = forms.RegexField(r"^\d{10}$", label=_("NPI"), required=False, help_text=_("Ten digits."))
    kind = forms.ChoiceField(label=_("Kind of service"), choices=[("", _("Choose")), *Service.Kind.choices])

    field_order = ("facility", "organisation", "npi", "kind")

    def __init__(self, *args: Any, places: list[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        field: Any = self.fields["facility"]
        field.queryset = Facility.objects.filter(pk__in=[place.pk for place in places]).order_by("name")
        if len(places) == 1:
            field.initial = places[0].pk


class Capabilities(forms.Form):
    """What a service can do."""

    treatments = forms.MultipleChoiceField(
        label=_("Besides"), choices=TREATMENTS, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(ServiceCapability.Code.choices)
        for code in ServiceCapability.ABILITIES:
            self.fields[code] = forms.TypedChoiceField(
                label=labels[code], choices=LEVELS, coerce=int, empty_value=None, required=False
            )
        self.order_fields([*ServiceCapability.ABILITIES, "treatments"])

    def clean(self) -> dict[str, Any]:
        """One mapping of codes to the lowest level, or none for a treatment."""
        said = super().clean() or {}
        treatments = said.pop("treatments", [])
        wanted: dict[str, int | None] = {code: least for code, least in said.items() if least is not None}
        return {"capabilities": wanted | dict.fromkeys(treatments)}


class Payers(forms.Form):
    """Whose patients a service takes."""

    payers = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(kinds__contains=[Organisation.Kind.PAYER]).order_by("name"),
        label=_("Payers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class QualityForm(forms.ModelForm):
    """A fact that somebody else published."""

    class Meta:
        model = Quality
        fields = ("measure", "value", "as_of", "source")
        widgets = {"as_of": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "measure": _("Such as “Star rating, overall”."),
            "source": _("Who published it, such as “Medicare Care Compare”."),
        }


class Reason(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Why the service is not offered any more"), max_length=240)


class Empty(forms.Form):
    """A verb that asks nothing."""
