"""What oversight tells people, and where each notice leads."""

from django.utils.translation import gettext_lazy as _

from worklist.told import SAYS

SAYS |= {
    "emergency": (_("Emergency access was opened. Please review it."), "oversight:review"),
    "emergency-late": (_("An emergency access has not been reviewed in time."), "oversight:review"),
    # For a supervisor, who may read of it: the review itself is the privacy officer's.
    "emergency-told": (
        _("Emergency access was opened on a patient of your team. A privacy officer reviews it."),
        "oversight:review",
    ),
    "emergency-told-late": (
        _("A privacy officer has not reviewed an emergency access on a patient of your team in time."),
        "oversight:review",
    ),
    "watched": (_("Somebody looked at a record under special care."), "oversight:log-of-patient"),
    "findings": (_("The daily look at the access log has questions for you."), "oversight:day"),
    "accounting": (_("An accounting of disclosures is due soon."), "oversight:accounting"),
}
