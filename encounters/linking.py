"""How a visit comes to count to a case, whichever verb does it. Used inside verbs only."""

from typing import Any

from django.utils.translation import gettext as _

from core.actions import change
from core.refusals import Refused
from encounters import deriving
from encounters.models import Encounter
from patients.models import Case


def must_fit(encounter: Encounter, case: Case) -> None:
    """A visit counts to one case, of its own patient."""
    if case.patient_id != encounter.patient_id:
        raise Refused(
            _("This visit belongs to another patient. Choose a case of the same patient."), field="case"
        )
    if encounter.case_id not in (None, case.pk):
        raise Refused(_("This visit already counts to another case. Open that case."), field="case")


def link(encounter: Encounter, case: Case) -> Any:
    """Count a visit that is not the verb's own target to a case, and show on it where the patient is."""
    must_fit(encounter, case)
    encounter.case = case
    change(encounter, case=case, **deriving.derived(encounter))
    deriving.follow(encounter)
    return encounter
