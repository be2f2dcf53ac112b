"""Planning an absence and declining to stand in. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.moments import MomentField
from facilities.models import Facility
from supervision import queries
from supervision.standing_in import colleagues


class Colleague(forms.ModelChoiceField):
    """A colleague by name and usual role."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.name}, {user.get_default_role_display()}"


class PlanForm(forms.Form):
    """Who is away, when, and who is asked to stand in; supervisors plan for their people as well."""

    names = ("facility", "user", "deputy")

    user = Colleague(User.objects.none(), label=_("Who is away"), required=False, empty_label=_("I am"))
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("At"), empty_label=None)
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))
    deputy = Colleague(User.objects.none(), label=_("Deputy"))
    only_led = forms.BooleanField(label=_("Only the cases they lead"), required=False)
    note = forms.CharField(
        label=_("What the deputy should know"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        kept = queries.keeps(by)
        places = queries.places_of(by) | kept
        fields["facility"].queryset = places
        fields["user"].queryset = colleagues(kept, but=by)
        if not kept.exists():
            del fields["user"]
        fields["deputy"].queryset = colleagues(places, but=by)
        place = self._place(places)
        if place is not None:
            fields["facility"].initial = place
            fields["starts_at"].zone = fields["ends_at"].zone = place.tz

    def _place(self, places: Any) -> Facility | None:
        """The facility whose clocks the dates are read by: the one chosen, else the first."""
        found = list(places)
        chosen = self.data.get("facility", "")
        return next((place for place in found if str(place.pk) == chosen), found[0] if found else None)


class DeclineForm(forms.Form):
    """Why somebody cannot stand in."""

    names = ()

    reason = forms.CharField(label=_("Why you cannot stand in"), max_length=240)
