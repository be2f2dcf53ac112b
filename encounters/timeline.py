"""What the timeline tells of a case's visits."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.timeline import Line, Said, lines, source
from encounters.dispositions import label
from encounters.models import Movement, StatusOrder
from patients.models import Case

TAKEN_BACK = {
    "admit": gettext_lazy("Admission taken back"),
    "transfer": gettext_lazy("Transfer taken back"),
    "leave": gettext_lazy("Departure taken back"),
}


def _place(line: Line) -> Said:
    kind, bed = line.code, line.more
    place = (line.text or "") + (", " + _("bed %(bed)s") % {"bed": bed} if bed else "")
    if kind == Movement.Kind.ADMIT:
        return Said(
            _("Admitted to %(place)s") % {"place": place} if line.text else _("Admitted"), "", "green"
        )
    return Said(_("Moved to %(place)s") % {"place": place}, "", "grey")


@source("place", kind="movement", icon="bed", perm="summary_encounter", say=_place)
def places(case: Case) -> QuerySet[Any, Any]:
    rows = Movement.objects.filter(
        encounter__case=case, kind__in=[Movement.Kind.ADMIT, Movement.Kind.TRANSFER]
    )
    return lines(
        rows, "event_at", who="recorded_by__name", code="kind", text="to_unit__name", more="to_bed__code"
    )


def _left(line: Line) -> Said:
    return Said(_("Left"), ", ".join(filter(None, (label(line.code), line.text))), "purple")


@source("left", kind="movement", icon="log-out", perm="summary_encounter", detail="view_encounter", say=_left)
def departures(case: Case) -> QuerySet[Any, Any]:
    rows = Movement.objects.filter(encounter__case=case, kind=Movement.Kind.LEAVE)
    return lines(rows, "event_at", who="recorded_by__name", code="disposition", text="destination")


def _back(line: Line) -> Said:
    return Said(str(TAKEN_BACK[line.code]), "", "orange")


@source("takenback", kind="movement", icon="undo-2", perm="summary_encounter", say=_back)
def taken_back(case: Case) -> QuerySet[Any, Any]:
    rows = Movement.objects.filter(encounter__case=case, kind=Movement.Kind.CANCEL)
    return lines(rows, "event_at", who="recorded_by__name", code="takes_back")


def _ordered(line: Line) -> Said:
    status = StatusOrder.Status(line.code).label
    words = ", ".join(filter(None, (line.text, line.more)))
    return Said(_("Ordered: %(status)s") % {"status": status}, words, "purple")


@source(
    "statusorder",
    kind="movement",
    icon="clipboard-list",
    perm="summary_encounter",
    detail="view_encounter",
    say=_ordered,
)
def ordered(case: Case) -> QuerySet[Any, Any]:
    rows = StatusOrder.objects.filter(encounter__case=case)
    return lines(rows, "ordered_at", who="recorded_by__name", code="status", text="ordered_by", more="reason")
