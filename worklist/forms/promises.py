"""Forms of follow-ups, appointments, offered times, and how one is told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.moments import MomentField
from directory.models import Practitioner
from facilities.models import Facility
from patients.models import RelatedPerson
from worklist import queries
from worklist.activities import Activity
from worklist.forms.stopped import StoppedForm
from worklist.models import Appointment, ClockKind


class FollowUpForm(StoppedForm):
    """A promise to look again."""

    activity = forms.ChoiceField(label=_("Purpose"), choices=Activity.choices, initial=Activity.FOLLOW_UP)
    what = forms.CharField(label=_("What is promised"), max_length=160)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))
    person = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("With whom"), required=False, empty_label=_("The patient")
    )
    first_due_at = MomentField(label=_("First due"))
    every_days = forms.IntegerField(label=_("Repeat every, days"), required=False, min_value=1, max_value=365)
    every_months = forms.IntegerField(
        label=_("Repeat every, months"), required=False, min_value=1, max_value=24
    )
    clock_kind = forms.ChoiceField(
        label=_("Counted in"), choices=ClockKind.choices, initial=ClockKind.CALENDAR, required=False
    )
    at_most = forms.IntegerField(label=_("At most so often"), required=False, min_value=1, max_value=400)
    until_on = forms.DateField(
        label=_("Repeat until and including"), required=False, widget=forms.DateInput({"type": "date"})
    )
    if_waits = forms.CharField(label=_("What happens if it waits"), required=False, max_length=240)

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["first_due_at"].zone = case.facility.tz  # type: ignore[attr-defined]
        self.fields["owner"].queryset = queries.people_on(case)  # type: ignore[attr-defined]
        self.fields["owner"].initial = user.pk
        self.fields["person"].queryset = queries.people_near(case, user)  # type: ignore[attr-defined]

    def clean_clock_kind(self) -> str:
        """Days of the calendar where nothing else is said."""
        return str(self.cleaned_data["clock_kind"] or ClockKind.CALENDAR)


class BookForm(StoppedForm):
    """A meeting with the patient."""

    activity = forms.ChoiceField(label=_("Purpose"), choices=Activity.choices, initial=Activity.FOLLOW_UP)
    user = forms.ModelChoiceField(
        User.objects.none(), label=_("With"), required=False, empty_label=_("Somebody from outside")
    )
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.none(), label=_("With somebody outside"), required=False, empty_label=_("Nobody")
    )
    mode = forms.ChoiceField(
        label=_("How"), choices=Appointment.Mode, widget=forms.RadioSelect, initial="bedside"
    )
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    directions = forms.CharField(label=_("How to get there"), required=False, max_length=240)
    bring = forms.CharField(label=_("What to bring"), required=False, max_length=240)
    unoffered_because = forms.CharField(
        label=_("Why outside the offered times"),
        required=False,
        max_length=160,
        help_text=_("Only when nobody offered this time, such as: agreed with the practice by phone."),
    )
    despite = forms.BooleanField(label=_("Book it all the same"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = case.facility.tz  # type: ignore[attr-defined]
        self.fields["user"].queryset = queries.people_on(case)  # type: ignore[attr-defined]
        self.fields["user"].initial = user.pk
        self.fields["practitioner"].queryset = queries.practitioners(case)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever names somebody outside means them, not the colleague who was chosen beforehand."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("practitioner") is not None:
            said["user"] = None
        return said


class OfferForm(forms.Form):
    """A stretch in which one can be booked, at a facility where one works."""

    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Where"))
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = user.tz  # type: ignore[attr-defined]
        places = queries.places_of(user)
        self.fields["facility"].queryset = places  # type: ignore[attr-defined]
        self.fields["facility"].initial = places.first()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=240)


class FeedForm(forms.Form):
    """A private address for one's calendar."""

    label = forms.CharField(
        label=_("Where it is used"), max_length=80, help_text=_("Such as: my phone, my calendar at work.")
    )
    with_names = forms.BooleanField(
        label=_("With patients' names"),
        required=False,
        help_text=_(
            "Leave this out unless your calendar may hold patient data: without it only the case is named."
        ),
    )
