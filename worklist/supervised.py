"""Whose ledger a supervisor may read: members of their teams, people on the cases they supervise, or at the houses of these."""

from typing import Any

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from audit import record
from core import clock
from core.access import visible_to
from patients.models import Case
from teams.models import Assignment, FacilityRole, TeamMember


def person_or_404(user: Any, pk: Any) -> User:
    """Somebody who is in a team that the person supervises, on a case of it, or at its house; anybody else is not there."""
    cases = visible_to(Case, user, "supervise").order_by()
    on = Assignment.objects.filter(case__in=cases.values("pk"), error_at=None, starts_at__lte=clock.now())
    here = FacilityRole.objects.filter(facility__in=cases.values("facility"), live=True)
    now = clock.now()
    in_teams = TeamMember.objects.filter(live=True, starts_at__lte=now).exclude(ends_at__lte=now)
    teams = in_teams.filter(user=user, supervises=True).values("team")
    near = Q(pk__in=on.values("user")) | Q(pk__in=here.values("user"))
    near |= Q(pk__in=in_teams.filter(team__in=teams).values("user"))
    found = User.objects.filter(near, pk=pk, is_service=False).first()
    if found is None:
        record.denied("view", User.objects.filter(pk=pk).first(), by=user, at=clock.now(), perm="supervise")
        raise Http404
    return found
