"""Who pays, and what a payer said when asked."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from coverage import changed
from coverage.models import BenefitCheck, Coverage, Plan
from patients.models import Patient
from patients.stubs import must_stand

RANKS = {1: gettext_lazy("first"), 2: gettext_lazy("second"), 3: gettext_lazy("third")}


@action("edit_coverage", after=changed.heard)
def add_coverage(
    patient: Patient,
    *,
    by: Any,
    plan: Plan,
    member_id: str,
    from_on: date,
    rank: int = 1,
    until_on: date | None = None,
    group: str = "",
    holder: str = "",
    relation: str = "",
    source: str = "desk",
) -> Coverage:
    """Add a policy; both days count. Two policies of one rank may not share a day."""
    policy = Coverage(
        patient=must_stand(patient),
        plan=plan,
        member_id=member_id,
        group=group,
        holder=holder,
        relation=relation,
        rank=rank,
        from_on=from_on,
        until_on=until_on,
        source=source,
    )
    _must_not_share_a_day(policy)
    return keep(policy)


@action("edit_coverage", after=changed.heard)
def end_coverage(policy: Coverage, *, by: Any, until_on: date, reason: str = "") -> Coverage:
    """Say until when a policy holds, that day included."""
    policy.until_on = until_on
    _must_not_share_a_day(policy)
    return policy


@action("edit_coverage", after=changed.heard)
def log_benefit_check(
    policy: Coverage,
    *,
    by: Any,
    how: str,
    covered: str,
    spoke_with: str = "",
    reference: str = "",
    units_left: int | None = None,
    active: bool = True,
    valid_until: date | None = None,
) -> BenefitCheck:
    """Keep what the payer said; the policy counts as verified from now on."""
    if policy.error_at:
        raise Refused(_("This policy was entered twice. Check the other one."))
    if valid_until and valid_until < clock.today(policy.patient.facility.tz):
        raise ValidationError({"valid_until": _("This day has passed. Enter until when the answer holds.")})
    policy.verified_at, policy.verified_by = clock.now(), by
    return keep(
        BenefitCheck(
            coverage=policy,
            how=how,
            covered=covered,
            spoke_with=spoke_with,
            reference=reference,
            units_left=units_left,
            active=active,
            valid_until=valid_until,
            checked_at=clock.now(),
            checked_by=by,
        )
    )


def _must_not_share_a_day(policy: Coverage) -> None:
    """The constraint says no in the end; this says which days."""
    same_rank = Coverage.objects.filter(patient=policy.patient_id, rank=policy.rank, error_at=None)
    for other in same_rank.exclude(pk=policy.pk):
        if other.meets(policy):
            raise ValidationError({"rank": _sentence(policy, other)})


def _sentence(one: Coverage, other: Coverage) -> str:
    ends = [day for day in (one.until_on, other.until_on) if day]
    said = {
        "rank": RANKS.get(one.rank, one.rank),
        "from": formats.date_format(max(one.from_on, other.from_on), "j M Y"),
    }
    if not ends:
        return _("Two policies are both %(rank)s from %(from)s on. Change a rank or date.") % said
    said["until"] = formats.date_format(min(ends), "j M Y")
    return _("Two policies are both %(rank)s for %(from)s to %(until)s. Change a rank or date.") % said
