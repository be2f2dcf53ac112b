"""Where who is asked differs from who is on the care team now."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from core.permission_ids import permission_id
from messaging.models import Acknowledgement, ConditionChange
from patients.models import Stage
from teams.models import Assignment, CaseAccess

Status = Acknowledgement.Status


def left() -> QuerySet[Acknowledgement]:
    """Those who have not answered and are not on the team any more, or may not see the patient."""
    rows = Acknowledgement.objects.filter(status=Status.DUE).select_related("change__case")
    gone = ~Exists(_on_team("change__case", "user")) | ~Exists(_able("change__case", "user"))
    return rows.filter(gone).order_by("pk")


def came_back() -> QuerySet[Acknowledgement]:
    """Those whom the clock let off and who are on the team again while the clock of the change runs."""
    rows = Acknowledgement.objects.filter(status=Status.EXCUSED, excused_by__is_service=True)
    rows = rows.filter(change__due_at__gt=clock.now()).exclude(change__case__stage=Stage.CLOSED)
    rows = rows.filter(Exists(_on_team("change__case", "user")), Exists(_able("change__case", "user")))
    return rows.select_related("change__case").order_by("pk")


def joined(batch: int) -> list[ConditionChange]:
    """The changes whose clock runs and of which somebody on the team was never asked."""
    running = ConditionChange.objects.filter(due_at__gt=clock.now()).exclude(case__stage=Stage.CLOSED)
    asked = Acknowledgement.objects.filter(change=OuterRef(OuterRef("pk")), user=OuterRef("user"))
    new = _now(Assignment.objects.filter(case=OuterRef("case"), user__is_active=True))
    new = new.exclude(user=OuterRef("created_by")).filter(~Exists(asked))
    new = new.filter(Exists(_able("case", "user")))
    return list(running.filter(Exists(new)).select_related("case").order_by("pk")[:batch])


def _on_team(case: str, user: str) -> Any:
    return _now(Assignment.objects.filter(case=OuterRef(case), user=OuterRef(user)))


def _now(rows: Any) -> Any:
    now = clock.now()
    return rows.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), live=True, error_at=None, starts_at__lte=now
    ).order_by()


def _able(case: str, user: str) -> Any:
    """The line of access that lets a person work on a case; somebody kept away from the patient has none."""
    permission = permission_id(CaseAccess, "edit_work")
    rows = CaseAccess.objects.filter(user=OuterRef(user), content_object=OuterRef(case))
    return rows.filter(permission=permission).order_by()
