"""A visit begins: by an admission, or known so far only from something that follows one."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actions import action, change, keep
from core.refusals import Refused
from encounters import departures, deriving, recording, statuses
from encounters.models import Encounter, Movement, VisitAlias
from facilities.models import Bed, Facility, Unit
from patients.models import Patient


@action("edit_encounter")
def admit(
    patient: Patient,
    *,
    by: Any,
    facility: Facility,
    kind: str,
    event_at: datetime,
    unit: Unit | None = None,
    bed: Bed | None = None,
    visit_authority: str = "",
    visit_number: str = "",
    reason: str = "",
    key: str,
    source: str = "",
) -> Encounter:
    """The patient arrived; a visit with this number that is known already gets the admission added.

    `kind` is an `Encounter.Kind`, `event_at` when it happened, `key` what makes the fact the same when sent again.
    """
    encounter = _sent_before(patient, key) or _visit(patient, visit_authority, visit_number)
    if encounter is None:
        encounter = _new(patient, facility, kind, visit_authority, visit_number, reason)
    place = {"to_unit": unit, "to_bed": bed}
    facts = {"kind": Movement.Kind.ADMIT, "event_at": event_at, "visit_kind": kind, "source": source, **place}
    if recording.record(encounter, by=by, key=key, **facts):
        was = statuses.shape(encounter)
        change(encounter, **deriving.derived(encounter), reason=reason or encounter.reason)
        deriving.follow(encounter)
        if statuses.shape(encounter) != was:
            statuses.heard(encounter, by)
            departures.told(encounter, by, was)
    return encounter


@action("edit_encounter")
def note_visit(
    patient: Patient,
    *,
    by: Any,
    facility: Facility,
    kind: str,
    visit_authority: str,
    visit_number: str,
    reason: str = "",
) -> Encounter:
    """A visit heard of before its admission: it waits, without movements, for what happened on it."""
    known = _visit(patient, visit_authority, visit_number)
    return known or _new(patient, facility, kind, visit_authority, visit_number, reason, from_update=True)


def _new(
    patient: Patient,
    facility: Facility,
    kind: str,
    authority: str,
    number: str,
    reason: str,
    from_update: bool = False,
) -> Encounter:
    row = Encounter(
        patient=patient,
        facility=facility,
        kind=kind,
        visit_authority=authority if number else "",
        visit_number=number,
        reason=reason,
        from_update=from_update,
    )
    return keep(row)


def _sent_before(patient: Patient, key: str) -> Encounter | None:
    """The visit of an admission that is on record under this key."""
    return (
        Encounter.objects.filter(patient=patient, movements__key=key).select_for_update(of=("self",)).first()
    )


def _visit(patient: Patient, authority: str, number: str) -> Encounter | None:
    """The visit with a number, by its own or another number it has had; Refused when it is somebody else's."""
    if not number:
        return None
    rows = Encounter.objects.select_for_update(of=("self",))
    alias = VisitAlias.objects.filter(authority=authority, value=number).values("encounter")
    found = (
        rows.filter(visit_authority=authority, visit_number=number).first()
        or rows.filter(pk__in=alias).first()
    )
    if found is not None and found.patient_id != patient.pk:
        raise Refused(
            _("This visit number belongs to another patient. Check the number, or join the two records.")
        )
    return found
