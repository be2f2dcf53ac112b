"""What a consult needs around it: which classes can be shared, who can be asked, until when, and the sight it gives."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import TEAM_ROLES, Role
from core import clock
from core.access import visible_to
from patients.models import Case
from policy.queries import teamwork
from teams import standing
from teams.models import CaseAccess, CaseGrant, Consult, FacilityRole, TeamMember, UnitCover

# What may be shared with somebody who is asked: classes that a consulted clinician can read at all.
SHAREABLE = {
    "clinical": _("Health information"),
    "behavioural": _("Mental health"),
    "psychosocial": _("Life at home"),
    "safeguarding": _("Safety at home"),
    "plan": _("Care plan"),
    "work": _("Work and contacts"),
    "discharge": _("Plans for leaving"),
    "encounter": _("Dates of the stay"),
    "intake": _("The request for case management"),
    "coverage": _("Who pays"),
}
ASKED = Consult.Status.ASKED


def shareable(by: Any, case: Case) -> dict[str, Any]:
    """The classes somebody may share: those they may see themselves, by more than an emergency."""
    rights = standing.to_pass_on(case, by)
    return {name: label for name, label in SHAREABLE.items() if f"view_{name}" in rights}


def could_answer(case: Case, by: Any) -> "QuerySet[User]":
    """Colleagues of the facility who can be asked: clinicians and supervisors, never oneself."""
    now = clock.now()
    on = Q(ends_at=None) | Q(ends_at__gt=now)
    place = case.facility_id
    near = Q(
        pk__in=FacilityRole.objects.filter(on, facility=place, live=True, starts_at__lte=now).values("user")
    )
    near |= Q(
        pk__in=TeamMember.objects.filter(on, team__facility=place, live=True, starts_at__lte=now).values(
            "user"
        )
    )
    near |= Q(
        pk__in=UnitCover.objects.filter(on, unit__facility=place, live=True, starts_at__lte=now).values(
            "user"
        )
    )
    able = User.objects.filter(near, is_active=True, is_service=False)
    return (
        able.filter(default_role__in=[*TEAM_ROLES, Role.SUPERVISOR]).exclude(pk=by.pk).order_by("name", "pk")
    )


def sees_all(user: Any, case: Case, classes: Sequence[str]) -> bool:
    """Whether somebody sees the case and everything that would be shared already, by more than a question."""
    lines = CaseAccess.objects.filter(user=user, content_object=case).exclude(source="consult")
    held = set(lines.values_list("permission__codename", flat=True))
    return {"view_case", *(f"view_{name}" for name in classes)} <= held


def sight(case: Case, by: Any, to: Any, classes: Sequence[str], due_at: datetime) -> CaseGrant:
    """The unsaved grant: the shared classes in the role of a consulted clinician until due, then a time to read on."""
    now = clock.now()
    return CaseGrant(
        case=case,
        created_by=by,
        user=to,
        kind=CaseGrant.Kind.CONSULT,
        role=Role.CONSULTANT,
        classes=sorted(classes),
        why=str(_("Asked a question")),
        starts_at=now,
        ends_at=due_at,
        read_until=teamwork(case.facility, now).ends("consult_tail", due_at),
    )


def asked_of(user: Any) -> "QuerySet[Consult]":
    """What somebody is asked and has not answered, by due time; and what they answered lately."""
    rows = visible_to(Consult, user).filter(to_user=user.pk)
    return rows.select_related("case__patient", "case__facility", "created_by")


def asked_by(user: Any) -> "QuerySet[Consult]":
    """What somebody asked on cases they still see."""
    rows = visible_to(Consult, user).filter(created_by=user.pk)
    return rows.select_related("case__patient", "case__facility", "to_user")


def given_by_hand(case: Case, user: Any) -> "QuerySet[CaseGrant]":
    """What colleagues may see of a case by hand now."""
    rows = visible_to(CaseGrant, user).filter(case=case, kind=CaseGrant.Kind.MANUAL, live=True)
    return rows.filter(ends_at__gt=clock.now()).select_related("user", "permission").order_by("ends_at", "pk")
