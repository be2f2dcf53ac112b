"""What the file says of the gates that rest on notices to the patient and on the screening before a nursing facility."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from core import calendar, clock
from discharge.departed import GOES_ON, STAYS
from discharge.gate_facts import fresh
from discharge.gates import Answer, fact
from discharge.models import DischargePlan, LeavingStep, Notice, Pasrr
from discharge.notice_facts import figures, versions_of
from encounters.models import Encounter
from patients.models import Case

OPEN = (Notice.Status.DUE, Notice.Status.MISSED)
# Without rules of a site: a skilled or Medicaid-only nursing facility, a swing bed (clinical.md 2.11).
NURSING = frozenset({"03", "61", "64"})


def page(case: Case) -> str:
    """Where notices and screenings of a case are worked on."""
    return reverse("notices:case", args=[case.pk])


def _open(case: Case, plan: DischargePlan) -> Any:
    """Of the present stay, with the visits that went on into it; what an earlier one owed went with its own departure."""
    stays = Encounter.objects.filter(case=case, kind__in=STAYS, started_at__isnull=False)
    stays = stays.exclude(status=Encounter.Status.CANCELLED)
    newest = Subquery(stays.order_by("-started_at", "-pk").values("pk")[:1])
    left = LeavingStep.objects.filter(
        plan=plan.pk, stage=LeavingStep.Stage.LEFT, leaving__lt=plan.leaving, reversed_at=None, error_at=None
    )
    goes_on = Q(status=Encounter.Status.IN_PROGRESS) | Q(disposition__in=GOES_ON)
    same = stays.filter(Q(pk=newest) | goes_on & ~Exists(left.filter(at__gte=OuterRef("started_at"))))
    rows = Notice.objects.filter(encounter__in=same.values("pk"), status__in=OPEN, error_at=None)
    over = F("rules__body__observation__more_than_hours")
    shape = JSONObject(kind="kind", since="due_from", over=over)
    return ArraySubquery(rows.order_by("due_by", "pk").values(row=shape))


def _holds(row: dict[str, Any]) -> bool:
    """Whether an open notice holds the patient: that of observation does past 24:00:00 of it alone (R-MOON-1, E-1)."""
    if row["kind"] != Notice.Kind.MOON:
        return True
    return calendar.more_than(row["over"], datetime.fromisoformat(row["since"]), clock.now())


@fact("notices", reads=_open)
def notices(case: Case, _plan: DischargePlan, rows: list[dict[str, Any]]) -> Answer:
    """Every notice that the stay owes was given (42 CFR 405.1205, 489.20(y), 405.1210)."""
    labels, kinds = dict(Notice.Kind.choices), dict.fromkeys(row["kind"] for row in rows if _holds(row))
    words = (
        _("Not given yet: %(what)s.") % {"what": ", ".join(str(labels[kind]) for kind in kinds)}
        if kinds
        else ""
    )
    return Answer(not kinds, words, page(case))


def _newest(case: Case, plan: DischargePlan) -> Any:
    rows = Pasrr.objects.filter(fresh(plan, "screened_at"), case=case, error_at=None)
    rows = rows.order_by("-screened_at", "-pk")
    shape = JSONObject(outcome="outcome", asked="referred_at", determination="determination")
    return Subquery(rows.values(row=shape)[:1])


@fact("pasrr", reads=_newest)
def pasrr(case: Case, plan: DischargePlan, row: dict[str, Any] | None) -> Answer:
    """Before a nursing facility: Level I, and where it was positive a Level II that approves it (42 CFR 483.106)."""
    version_at = versions_of(case.facility)
    wanted = figures(version_at(clock.now())).pasrr_for if version_at else NURSING
    if plan.disposition not in wanted:
        return Answer(True)
    words = _missing(row)
    return Answer(not words, words, page(case))


def _missing(row: dict[str, Any] | None) -> str:
    if row is None:
        return _("The screening before a nursing facility (Level I) is not recorded.")
    if row["outcome"] != Pasrr.Outcome.POSITIVE:
        return ""
    if not row["asked"]:
        return _("Level I was positive. Ask for Level II.")
    if not row["determination"]:
        return _("Level II is not determined yet.")
    return _("Level II did not approve a nursing facility.") if row["determination"] == "denied" else ""
