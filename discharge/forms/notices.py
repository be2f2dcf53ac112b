"""The forms of notices, orders of status, reviews and screenings; they check shape, the verbs check rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.moments import MomentField
from discharge.models import Notice, Pasrr, QioReview
from encounters.models import Encounter, StatusOrder
from patients.forms.base import chips
from patients.models import RelatedPerson
from policy.notices import Notices


class At(forms.Form):
    """Every instant of a form is the wall time at the facility."""

    def __init__(self, data: Any = None, *, zone: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = zone


class DeliverForm(At):
    """When, how and to whom a notice was given."""

    at = MomentField(label=_("Given at"))
    method = chips(_("How"), Notice.Method.choices, required=True)
    oral = forms.BooleanField(label=_("Explained in speech as well"), required=False)
    signer = forms.CharField(label=_("Who signed"), max_length=120, required=False)
    refused = forms.BooleanField(
        label=_("Refused to sign"),
        required=False,
        help_text=_("Note it on the notice: it counts as given on that day."),
    )
    representative = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("Representative"), required=False, empty_label=_("The patient")
    )
    mailed_on = forms.DateField(
        label=_("Copy sent on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After a call to the representative: the same day."),
    )  # fmt: skip
    goes_sooner = forms.BooleanField(
        label=_("The patient chose to go before the hours are over"), required=False
    )
    language = forms.CharField(label=_("Language"), max_length=20, required=False)
    interpreter = forms.CharField(label=_("Interpreter"), max_length=120, required=False)
    edition = forms.CharField(
        label=_("Edition of the form"),
        max_length=40,
        required=False,
        help_text=_("As it stands on your form."),
    )
    document_hash = forms.CharField(
        label=_("SHA-256 of the signed copy"), max_length=64, required=False,
        help_text=_("From the document system, if it gives one."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=240, required=False)

    def __init__(self, data: Any = None, *, notice: Notice, figures: Notices, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"edition": figures.editions.get(notice.kind, "")})
        super().__init__(data, zone=notice.encounter.facility.tz, **kwargs)
        people: Any = self.fields["representative"]
        people.queryset = RelatedPerson.objects.filter(patient=notice.case.patient_id).order_by("name")
        people.label_from_instance = lambda person: f"{person.name}, {person.relation}"
        if notice.kind != Notice.Kind.IM_FOLLOW_UP:
            del self.fields["goes_sooner"]


class Why(forms.Form):
    """What was wrong."""

    reason = forms.CharField(label=_("What was wrong"), max_length=240, required=False)


class OrderForm(At):
    """Which status was ordered, when and by whom."""

    status = chips(_("Status"), StatusOrder.Status.choices, required=True)
    ordered_at = MomentField(label=_("Ordered at"))
    ordered_by = forms.CharField(label=_("Ordering practitioner"), max_length=120)
    reason = forms.CharField(
        label=_("Reason"), max_length=240, required=False,
        help_text=_("Needed where an inpatient becomes an outpatient, and for a correction."),
    )  # fmt: skip
    corrects = forms.ModelChoiceField(
        StatusOrder.objects.none(), label=_("Corrects"), required=False, empty_label=_("A new order")
    )

    def __init__(self, data: Any = None, *, encounter: Encounter, **kwargs: Any) -> None:
        zone = encounter.facility.tz
        super().__init__(data, zone=zone, **kwargs)
        field: Any = self.fields["corrects"]
        field.queryset = encounter.status_orders.filter(corrected_by=None).order_by("ordered_at")
        field.label_from_instance = lambda row: (
            f"{row.get_status_display()}, {row.ordered_at.astimezone(zone):%-d %b %H:%M}"
        )


class PickForm(forms.Form):
    """Why a notice is owed that no fact of the record owes by itself."""

    trigger = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, figures: Notices | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        labels = dict(Notice.Kind.choices)
        picks = figures.picks if figures else ()
        field: Any = self.fields["trigger"]
        field.choices = [(each.code, f"{each.text} ({labels[each.kind]})") for each in picks]


class ReviewForm(At):
    """When the patient asked, and when the hospital was told."""

    requested_at = MomentField(label=_("The patient asked at"), required=False)
    notified_at = MomentField(label=_("The hospital was told at"))


class DecisionForm(At):
    """What was decided, and when the patient was told."""

    outcome = chips(_("Decision"), QioReview.Outcome.choices, required=True)
    decided_at = MomentField(label=_("The patient was told at"))


class PasrrForm(At):
    """What Level I came to."""

    outcome = chips(_("Level I"), Pasrr.Outcome.choices, required=True)
    screened_at = MomentField(label=_("Screened at"))
    certified_by = forms.CharField(
        label=_("Physician who certified less than 30 days"), max_length=120, required=False,
        help_text=_("Only for an exempted stay."),
    )  # fmt: skip
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)


class ReferForm(At):
    """When Level II was asked for."""

    referred_at = MomentField(label=_("Asked for at"))
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)


class DetermineForm(At):
    """What Level II came to."""

    determination = chips(_("Determination"), Pasrr.Determination.choices, required=True)
    determined_at = MomentField(label=_("Determined at"))
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
