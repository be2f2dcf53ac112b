"""Who is on a case now, who was, and who could join."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import TEAM_ROLES
from core import clock
from patients.models import Case
from teams.models import Assignment, TeamMember
from teams.purposes import CALL_FOR

PAST_SHOWN = 20


def people(case: Case) -> tuple[list[Assignment], list[Assignment]]:
    """Those on the case now, the lead first, and those who were, the latest first; two lists from one query."""
    now = clock.now()
    rows = (
        Assignment.objects.filter(case=case, error_at=None)
        .select_related("user")
        .order_by("-is_lead", "starts_at", "pk")
    )
    present: list[Assignment] = []
    past: list[Assignment] = []
    for row in rows:
        row.call_for = CALL_FOR.get(row.role, "")  # type: ignore[attr-defined]
        over = row.status == Assignment.Status.ENDED or (row.ends_at and row.ends_at <= now)
        (past if over else present).append(row)
    past.sort(key=lambda row: row.ends_at or now, reverse=True)
    return present, past[:PAST_SHOWN]


def could_join(case: Case) -> "QuerySet[User]":
    """Colleagues of the facility's teams who could take a role on a case."""
    now = clock.now()
    here = TeamMember.objects.filter(team__facility=case.facility_id, live=True, starts_at__lte=now)
    here = here.filter(Q(ends_at=None) | Q(ends_at__gt=now))
    able = User.objects.filter(is_active=True, is_service=False, default_role__in=TEAM_ROLES)
    return able.filter(pk__in=here.values("user")).order_by("name", "pk")
