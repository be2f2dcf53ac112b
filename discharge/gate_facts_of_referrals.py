"""What the file says of the gates that rest on referrals: choice and acceptance, transport, equipment."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Service
from discharge.gate_facts import fresh
from discharge.gates import LEAVING, Answer, fact
from discharge.models import DischargePlan
from encounters.dispositions import base
from patients.models import Case
from referrals.models import BY_CHOICE, Choice, Referral

Kind = Service.Kind
Status = Referral.Status
# Who must have accepted where a patient goes, by the code of the disposition (NUBC UB-04 form locator 17). A swing bed
# is skilled nursing care in a hospital (42 CFR 482.58): on the directory it is a service of that kind.
SERVES = {
    "02": Kind.ACUTE_HOSPITAL,
    "03": Kind.SNF,
    "04": Kind.NURSING_FACILITY,
    "06": Kind.HOME_HEALTH,
    "50": Kind.HOSPICE_HOME,
    "51": Kind.HOSPICE_FACILITY,
    "61": Kind.SNF,
    "62": Kind.IRF,
    "63": Kind.LTCH,
    "64": Kind.NURSING_FACILITY,
    "65": Kind.BEHAVIOURAL,
}
# Where nobody need accept.
HOME = "01"
# Somebody will take the patient, or did: what was closed because it never came, or met nothing, is nobody.
TAKEN = Q(status__in=(Status.BOOKED, Status.STARTED)) | Q(
    status=Status.CLOSED,
    started_at__isnull=False,
    outcome__in=(Referral.Outcome.MET, Referral.Outcome.PARTLY),
)


def kind_for(disposition: str) -> str:
    """The kind of service a disposition leads to; empty where it leads to none."""
    return str(SERVES.get(base(disposition), ""))


def page(case: Case) -> str:
    """Where referrals are worked on."""
    return reverse("referrals:case", args=[case.pk])


def _asked() -> Any:
    """Of which kinds the patient chose, and of which somebody has accepted or will take them."""
    chosen = Choice.objects.filter(
        fresh("recorded_at"), case=OuterRef("pk"), status=Choice.Status.RECORDED, error_at=None
    )
    asked = Referral.objects.filter(case=OuterRef("pk"), leaving=LEAVING, error_at=None)
    return JSONObject(
        chosen=ArraySubquery(chosen.values("kind")),
        booked=ArraySubquery(asked.filter(TAKEN).values("kind")),
        accepted=ArraySubquery(asked.filter(status=Status.ACCEPTED).values("kind")),
    )


@fact("choice", reads=_asked, rests_on=(Choice, Referral), by_place=True)
def choice(case: Case, goes_to: str, read: dict[str, list[str]]) -> Answer:
    """The patient chose where the law wants it, and a service of the kind they go to is booked (482.43(c))."""
    kind = kind_for(goes_to)
    if not kind:
        return _without_a_kind(goes_to, page(case))
    if kind in BY_CHOICE and kind not in read["chosen"]:
        return Answer(False, _("The patient's choice is not recorded."), page(case))
    booked = kind in read["booked"]
    if kind in read["accepted"] and not booked:
        return Answer(False, _("A provider has accepted and is not booked yet."), page(case))
    return Answer(booked, _("No provider has accepted yet."), page(case))


def _without_a_kind(disposition: str, url: str) -> Answer:
    """At home nobody need accept; of a place that no kind of service stands for, people say it at the gate."""
    if not disposition:
        return Answer(False, _("Where the patient goes is not chosen."), url)
    words = _("No kind of service on the directory stands for this place. Say at the gate who has accepted.")
    return Answer(base(disposition) == HOME, words, url)


def _rides() -> Any:
    rows = Referral.objects.filter(case=OuterRef("pk"), kind=Kind.TRANSPORT, leaving=LEAVING, error_at=None)
    return Exists(rows.filter(TAKEN))


@fact("transport", reads=_rides, rests_on=(Referral,))
def transport(case: Case, _plan: DischargePlan, booked: bool) -> Answer:
    """Somebody is booked to take the patient there; that the family does is said at the gate."""
    return Answer(booked, url=page(case))


def _aids() -> Any:
    rows = Referral.objects.filter(case=OuterRef("pk"), kind=Kind.EQUIPMENT, leaving=LEAVING, error_at=None)
    shape = JSONObject(
        what="asks_for",
        essential="essential",
        ready=Q(delivered_at__isnull=False, taught_at__isnull=False),
    )
    return ArraySubquery(rows.exclude(status=Status.WITHDRAWN).order_by("created_at").values(row=shape))


def _lacking(rows: list[dict[str, Any]], *, essential: bool) -> Answer:
    """Of what is needed, what no supplier has brought and explained; it stays missing when a supplier declines."""
    ready = {row["what"] for row in rows if row["ready"]}
    needed = [row["what"] for row in rows if row["essential"] or not essential]
    missing = [what for what in dict.fromkeys(needed) if what not in ready]
    words = _("Not there, or its use not taught: %(what)s.") % {"what": ", ".join(missing)} if missing else ""
    return Answer(not missing, words)


@fact("essential_equipment", reads=_aids, rests_on=(Referral,))
def essential_equipment(case: Case, _plan: DischargePlan, rows: list[dict[str, Any]]) -> Answer:
    """What the patient cannot leave without is delivered, and its use taught."""
    found = _lacking(rows, essential=True)
    return Answer(found.met, found.words, page(case))


@fact("equipment", reads=_aids, rests_on=(Referral,))
def equipment(case: Case, _plan: DischargePlan, rows: list[dict[str, Any]]) -> Answer:
    """All that was ordered is delivered, and its use taught."""
    found = _lacking(rows, essential=False)
    return Answer(found.met, found.words, page(case))
