"""What goes with a change of somebody's role on a date: their parts in cases, their cover, their usual role."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.actions import change, keep
from core.refusals import Refused
from teams.models import Absence, Assignment, FacilityRole


def must_not_stand_in(role: FacilityRole, moment: datetime) -> None:
    """Refused while they stand in for somebody, beyond that moment, in the role they give up."""
    rows = Absence.objects.filter(
        deputy=role.user_id,
        facility=role.facility_id,
        status=Absence.Status.COVERED,
        live=True,
        ends_at__gt=moment,
    )
    cover = rows.filter(roles__contains=[role.role]).select_related("user").first()
    if cover is not None:
        raise Refused(
            _(
                "They stand in for %(name)s in that role beyond this day. End that cover first, or choose a later day."
            )
            % {"name": cover.user.short},
            field="on",
        )


def move_parts(former: FacilityRole, new: FacilityRole, *, by: Any, keep_cases: bool) -> None:
    """End the parts in cases here in the former role with that moment; or let each go on in the new one."""
    why = _("Change of role")
    for part in parts_in(former).select_for_update(of=("self",)):
        until = part.ends_at
        change(part, ends_at=max(part.starts_at, new.starts_at), why=why)
        if keep_cases:
            keep(
                Assignment(
                    case_id=part.case_id,
                    user_id=part.user_id,
                    role=new.role,
                    discipline=part.discipline,
                    scope=part.scope,
                    is_lead=part.is_lead,
                    starts_at=new.starts_at,
                    ends_at=until,
                    why=why,
                    created_by=by,
                )
            )


def parts_in(role: FacilityRole) -> "QuerySet[Assignment]":
    """The parts somebody has in open and closed cases of the facility in a role, beyond the role's own end."""
    rows = Assignment.objects.filter(
        user=role.user_id, role=role.role, case__facility=role.facility_id, live=True, error_at=None,
        status=Assignment.Status.ACTIVE,
    )  # fmt: skip
    return rows.exclude(ends_at__lte=role.ends_at or clock.now()).order_by("case_id", "pk")


def usual_role(former: FacilityRole, new: FacilityRole) -> str:
    """The person's usual role once the new one has begun: that one, where the former one was it."""
    usual = former.user.default_role
    return str(new.role if usual in ("", former.role) else usual)


def taken_up() -> "QuerySet[FacilityRole]":
    """Roles that have begun where the usual role of the person ended in the same instant, and is held nowhere now."""
    now = clock.now()
    held = FacilityRole.objects.filter(
        user=OuterRef("user"), role=OuterRef("user__default_role"), starts_at__lte=now
    )
    before = held.filter(facility=OuterRef("facility"), ends_at=OuterRef("starts_at"))
    rows = FacilityRole.objects.filter(Exists(before), ~Exists(held.exclude(ends_at__lte=now)), live=True)
    return rows.filter(starts_at__lte=now).exclude(ends_at__lte=now).exclude(role=F("user__default_role"))
