"""What the timeline tells of standing in: who covered for whom on the case, from when."""

from typing import Any

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.clock import CoreNow
from core.timeline import Line, Said, lines, source
from patients.models import Case
from teams.models import Absence, Assignment


def _covering(line: Line) -> Said:
    return Said(_("%(deputy)s stands in for %(name)s") % {"deputy": line.who, "name": line.text}, tone="blue")


@source("standsin", kind="team", icon="user-check", perm="view_case", say=_covering)
def covering(case: Case) -> QuerySet[Any, Any]:
    rows = _of(case).filter(starts_at__lte=CoreNow())
    return lines(rows, "starts_at", who="deputy__name", text="user__name")


def _back(line: Line) -> Said:
    return Said(_("%(name)s is back, %(deputy)s stands in no more") % {"deputy": line.who, "name": line.text})


@source("isback", kind="team", icon="user-check", perm="view_case", say=_back)
def back(case: Case) -> QuerySet[Any, Any]:
    rows = _of(case).filter(ends_at__lte=CoreNow(), ends_at__gt=F("starts_at"))
    return lines(rows, "ends_at", who="deputy__name", text="user__name")


def _of(case: Case) -> QuerySet[Absence]:
    """The covered absences, running or over, of people who had a part in the case meanwhile."""
    part = Assignment.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=OuterRef("starts_at")), case=case, user=OuterRef("user"), error_at=None,
        starts_at__lt=OuterRef("ends_at"),
    )  # fmt: skip
    # The part was covered when its role is among those of the cover.
    among = Func(OuterRef("roles"), F("role"), function="array_position", output_field=IntegerField())
    part = part.annotate(among=among).filter(among__isnull=False)
    led = part.filter(is_lead=True)
    rows = Absence.objects.filter(facility=case.facility_id).exclude(roles=[])
    return rows.filter(Q(only_led=False) & Exists(part) | Exists(led))
