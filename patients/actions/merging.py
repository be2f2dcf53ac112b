"""Joining two records of one patient, and parting them again exactly."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import access, clock
from core.actions import action, keep
from core.refusals import Denied, Refused
from patients import merging
from patients.merge_rules import Step
from patients.models import Merge, Patient
from patients.stubs import must_stand

Status = Merge.Status


def _both_in_key_order(verb: Callable[..., Merge]) -> Callable[..., Merge]:
    """Lock both records by ascending key before the kernel locks its target, so that two merges cannot deadlock."""

    @wraps(verb)
    def run(target: Any, *, by: Any, **details: Any) -> Merge:
        pair = (
            (target.survivor_id, target.retired_id)
            if isinstance(target, Merge)
            else (target.pk, details["retired"].pk)
        )
        with transaction.atomic():
            list(Patient.objects.select_for_update().filter(pk__in=pair).order_by("pk").values_list("pk"))
            return verb(target, by=by, **details)

    return run


@_both_in_key_order
@action("merge_patients")
def merge(survivor: Patient, *, by: Any, retired: Patient, reason: str) -> Merge:
    """Keep one record and turn the other into a stub that leads to it; every row moves by its model's rule."""
    retired = Patient.objects.get(pk=retired.pk)
    if survivor.pk == retired.pk:
        raise Refused(_("Choose two different records."), field="retired")
    if not access.can(by, "merge_patients", retired):
        raise Denied("merge_patients", "patients.merge", retired)
    if not reason.strip():
        raise Refused(_("Say how you know that this is one patient."), field="reason")
    must_stand(survivor)
    must_stand(retired)
    merge = Merge(survivor=survivor, retired=retired, reason=reason, done_by=by)
    merge.before = merging.image(survivor, retired)
    keep(merge)
    merging.join(merge, Step(survivor, retired, by, clock.now()))
    return merge


@_both_in_key_order
@action("merge_patients", moves={Status.DONE: Status.UNDONE})
def unmerge(merge: Merge, *, by: Any, reason: str) -> Merge:
    """Part two joined records: what moved goes back as it was; what came since stays where it was written."""
    if not reason.strip():
        raise Refused(_("Say why these are two patients after all."), field="reason")
    if merge.survivor.merged_into_id:
        raise Refused(_("The kept record was itself joined with another since. Part those two first."))
    merging.part(merge)
    merge.undone_at, merge.undone_by = clock.now(), by
    return merge
