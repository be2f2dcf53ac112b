"""What somebody is at a facility now: the roles they may be given on its cases, and whether they work there."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import access, clock
from core.refusals import Refused
from facilities.models import Facility
from teams.models import AccessBlock, CaseAccess, FacilityRole, TeamMember, UnitCover


def roles_at(facility: Facility, user: Any, *, but: Any = None) -> set[str]:
    """The person's usual role, and those they hold here by facility role or unit cover, without one row that ends."""
    given = _now(FacilityRole, user).filter(facility=facility)
    covered = _now(UnitCover, user).filter(unit__facility=facility)
    rows = [
        each.exclude(pk=but.pk if but else None).values_list("role", flat=True) for each in (given, covered)
    ]
    usual = {user.default_role} - {but.role if but else ""}
    return {*usual, *rows[0].union(rows[1])} - {""}


def works_at(facility: Facility, user: Any) -> bool:
    """Whether the person belongs here; somebody who was never bound to a facility may be asked anywhere."""
    return (
        _now(FacilityRole, user).filter(facility=facility).exists()
        or not FacilityRole.objects.filter(user=user).exists()
        or _now(UnitCover, user).filter(unit__facility=facility).exists()
        or _now(TeamMember, user).filter(team__facility=facility).exists()
    )


def must_work_at(facility: Facility, user: Any, *, field: str) -> None:
    """Refused for somebody who works at another facility, or here no more."""
    if not works_at(facility, user):
        raise Refused(
            _("%(name)s does not work at this facility. Choose somebody who works here.")
            % {"name": user.short},
            field=field,
        )


def must_not_be_kept_from(case: Any, user: Any, *, field: str) -> None:
    """Refused for somebody whom a block keeps from the patient: they could not even open what they are given."""
    if _now(AccessBlock, user).filter(patient=case.patient_id).exists():
        raise Refused(
            _("%(name)s cannot work with this patient. Choose somebody else.") % {"name": user.short},
            field=field,
        )


def to_pass_on(case: Any, user: Any) -> frozenset[str]:
    """What somebody holds on a case by more than an emergency, in the role they act in: only that can be given on."""
    lines = access._rows(CaseAccess, user).filter(content_object=case.pk).exclude(source="emergency")
    return frozenset(lines.values_list("permission__codename", flat=True))


def _now(model: Any, user: Any) -> "QuerySet[Any]":
    now = clock.now()
    return model.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), user=user, live=True, starts_at__lte=now
    )


# What makes somebody one of those who work on a case; looking in for a while (an offer, a consult, an emergency) does not.
WORKS = ("assignment", "supervision", "consent")


def works_in(relations: Iterable[Any]) -> set[str]:
    """The roles in which somebody works on a case, by the access rows that a page has read already."""
    desk = (("facility_role", Role.INTAKE),)
    return {line.role for line in relations if line.source in WORKS or (line.source, line.role) in desk}


def on_case(case: Any, user: Any) -> set[str]:
    """The roles in which somebody works on a case now: by assignment, supervision or the patient's consent, or at intake."""
    desk = Q(source="facility_role", role=Role.INTAKE)
    rows = CaseAccess.objects.filter(Q(source__in=WORKS) | desk, content_object=case.pk, user=user.pk)
    return set(rows.values_list("role", flat=True))
