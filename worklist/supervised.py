"""Whose ledger a supervisor may read: people on the cases they supervise, or at the houses of these."""

from typing import Any

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from audit import record
from core import clock
from core.access import visible_to
from patients.models import Case
from teams.models import Assignment, FacilityRole


def person_or_404(user: Any, pk: Any) -> User:
    """Somebody who is on a case that the person supervises now, or works at its house; anybody else is not there."""
    cases = visible_to(Case, user, "supervise").order_by()
    on = Assignment.objects.filter(case__in=cases.values("pk"), error_at=None, starts_at__lte=clock.now())
    here = FacilityRole.objects.filter(facility__in=cases.values("facility"), live=True)
    near = Q(pk__in=on.values("user")) | Q(pk__in=here.values("user"))
    found = User.objects.filter(near, pk=pk, is_service=False).first()
    if found is None:
        record.denied("view", User.objects.filter(pk=pk).first(), by=user, at=clock.now(), perm="supervise")
        raise Http404
    return found
