"""How a case is reached: open protocols, visits, the index with its arithmetic."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outreach import attempts
from outreach.models import EngagementScore, HomeVisit, Outreach
from patients.models import Case
from worklist.models import ContactAttempt

SHOWN = 10
DAYS = 14
LABELS = {
    "reached": gettext_lazy("Attempts that reached the patient"),
    "kept": gettext_lazy("Appointments kept"),
    "answered": gettext_lazy("Follow-ups done"),
    "since": gettext_lazy("Days since the last contact"),
}


def protocols(case: Case) -> list[Outreach]:
    """The protocols of a case, the open ones first."""
    rows = Outreach.objects.filter(case=case).select_related("person", "owner", "item", "ended_by")
    return sorted(rows.order_by("-pk")[:SHOWN], key=lambda row: not row.is_open)


def visits(case: Case) -> "QuerySet[HomeVisit]":
    """The latest visits to the home."""
    rows = HomeVisit.objects.filter(case=case).select_related("visitor", "alarm", "case__facility")
    return rows.order_by("-starts_at")[:SHOWN]


def contacts(case: Case) -> "QuerySet[ContactAttempt]":
    """The latest attempts at contact."""
    rows = ContactAttempt.objects.filter(case=case).select_related("recorded_by", "person")
    return rows.order_by("-at", "-pk")[:SHOWN]


def index(case: Case) -> dict[str, Any] | None:
    """The latest score with each part in words, and the scores of the days before; None before the first."""
    rows = list(EngagementScore.objects.filter(case=case).order_by("-on")[:DAYS])
    if not rows:
        return None
    return {"score": rows[0], "parts": [_said(part) for part in rows[0].parts], "past": rows[1:]}


def missing(found: Outreach) -> list[str]:
    """What keeps a protocol from ending as unable to reach."""
    return attempts.gaps(found.case, found.person)


def _said(part: dict[str, Any]) -> dict[str, Any]:
    """One line of the arithmetic in words."""
    if part["code"] == "since":
        fact = _("%(n)d days") % {"n": part["good"]} if part["good"] is not None else _("never reached")
    elif part["of"]:
        fact = _("%(good)d of %(of)d") % part
    else:
        fact = _("nothing to count: half the points")
    return part | {"label": LABELS[part["code"]], "fact": fact}
