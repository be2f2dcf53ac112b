"""What the timeline tells of the care team: who joined, who left."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core.timeline import Line, Said, lines, source
from patients.models import Case
from policy.queries import activity_label
from teams.models import Assignment, Responsibility, Transfer


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


def _answers(line: Line) -> Said:
    named = {"person": line.text, "what": activity_label(line.code)}
    return Said(_("%(person)s answers for: %(what)s") % named, line.more, "blue")


@source("answers", kind="team", icon="user-check", perm="view_case", say=_answers)
def answers(case: Case) -> QuerySet[Any, Any]:
    """Only what people did themselves: what comes with a role is told by their joining."""
    rows = Responsibility.objects.filter(case=case, error_at=None).exclude(origin=Responsibility.Origin.RULE)
    who = Coalesce("holder__name", "practitioner__name")
    return lines(
        rows.annotate(name=who), "starts_at", who="created_by__name", code="activity", text="name", more="why"
    )


def _handed(line: Line) -> Said:
    named = {"person": line.text, "answer": str(Transfer.Status(line.code).label).lower()}
    return Said(_("Hand-over to %(person)s: %(answer)s") % named, line.more)


@source("handedover", kind="team", icon="arrow-right-left", perm="view_case", say=_handed)
def handed(case: Case) -> QuerySet[Any, Any]:
    rows = Transfer.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", code="status", text="to_user__name", more="why")
