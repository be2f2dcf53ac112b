"""The forms of the papers for the next place: for whom, how they went, who has them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import visible_to
from core.moments import MomentField
from directory.models import Service
from patients.forms.base import chips
from patients.models import Consent, Disclosure
from referrals.actions.packets import FOR
from referrals.models import Packet, Referral

ASKED = (Referral.Status.WITHDRAWN, Referral.Status.DECLINED, Referral.Status.CLOSED)


class BuildForm(forms.Form):
    """For whom the papers are, and on which consent."""

    purpose = chips(_("What the papers are for"), Packet.Purpose.choices, required=True, initial="transition")
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("Not in the directory")
    )
    receiver = forms.CharField(
        label=_("Or somebody else"), max_length=160, required=False,
        help_text=_("A practice or a physician who is not in the directory."),
    )  # fmt: skip
    consent = forms.ModelChoiceField(
        Consent.objects.none(), label=_("Consent"), required=False,
        empty_label=_("None: for treatment, without protected records"),
        help_text=_("Only what the consent names goes. Protected records go on a consent that names them, never else."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, case: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        service: Any = self.fields["service"]
        asked = Referral.objects.filter(case=case, error_at=None).exclude(status__in=ASKED)
        service.queryset = visible_to(Service, by).filter(pk__in=asked.values("service")).order_by("name")
        consent: Any = self.fields["consent"]
        live = visible_to(Consent, by).filter(patient=case.patient_id, live=True, purpose__in=FOR)
        consent.queryset = live.select_related("to_organisation").order_by("-starts_at")
        consent.label_from_instance = _said


class SendForm(forms.Form):
    """How the papers went; why although something is missing, and why without a consent."""

    how = chips(_("How they went"), Disclosure.How.choices, required=True)
    incomplete_because = forms.CharField(
        label=_("Why they go although something is missing"), max_length=240, required=False
    )
    without_consent_because = forms.CharField(
        label=_("Why they go without a consent"), max_length=240, required=False,
        help_text=_("To somebody who treats the patient next, for that treatment (45 CFR 164.506(c))."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, packet: Packet, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not packet.missing:
            del self.fields["incomplete_because"]
        if packet.consent_id:
            del self.fields["without_consent_because"]


class ReceiptForm(forms.Form):
    """Who has the papers in hand, since when, and what they asked."""

    received_by_name = forms.CharField(label=_("Who received it"), max_length=120)
    received_at = MomentField(label=_("When"))
    questions = forms.CharField(
        label=_("What they asked"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, data: Any = None, *, case: Any, **kwargs: Any) -> None:
        super().__init__(data, initial={"received_at": clock.now()}, **kwargs)
        self.fields["received_at"].zone = case.facility.tz  # type: ignore[attr-defined]


class Later(forms.Form):
    """What came after the papers went."""

    because = forms.CharField(label=_("What came later"), max_length=240)


def _said(consent: Consent) -> str:
    """Who may be told what."""
    return f"{consent.get_purpose_display()}, {consent.party}: {', '.join(consent.class_names)}"
