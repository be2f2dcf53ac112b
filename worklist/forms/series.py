"""Beginning a follow-up by rule, moving an appointment, and the hours of somebody outside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.access import visible_to
from core.moments import MomentField
from directory.models import Practitioner
from facilities.models import Facility
from patients.models import RelatedPerson
from worklist import queries, rulebook
from worklist.forms.stopped import StoppedForm

TIER_WORDS = (("low", _("Low")), ("moderate", _("Moderate")), ("high", _("High")))


class SeriesForm(StoppedForm):
    """A promise by a rule in force; the rules are those that fit the case now."""

    rule = forms.ChoiceField(label=_("Rule"), widget=forms.RadioSelect)
    tier = forms.ChoiceField(label=_("Tier"), choices=TIER_WORDS, widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))
    person = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("With whom"), required=False, empty_label=_("The patient")
    )

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(rule.code, rule.label) for rule in rulebook.offered(case)]
        self.fields["rule"].choices = offered  # type: ignore[attr-defined]
        self.fields["tier"].initial = rulebook.tier_of(case)
        self.fields["owner"].queryset = queries.people_on(case)  # type: ignore[attr-defined]
        self.fields["owner"].initial = case.lead_id or user.pk
        self.fields["person"].queryset = queries.people_near(case, user)  # type: ignore[attr-defined]


class MoveForm(StoppedForm):
    """Another time for an appointment."""

    distinct_because = None  # type: ignore[assignment]
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))
    unoffered_because = forms.CharField(
        label=_("Why outside the offered times"), required=False, max_length=160
    )
    despite = forms.BooleanField(label=_("Book it all the same"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = zone  # type: ignore[attr-defined]


class OutsideTimeForm(forms.Form):
    """Hours in which somebody outside can be booked, as their practice said."""

    practitioner = forms.ModelChoiceField(Practitioner.objects.order_by("name", "pk"), label=_("Who"))
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("For patients of"))
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = user.tz  # type: ignore[attr-defined]
        places = visible_to(Facility, user, "edit_intake").order_by("name")
        self.fields["facility"].queryset = places  # type: ignore[attr-defined]
        self.fields["facility"].initial = places.first()

    def clean(self) -> dict[str, Any]:
        """What the verb takes; the facility it is done at stands beside, as `place`."""
        said: dict[str, Any] = super().clean() or {}
        self.place = said.pop("facility", None)
        return said
