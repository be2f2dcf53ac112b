"""What oversight tells people, and where each notice leads."""

from django.utils.translation import gettext_lazy as _

from worklist.told import SAYS

SAYS |= {
    "emergency": (_("Emergency access was opened. Please review it."), "oversight:review"),
    "emergency-late": (_("An emergency access has not been reviewed in time."), "oversight:review"),
    "watched": (_("Somebody looked at a record under special care."), "oversight:log-of-patient"),
    "accounting": (_("An accounting of disclosures is due soon."), "oversight:accounting"),
}
