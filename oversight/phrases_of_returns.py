"""What the verbs of the time after leaving, of returns and of the coding of stays are called; see `oversight.phrases`."""

from django.utils.translation import gettext_noop

OF_RETURNS = {
    "discharge.begin_after": gettext_noop("began the time after leaving by rule"),
    "discharge.check_medicines": gettext_noop("asked whether the medicines are there"),
    "discharge.complete_after": gettext_noop("ended the time after leaving in due course"),
    "discharge.look_after": gettext_noop("took over contacts and visits after leaving"),
    "discharge.open_return": gettext_noop("opened the review of a return"),
    "discharge.review_readmission": gettext_noop("reviewed a return to the hospital"),
    "discharge.stop_after": gettext_noop("stopped the time after leaving by rule"),
    "encounters.code_stay": gettext_noop("coded a stay"),
    "encounters.fill_table": gettext_noop("imported the table of expected stays"),
}
