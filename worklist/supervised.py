"""Whose ledger a supervisor may read: people on the cases they supervise."""

from typing import Any

from django.http import Http404

from accounts.models import User
from core import clock
from core.access import visible_to
from patients.models import Case
from teams.models import Assignment


def person_or_404(user: Any, pk: Any) -> User:
    """Somebody who is on a case that the person supervises now; anybody else is not there."""
    cases = visible_to(Case, user, "supervise").order_by().values("pk")
    on = Assignment.objects.filter(case__in=cases, error_at=None, starts_at__lte=clock.now())
    found = User.objects.filter(pk=pk, is_service=False, pk__in=on.values("user")).first()
    if found is None:
        raise Http404
    return found
