"""Opening a case; its stages move in the highest app each step reads."""

import secrets
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from facilities.models import Facility, Team, Unit
from patients import opened, stages
from patients.models import Case, Patient, Stage

# No vowels and no look-alikes: a reference can be read aloud and never spells a word.
ALPHABET = "BCDFGHJKMNPQRTVWXYZ23456789"


@action("edit_intake")
def open_case(
    patient: Patient,
    *,
    by: Any,
    facility: Facility | None = None,
    team: Team | None = None,
    unit: Unit | None = None,
    admitted_at: Any = None,
    follows: Case | None = None,
    why: str = "",
) -> Case:
    """Begin a stretch of casework for a patient; it starts as referred, without a lead."""
    if patient.merged_into_id:
        raise Refused(_("This record was joined with another. Open the case on that one."))
    case = Case(
        reference="".join(secrets.choice(ALPHABET) for _n in range(6)),
        patient=patient,
        facility=facility or patient.facility,
        team=team,
        unit=unit,
        admitted_at=admitted_at,
        follows=follows,
        stage=Stage.REFERRED,
        stage_since=clock.now(),
        opened_at=clock.now(),
    )
    keep(case)
    stages.begin(case, Stage.REFERRED, by=by, why=why)
    opened.told(case, by)
    return case
