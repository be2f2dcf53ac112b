"""What the timeline tells of the care team: who joined, who left."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core.timeline import Line, Said, lines, source
from patients.models import Case
from teams.models import Assignment


def _named(line: Line) -> dict[str, str]:
    role = str(Role(line.code).label)
    return {"person": line.text, "role": role[:1].lower() + role[1:]}


def _joined(line: Line) -> Said:
    return Said(_("%(person)s joined as %(role)s") % _named(line), line.more, "blue")


@source("joined", kind="team", icon="user-plus", perm="view_case", say=_joined)
def joined(case: Case) -> QuerySet[Any, Any]:
    rows = Assignment.objects.filter(case=case, error_at=None)
    return lines(rows, "starts_at", who="created_by__name", code="role", text="user__name")


def _ended(line: Line) -> Said:
    return Said(_("%(person)s is no longer %(role)s") % _named(line), line.more)


@source("stooddown", kind="team", icon="user-minus", perm="view_case", say=_ended)
def ended(case: Case) -> QuerySet[Any, Any]:
    rows = Assignment.objects.filter(case=case, error_at=None, status=Assignment.Status.ENDED)
    return lines(rows, "ends_at", code="role", text="user__name", more="why")
