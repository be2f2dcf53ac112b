"""Who takes up what a plan asks for: whoever answers for the activity in that role, else somebody of the role on the case."""

from typing import Any
from uuid import UUID

from accounts.models import User
from careplans.models import Intervention
from core import access, clock
from patients.models import Case
from teams import ledger
from teams.models import Assignment


class Hands:
    """The people of a case and what they answer for, read once for a whole plan."""

    def __init__(self, case: Case) -> None:
        now = clock.now()
        rows = Assignment.objects.filter(
            case=case, live=True, error_at=None, starts_at__lte=now, user__is_active=True
        )
        rows = rows.exclude(ends_at__lte=now).select_related("user").order_by("-is_lead", "starts_at", "pk")
        self.case = case
        self.people: dict[str, list[User]] = {}
        for row in rows:
            self.people.setdefault(row.role, []).append(row.user)
        held = ledger.live(case, now).filter(shared=False, holder__isnull=False)
        self.holders: dict[str, Any] = dict(held.values_list("activity", "holder"))
        self._able: dict[UUID, bool] = {}

    def of(self, row: Intervention) -> User | None:
        """The person named, else who answers for it in its role, else the first of the role; nobody where none may."""
        people = [user for user in self.people.get(row.owner_role, []) if self._may(user)]
        if row.owner is not None and self._may(row.owner):
            return row.owner
        answers = self.holders.get(row.activity)
        return next((user for user in people if user.pk == answers), next(iter(people), None))

    def _may(self, user: User) -> bool:
        if user.pk not in self._able:
            self._able[user.pk] = access.can(user, "edit_work", self.case)
        return self._able[user.pk]
