"""What the timeline tells of the request a case began with."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.timeline import Line, Said, lines, source
from intake.models import IntakeRequest
from patients.models import Case

DECIDED = (IntakeRequest.Status.DECLINED, IntakeRequest.Status.REDIRECTED)


def _of(case: Case) -> QuerySet[Any, Any]:
    return IntakeRequest.objects.filter(case=case)


def _received(line: Line) -> Said:
    return Said(
        _("Request received from: %(who)s") % {"who": IntakeRequest.Source(line.code).label},
        line.text,
        "blue",
    )


@source("requested", kind="intake", icon="inbox", perm="summary_intake", detail="view_intake", say=_received)
def received(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(case), "received_at", who="created_by__name", code="source", text="question")


def _decided(line: Line) -> Said:
    title = _("Request not taken on") if line.code in DECIDED else _("Request accepted")
    return Said(title, line.text, "orange" if line.code in DECIDED else "green")


@source("decided", kind="intake", icon="inbox", perm="summary_intake", detail="view_intake", say=_decided)
def decided(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(case), "decided_at", who="decided_by__name", code="status", text="decision_reason")


@source(
    "firstcontact", kind="intake", icon="phone-call", perm="summary_intake",
    say=lambda line: Said(_("First contact made"), "", "green"),
)  # fmt: skip
def first_contact(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(case), "contacted_at", who="contact__recorded_by__name")
