"""The forms of the ledger of delays; each is given the case, whose rules and people it offers."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.moments import MomentField
from discharge.models import DelaySegment
from patients.models import Case
from policy.delays import Delays
from policy.ready import delays_of, milestones_of
from teams.queries import on_case


class OfCase(forms.Form):
    """A form about a delay of one case: causes, milestones and people of that case, times on its clock."""

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.case = case
        for name, field in self.fields.items():
            if isinstance(field, MomentField):
                field.zone = case.facility.tz
            if name in ("cause", "attribution", "holds", "owner"):
                self._offer(name, field)

    @cached_property
    def rules(self) -> Delays:
        """The causes and clocks in force, read once for all fields and the page."""
        return delays_of(self.case.facility, clock.now())[1]

    def _offer(self, name: str, field: Any) -> None:
        if name == "owner":
            field.queryset = on_case(self.case)
        elif name == "cause":
            field.choices = [("", _("Choose")), *self.rules.choices()]
        elif name == "attribution":
            field.choices = [("", _("As usual for the cause")), *(self.rules.attributions or {}).items()]
        else:
            steps = milestones_of(self.case.facility, clock.now())[1].steps
            field.choices = [("", _("The leaving itself")), *((step.code, step.label) for step in steps)]


class Change(OfCase):
    """What is said of a delay."""

    cause = forms.ChoiceField(label=_("Cause"))
    words = forms.CharField(label=_("In words"), max_length=240, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who clears it"))
    started_at = MomentField(label=_("Since"))
    holds = forms.ChoiceField(label=_("What waits for it"), required=False)
    attribution = forms.ChoiceField(label=_("Attributed to"), required=False)
    avoidable = forms.ChoiceField(
        label=_("Avoidable"),
        choices=[("", _("As usual for the cause")), *DelaySegment.Avoidable.choices],
        required=False,
    )
    action = forms.CharField(label=_("What is done about it"), max_length=240, required=False)
    cost_per_day = forms.DecimalField(
        label=_("Cost a day"), max_digits=10, decimal_places=2, min_value=0, required=False
    )

    def clean(self) -> dict[str, Any]:
        """What is left as usual is not said at all."""
        said = super().clean() or {}
        return {
            name: value for name, value in said.items() if value != "" or name in ("words", "action", "holds")
        }


class Open(Change):
    """A new delay; what waits for it comes with the cause."""

    usual = forms.BooleanField(
        label=_("What waits for it is as usual for the cause"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        """Ticked as usual, what waits for it is not said."""
        said = super().clean()
        if said.pop("usual", False):
            said.pop("holds", None)
        return said


class Close(OfCase):
    """When it was over, and what came of it."""

    ended_at = MomentField(label=_("Over since"))
    note = forms.CharField(label=_("What came of it"), max_length=500, required=False)


class Why(OfCase):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=240)
