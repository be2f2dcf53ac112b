"""What the file says of the gates that rest on notices to the patient and on the screening before a nursing facility."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.fields import DurationField, FloatField
from django.db.models.functions import Cast, Extract, JSONObject
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext as _

from core import calendar, clock
from discharge.departed import GOES_ON, STAYS
from discharge.gate_facts import fresh
from discharge.gates import Answer, Rows, fact
from discharge.models import DischargePlan, LeavingStep, Notice, Pasrr
from discharge.notice_facts import version_at
from encounters.dispositions import base
from encounters.models import Encounter
from patients.models import Case
from policy.ready import notices_by

OPEN = (Notice.Status.DUE, Notice.Status.MISSED)
# Without rules of a site: a skilled or Medicaid-only nursing facility, a swing bed (clinical.md 2.11).
NURSING = frozenset({"03", "61", "64"})


def page(case: Case) -> str:
    """Where notices and screenings of a case are worked on."""
    return reverse("notices:case", args=[case.pk])


def _open() -> Any:
    """Of the present stay, with the visits that went on into it; what an earlier one owed went with its own departure."""
    stays = Encounter.objects.filter(
        case=OuterRef("encounter__case"), kind__in=STAYS, started_at__isnull=False
    )
    newest = stays.exclude(status=Encounter.Status.CANCELLED).order_by("-started_at", "-pk").values("pk")[:1]
    left = LeavingStep.objects.filter(
        case=OuterRef("encounter__case"), stage=LeavingStep.Stage.LEFT, leaving__lt=F("plan__leaving"),
        reversed_at=None, error_at=None, at__gte=OuterRef("encounter__started_at"),
    )  # fmt: skip
    here, ended = Encounter.Status.IN_PROGRESS, Encounter.Status.CANCELLED
    goes_on = Q(encounter__status=here) | Q(encounter__disposition__in=GOES_ON)
    rows = Notice.objects.filter(
        Q(encounter=Subquery(newest)) | goes_on & ~Q(Exists(left)),
        encounter__case=OuterRef("pk"), encounter__kind__in=STAYS, encounter__started_at__isnull=False,
        status__in=OPEN, error_at=None,
    )  # fmt: skip
    over = F("rules__body__observation__more_than_hours")
    shape = JSONObject(kind="kind", since="due_from", over=over)
    return ArraySubquery(rows.exclude(encounter__status=ended).order_by("due_by", "pk").values(row=shape))


def _holds(row: dict[str, Any]) -> bool:
    """Whether an open notice holds the patient: that of observation does past 24:00:00 of it alone (R-MOON-1, E-1)."""
    if row["kind"] != Notice.Kind.MOON:
        return True
    return calendar.more_than(row["over"], datetime.fromisoformat(row["since"]), clock.now())


def _holds_by_now() -> Rows:
    """The notices of observation of which `_holds` is true by now: their number is news though no row has changed."""
    over = Cast(F("rules__body__observation__more_than_hours"), FloatField())
    lasts = ExpressionWrapper(clock.CoreNow() - F("due_from"), DurationField())
    long = GreaterThan(Cast(Extract(lasts, "epoch"), FloatField()), over * 3600.0)
    return Rows(Notice.objects.filter(long, kind=Notice.Kind.MOON, status__in=OPEN), "case")


@fact("notices", reads=_open, rests_on=(Notice, Encounter, _holds_by_now()))
def notices(case: Case, _plan: DischargePlan, rows: list[dict[str, Any]]) -> Answer:
    """Every notice that the stay owes was given (42 CFR 405.1205, 489.20(y), 405.1210)."""
    labels, kinds = dict(Notice.Kind.choices), dict.fromkeys(row["kind"] for row in rows if _holds(row))
    words = (
        _("Not given yet: %(what)s.") % {"what": ", ".join(str(labels[kind]) for kind in kinds)}
        if kinds
        else ""
    )
    return Answer(not kinds, words, page(case))


def _screened() -> Any:
    rows = Pasrr.objects.filter(fresh("screened_at"), case=OuterRef("pk"), error_at=None)
    rows = rows.order_by("-screened_at", "-pk")
    shape = JSONObject(outcome="outcome", asked="referred_at", determination="determination")
    rules = Subquery(version_at("facility", clock.now()))
    return JSONObject(newest=Subquery(rows.values(row=shape)[:1]), rules=rules)


@fact("pasrr", reads=_screened, rests_on=(Pasrr,), by_place=True)
def pasrr(case: Case, goes_to: str, read: dict[str, Any]) -> Answer:
    """Before a nursing facility: Level I, and where it was positive a Level II that approves it (42 CFR 483.106)."""
    rules, row = notices_by(read["rules"]), read["newest"]
    wanted = rules.pasrr_for if rules else NURSING
    if not {goes_to, base(goes_to)} & wanted:
        return Answer(True, needed=False)
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
