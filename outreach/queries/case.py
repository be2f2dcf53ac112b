"""How a case is reached: open protocols, visits, the index with its arithmetic."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from outreach import attempts
from outreach.models import EngagementScore, HomeVisit, Outreach, ScriptRun
from patients.models import Case
from policy import reach
from worklist.models import ContactAttempt

SHOWN = 10
DAYS = 14
LABELS = {
    "reached": gettext_lazy("Attempts that reached the patient"),
    "kept": gettext_lazy("Appointments kept"),
    "answered": gettext_lazy("Follow-ups done and readings given"),
    "since": gettext_lazy("Days since the last contact"),
}


def protocols(case: Case) -> list[Outreach]:
    """The protocols of a case, the open ones first."""
    rows = Outreach.objects.filter(case=case).select_related("person", "owner", "item__owner", "ended_by")
    return sorted(rows.order_by("-pk")[:SHOWN], key=lambda row: not row.is_open)


def visits(case: Case) -> "QuerySet[HomeVisit]":
    """The latest visits to the home."""
    rows = HomeVisit.objects.filter(case=case).select_related("visitor", "alarm")
    return rows.order_by("-starts_at")[:SHOWN]


def contacts(case: Case) -> list[ContactAttempt]:
    """The latest attempts at contact, as many as the rules count; a page shows the first of them."""
    rows = ContactAttempt.objects.filter(case=case).select_related("recorded_by", "person")
    return list(rows.order_by("-at", "-pk")[: attempts.LATEST])


def beside() -> dict[str, Any]:
    """The scores and the calls by a script, read with the case in one statement."""
    scores = EngagementScore.objects.filter(case=OuterRef("pk")).order_by("-on")
    score = JSONObject(on="on", points="points", parts="parts", fell="fell")
    calls = ScriptRun.objects.filter(case=OuterRef("pk")).order_by("-pk")
    call = JSONObject(pk="pk", at="created_at", status="status", who="created_by__name")
    return {
        "index_scores": ArraySubquery(scores.values(said=score)[:DAYS]),
        "calls": ArraySubquery(calls.values(said=call)[:SHOWN]),
    }


def index(case: Any) -> dict[str, Any] | None:
    """The latest score with each part in words, and the scores of the days before; None before the first."""
    rows = [row | {"on": date.fromisoformat(row["on"])} for row in case.index_scores]
    if not rows:
        return None
    return {"score": rows[0], "parts": [_said(part) for part in rows[0]["parts"]], "past": rows[1:]}


def runs(case: Any) -> list[ScriptRun]:
    """The calls by a script, the latest first."""
    found = []
    for row in case.calls:
        made = ScriptRun(pk=UUID(row["pk"]), case=case, status=row["status"])
        made.created_at, made.created_by = datetime.fromisoformat(row["at"]), User(name=row["who"])
        found.append(made)
    return found


def missing(found: Outreach, made: Iterable[ContactAttempt]) -> list[str]:
    """What keeps a protocol from ending as unable to reach, by the attempts on its page."""
    tried = [attempts.of_contact(row) for row in made if row.person_id == found.person_id]
    case = found.case
    return attempts.said(reach.missing(attempts.rules_of(case), tried, attempts.zone_of(case)))


def _said(part: dict[str, Any]) -> dict[str, Any]:
    """One line of the arithmetic in words."""
    if part["code"] == "since":
        fact = _("%(n)d days") % {"n": part["good"]} if part["good"] is not None else _("never reached")
    elif part["of"]:
        fact = _("%(good)d of %(of)d") % part
    else:
        fact = _("nothing to count: half the points")
    return part | {"label": LABELS[part["code"]], "fact": fact}
