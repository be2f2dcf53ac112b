"""Whom to ask for what, what a service answered, when it begins, and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.moments import MomentField
from directory.models import Service
from patients.models import Case
from referrals.models import Referral
from referrals.queries import choices, pages

YES_NO = [("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]
# One sentence whichever of several is none of the list: a key that is hidden is answered like one that nothing has.
ONE_OF = _("One of these cannot be chosen any more. Load the page again and choose anew.")
STRANGERS = {"invalid_choice": ONE_OF, "invalid_pk_value": ONE_OF}
FIVE = [("", _("Not asked")), *((str(n), str(n)) for n in range(1, 6))]


class Compare(forms.Form):
    """Which services are held against what the patient will need."""

    kind = forms.ChoiceField(label=_("Kind of service"), choices=Service.Kind.choices, required=False)
    area = forms.CharField(label=_("Serves the postal code"), max_length=12, required=False)


class DraftReferrals(forms.Form):
    """Whom to ask, and for what; those the patient chose stand first."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=_("Whom to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=STRANGERS,
    )
    asks_for = forms.CharField(
        label=_("What is asked for"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What the service needs to know to decide; its papers say the rest."),
    )
    essential = forms.BooleanField(label=_("The patient cannot leave without it"), required=False)
    mode = forms.ChoiceField(
        label=_("By what"), choices=[("", _("Choose")), *Referral.Mode.choices], required=False
    )
    certified_by = forms.CharField(
        label=_("Physician who certified the ambulance"), max_length=120, required=False
    )

    def __init__(self, *args: Any, case: Case, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["services"]
        rows = Service.objects.filter(facility=case.facility_id, kind=kind, closed_at=None)
        choice = choices.complete(case, kind)
        if choice is not None:
            rows = rows.filter(pk__in=choices.chosen(choice))
        field.queryset = rows.order_by("name")
        field.label_from_instance = lambda service: service.name
        if kind != "equipment":
            del self.fields["essential"]
        if kind != "transport":
            del self.fields["mode"], self.fields["certified_by"]


class SendReferrals(forms.Form):
    """Which drafts go now."""

    referrals = forms.ModelMultipleChoiceField(
        Referral.objects.none(),
        label=_("Send to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=STRANGERS,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page shows the same drafts.
        self.rows = pages.to_send(case)
        field: Any = self.fields["referrals"]
        field.queryset = Referral.objects.filter(pk__in=[row.pk for row in self.rows]).select_related(
            "service"
        )
        field.label_from_instance = lambda row: f"{row.service.name}: {row.asks_for}"


class OfReferral(forms.Form):
    """A form about one referral; its times are wall times of the facility."""

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = referral.case.facility.tz


class Empty(OfReferral):
    """A verb that asks nothing."""


class Viewed(OfReferral):
    who = forms.CharField(label=_("Who at the service saw it"), max_length=120, required=False)


class AskMore(OfReferral):
    asked = forms.CharField(label=_("What they ask"), max_length=500, widget=forms.Textarea({"rows": 3}))
    who = forms.CharField(label=_("Who at the service asks"), max_length=120)


class Resend(OfReferral):
    words = forms.CharField(label=_("What was sent"), max_length=500, widget=forms.Textarea({"rows": 3}))


class Accept(OfReferral):
    who = forms.CharField(label=_("Who at the service said so"), max_length=120)
    words = forms.CharField(label=_("In words"), max_length=240, required=False)


class Decline(OfReferral):
    because = forms.ChoiceField(
        label=_("Why they declined"), choices=Referral.Declined.choices, widget=forms.RadioSelect
    )
    who = forms.CharField(label=_("Who at the service said so"), max_length=120)
    words = forms.CharField(label=_("In words"), max_length=240, required=False)


class Withdraw(OfReferral):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=240)


class Book(OfReferral):
    promised_at = MomentField(label=_("When it begins"))
    place = forms.CharField(label=_("Bed or place"), max_length=120, required=False)
    report_to = forms.CharField(label=_("Who takes the report"), max_length=120, required=False)


class At(OfReferral):
    at = MomentField(label=_("When"))


class NotStarted(OfReferral):
    words = forms.CharField(label=_("What happened"), max_length=240)


class CloseLoop(OfReferral):
    outcome = forms.ChoiceField(
        label=_("Was the need met?"), choices=Referral.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("In words"), max_length=240, required=False)


class Transport(OfReferral):
    mode = forms.ChoiceField(label=_("By what"), choices=Referral.Mode.choices, widget=forms.RadioSelect)
    certified_by = forms.CharField(
        label=_("Physician who certified the ambulance"), max_length=120, required=False
    )


class Essential(OfReferral):
    essential = forms.BooleanField(label=_("The patient cannot leave without it"), required=False)


class Taught(OfReferral):
    at = MomentField(label=_("When"))
    who = forms.CharField(label=_("Who was taught"), max_length=120)


def _yes_no(label: Any, required: bool = False) -> Any:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda said: said == "yes", empty_value=None, required=required
    )


def _five(label: Any) -> Any:
    return forms.TypedChoiceField(label=label, choices=FIVE, coerce=int, empty_value=None, required=False)


class Check(OfReferral):
    """What the patient says after the promised time; quality from 1 (no) to 5 (fully)."""

    started = _yes_no(_("Has it begun?"), required=True)
    started_on_time = _yes_no(_("When promised?"))
    as_ordered = _yes_no(_("As ordered?"))
    started_at = MomentField(label=_("When it began"), required=False)
    punctual = _five(_("They come when they say (1 to 5)"))
    informed = _five(_("They know the plan (1 to 5)"))
    respectful = _five(_("The patient feels respected (1 to 5)"))
    words = forms.CharField(label=_("In words"), max_length=500, required=False)
    asked = forms.CharField(label=_("Who was asked"), max_length=120)
