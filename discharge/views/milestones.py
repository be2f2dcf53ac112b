"""Milestones that no fact of the file tells of, said by people: reached, not needed, not reached after all."""

from django.utils.translation import gettext_lazy as _

from core import clock
from discharge.actions import milestones as verbs
from discharge.forms import milestones as forms
from discharge.models import DischargePlan
from discharge.views.plan_verbs import plan_view


def _now(_plan: DischargePlan) -> dict[str, object]:
    return {"at": clock.now()}


reach_milestone = plan_view(
    verbs.reach_milestone,
    forms.Reach,
    _("A milestone is reached"),
    _("The milestone is recorded."),
    initial=_now,
)
milestone_not_needed = plan_view(
    verbs.milestone_not_needed,
    forms.Because,
    _("A milestone is not needed"),
    _("Nobody waits for it any more."),
)
take_back_milestone = plan_view(
    verbs.take_back_milestone, forms.Because, _("A milestone was not reached"), _("It is waited for again.")
)
