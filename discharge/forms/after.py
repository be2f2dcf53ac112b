"""The forms of what is arranged for after leaving: visits, results still to come, who was told of the plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.access import visible_to
from core.moments import MomentField
from discharge.models import FollowUpVisit, PlanTold
from patients.forms.base import chips
from patients.models import RelatedPerson
from referrals.models import PendingResult
from teams.models import Assignment


def _words(model: Any, name: str, *, required: bool = False, **more: Any) -> forms.CharField:
    """A text as the column of a table has it."""
    field = model._meta.get_field(name)
    label = field.verbose_name[:1].upper() + field.verbose_name[1:]
    return forms.CharField(label=label, max_length=field.max_length, required=required, **more)


class VisitForm(forms.Form):
    """A visit that was booked: with whom, when, where, what to bring, how to get there."""

    kind = chips(_("Kind"), FollowUpVisit.Kind.choices, required=True)
    with_whom = _words(FollowUpVisit, "with_whom", required=True)
    at = MomentField(label=_("When"))
    place = _words(FollowUpVisit, "place")
    phone = _words(FollowUpVisit, "phone")
    bring = _words(FollowUpVisit, "bring")
    ride = _words(FollowUpVisit, "ride")

    def __init__(self, data: Any = None, *, case: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["at"].zone = case.facility.tz  # type: ignore[attr-defined]


class NotKept(forms.Form):
    """Why a visit did not take place."""

    why = forms.CharField(label=_("Why"), max_length=240)


class PendingForm(forms.Form):
    """A result that is not back: who waits for it, who decides on it."""

    what = _words(PendingResult, "what", required=True)
    clinician = _words(PendingResult, "clinician", required=True)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who waits for it"))
    expected_at = MomentField(label=_("Expected"), required=False)

    def __init__(self, data: Any = None, *, case: Any, by: Any, leaving: int, **kwargs: Any) -> None:
        super().__init__(data, initial={"owner": by}, **kwargs)
        self.leaving, now = leaving, clock.now()
        there = Assignment.objects.filter(case=case, live=True, error_at=None, starts_at__lte=now)
        people: Any = self.fields["owner"]
        people.queryset = User.objects.filter(pk__in=[*there.values_list("user", flat=True), by.pk]).order_by(
            "name"
        )
        self.fields["expected_at"].zone = case.facility.tz  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Of the departure that is prepared now."""
        return (super().clean() or {}) | {"leaving": self.leaving}


class Reason(forms.Form):
    """Why a result is not awaited any more, or papers are put aside."""

    reason = forms.CharField(label=_("Why"), max_length=240)


class BackForm(forms.Form):
    """What a result says, and who of those who decide was told."""

    says = _words(PendingResult, "says", required=True, widget=forms.Textarea({"rows": 3}))
    told = _words(PendingResult, "told", required=True)
    back_at = MomentField(label=_("When it came"))

    def __init__(self, data: Any = None, *, case: Any, **kwargs: Any) -> None:
        super().__init__(data, initial={"back_at": clock.now()}, **kwargs)
        self.fields["back_at"].zone = case.facility.tz  # type: ignore[attr-defined]


class ToldForm(forms.Form):
    """Who was told what of the plan, and what they said."""

    what = chips(_("What"), PlanTold.What.choices, required=True)
    person = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("Whom"), required=False, empty_label=_("The patient")
    )
    interpreter = _words(PlanTold, "interpreter")
    response = _words(PlanTold, "response", required=True, widget=forms.Textarea({"rows": 3}))
    agrees = forms.TypedChoiceField(
        label=_("They agree"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    told_at = MomentField(label=_("When"))

    def __init__(self, data: Any = None, *, case: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(data, initial={"told_at": clock.now()}, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = visible_to(RelatedPerson, by).filter(patient=case.patient_id).order_by("name")
        self.fields["told_at"].zone = case.facility.tz  # type: ignore[attr-defined]
