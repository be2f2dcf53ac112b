"""The forms of milestones as people say them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.moments import MomentField
from discharge.forms.plan import OfPlan
from policy.ready import milestones_of


class OfMilestone(OfPlan):
    """One milestone of a plan, by the rules in force."""

    code = forms.ChoiceField(label=_("Milestone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = milestones_of(self.plan.case.facility, clock.now())[1].steps
        field: Any = self.fields["code"]
        field.choices = [("", _("Choose")), *((step.code, step.label) for step in steps)]


class Reach(OfMilestone):
    """It was reached, now or before."""

    at = MomentField(label=_("Since"))


class Because(OfMilestone):
    """It was not reached after all, or is not needed, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=240)
