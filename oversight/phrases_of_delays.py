"""What the verbs of delays, milestones, huddles and forecasts are called; see `oversight.phrases`."""

from django.utils.translation import gettext_noop

OF_DELAYS = {
    "discharge.change_delay": gettext_noop("changed a delay"),
    "discharge.close_delay": gettext_noop("recorded that a delay is over"),
    "discharge.decide_in_huddle": gettext_noop("decided in a huddle"),
    "discharge.end_huddle": gettext_noop("ended a huddle"),
    "discharge.escalate_delay": gettext_noop("told on a delay"),
    "discharge.forecast_house": gettext_noop("forecast when patients may leave"),
    "discharge.mark_delay_in_error": gettext_noop("marked a delay as entered in error"),
    "discharge.milestone_not_needed": gettext_noop("recorded that a milestone is not needed"),
    "discharge.note_present": gettext_noop("recorded who was at a huddle"),
    "discharge.open_delay": gettext_noop("opened a delay"),
    "discharge.reach_milestone": gettext_noop("recorded a milestone"),
    "discharge.reopen_delay": gettext_noop("opened a delay again"),
    "discharge.start_huddle": gettext_noop("began a huddle"),
    "discharge.take_back_milestone": gettext_noop("took a milestone back"),
}
