"""The forms of the plan of leaving: what the patient wants, where to, gates and stages; each is given the plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import visible_to
from core.moments import MomentField
from directory.models import Service
from discharge.models import Destination, DischargePlan
from encounters.dispositions import LABELS, PLANNABLE
from teams.queries import on_case

PLACES = [("", _("Choose")), *((code, LABELS[code]) for code in PLANNABLE)]
SAID = [("", _("Not looked at yet")), ("yes", _("Yes")), ("no", _("No"))]


class OfPlan(forms.Form):
    """A form about one plan, as one person fills it in."""

    def __init__(self, data: Any = None, *, plan: DischargePlan, user: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.plan, self.user = plan, user
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = plan.case.facility.tz


def _yes_no(label: Any) -> forms.TypedChoiceField:
    known = {"yes": True, "no": False}
    return forms.TypedChoiceField(
        label=label, choices=SAID, required=False, coerce=lambda said: known.get(said), empty_value=None
    )


class Wishes(OfPlan):
    """What the patient wants after leaving."""

    wishes = forms.CharField(
        label=_("What the patient wants"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
    wishes_declined = forms.BooleanField(label=_("The patient did not want to say"), required=False)


class Evaluate(OfPlan):
    """Whether there is a place, whether the patient can get there, and the support that stands there."""

    available = _yes_no(_("There is a place"))
    accessible = _yes_no(_("The patient can get and use it"))
    support_hours = forms.IntegerField(
        label=_("Hours of support a day there"), min_value=0, max_value=24, required=False,
        help_text=_("Of family and paid help, beside the service itself."),
    )  # fmt: skip


class Place(OfPlan):
    """A place by its sort, a service of the directory, or words."""

    disposition = forms.ChoiceField(label=_("Where the patient goes"), choices=PLACES)
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("None, or not known yet")
    )
    words = forms.CharField(label=_("In words"), max_length=160, required=False)

    def __init__(self, data: Any = None, *, plan: DischargePlan, user: Any, **kwargs: Any) -> None:
        super().__init__(data, plan=plan, user=user, **kwargs)
        services = visible_to(Service, user).filter(facility=plan.case.facility_id, closed_at=None)
        field: Any = self.fields["service"]
        field.queryset = services.order_by("kind", "name")


class Add(Place, Evaluate):
    """One more place, with what is known of it."""

    field_order = ("disposition", "service", "words", "available", "accessible", "support_hours")


class Choose(Place):
    """One of the list, or a new place."""

    disposition = forms.ChoiceField(label=_("Or somewhere else"), choices=PLACES, required=False)
    destination = forms.ModelChoiceField(
        Destination.objects.none(),
        label=_("Where the patient goes"),
        required=False,
        empty_label=_("Not on the list"),
    )
    field_order = ("destination", "disposition", "service", "words")

    def __init__(self, data: Any = None, *, plan: DischargePlan, user: Any, **kwargs: Any) -> None:
        super().__init__(data, plan=plan, user=user, **kwargs)
        standing = visible_to(Destination, user).filter(plan=plan.pk, error_at=None)
        field: Any = self.fields["destination"]
        standing = standing.exclude(status=Destination.Status.DROPPED).select_related("service")
        field.queryset = standing.order_by("rank")
        # Read once: whether there are any, and what they are called.
        rows = list(field.queryset)
        field.choices = [("", field.empty_label), *((row.pk, in_words(row)) for row in rows)]
        if not rows:
            del self.fields["destination"]
            self.fields["disposition"].label = _("Where the patient goes")

    def clean(self) -> dict[str, Any]:
        """One of the two is said."""
        said = super().clean() or {}
        if not said.get("destination") and not said.get("disposition"):
            self.add_error("disposition", _("Choose where the patient goes."))
        return said


def in_words(place: Destination) -> str:
    """A destination as it is named in a list."""
    name = (place.service.name if place.service else "") or place.words
    sort = str(LABELS.get(place.disposition, place.disposition))
    return f"{place.rank}. {sort}: {name}" if name else f"{place.rank}. {sort}"


class Rank(OfPlan):
    """Another rank."""

    rank = forms.IntegerField(label=_("Rank"), min_value=1, help_text=_("1 is the patient's first wish."))


class Drop(OfPlan):
    """Why a place is put aside."""

    why = forms.CharField(label=_("Reason"), max_length=240)


class Nothing(OfPlan):
    """A verb that asks nothing."""


class Note(OfPlan):
    """That it is done, with a note if there is one."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class Done(OfPlan):
    """What was done about a debt."""

    note = forms.CharField(label=_("What was done about it"), max_length=500)


class Reason(OfPlan):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


class Carry(Reason):
    """Who makes up for it, by when, and why it follows."""

    owner = forms.ModelChoiceField(None, label=_("Who does it"), required=False, empty_label=_("The lead"))  # type: ignore[var-annotated]
    due_at = MomentField(
        label=_("Until when"), required=False, help_text=_("Empty: the time the rules give after leaving.")
    )

    def __init__(self, data: Any = None, *, plan: DischargePlan, user: Any, **kwargs: Any) -> None:
        super().__init__(data, plan=plan, user=user, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = on_case(plan.case)


class Reach(OfPlan):
    """When a stage was reached, and who said so where that is somebody without a sign-in."""

    at = MomentField(label=_("Since when"))
    said_by = forms.CharField(
        label=_("Said by"), max_length=120, required=False,
        help_text=_("The physician, where you write down what they said."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, plan: DischargePlan, user: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"at": clock.now()})
        super().__init__(data, plan=plan, user=user, **kwargs)


class Left(OfPlan):
    """Leaving as planned: the time, the destination, who takes over."""

    event_at = MomentField(label=_("Left at"))
    destination = forms.CharField(label=_("Where to"), max_length=120, required=False)
    receiver = forms.CharField(
        label=_("Who takes over"), max_length=160, help_text=_("A person or place, or “none needed”.")
    )

    def __init__(self, data: Any = None, *, plan: DischargePlan, user: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"event_at": clock.now(), "receiver": plan.handed_to})
        super().__init__(data, plan=plan, user=user, **kwargs)
