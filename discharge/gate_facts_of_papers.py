"""What the file says of the gates that rest on papers: the packet, visits after leaving, results still to come."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from discharge.gates import LEAVING, Answer, fact
from discharge.models import DischargePlan, FollowUpVisit
from patients.models import Case
from referrals.models import Packet, PendingResult

GONE = (Packet.Status.SENT, Packet.Status.RECEIVED, Packet.Status.REOPENED)
BOOKED = (FollowUpVisit.Status.BOOKED, FollowUpVisit.Status.KEPT)


def _page(case: Case) -> str:
    return reverse("packets:case", args=[case.pk])


def _newest() -> Any:
    """How the newest papers of this departure stand, for each place they went to."""
    rows = Packet.objects.filter(
        case=OuterRef("pk"),
        leaving=LEAVING,
        purpose=Packet.Purpose.TRANSITION,
        error_at=None,
        status__in=GONE,
    )
    place = ("service", "receiver")
    return ArraySubquery(rows.order_by(*place, "-number").distinct(*place).values("status"))


@fact("packet", reads=_newest, rests_on=(Packet,))
def packet(case: Case, _plan: DischargePlan, states: list[str]) -> Answer:
    """The papers went, and nothing came later that any place they went to does not know (42 CFR 482.43(b))."""
    if Packet.Status.REOPENED in states:
        later = _("Something came after the papers were sent. Send the next version, or put them aside.")
        return Answer(False, later, _page(case))
    return Answer(bool(states), url=_page(case))


def _booked() -> Any:
    rows = FollowUpVisit.objects.filter(
        case=OuterRef("pk"), leaving=LEAVING, status__in=BOOKED, error_at=None
    )
    return Exists(rows)


@fact("follow_up_visit", reads=_booked, rests_on=(FollowUpVisit,))
def follow_up_visit(case: Case, _plan: DischargePlan, booked: bool) -> Answer:
    """A visit after leaving is booked; that none is needed is said with its reason at the gate (RED 2)."""
    return Answer(booked, url=_page(case))


def _awaited() -> Any:
    rows = PendingResult.objects.filter(case=OuterRef("pk"), leaving=LEAVING, error_at=None)
    shape = JSONObject(status="status", active="owner__is_active", what="what")
    return ArraySubquery(rows.order_by("pk").values(row=shape))


@fact("pending_results", reads=_awaited, rests_on=(PendingResult,))
def pending_results(case: Case, _plan: DischargePlan, rows: list[dict[str, Any]]) -> Answer:
    """Somebody waits for every result; while nobody said anything about results, the gate is open (RED 3)."""
    if not rows:
        return Answer(False, _("Nobody has said whether results are still to come."), _page(case))
    alone = [row for row in rows if row["status"] == PendingResult.Status.PENDING and not row["active"]]
    words = (
        _("Nobody waits for: %(what)s.") % {"what": ", ".join(row["what"] for row in alone)} if alone else ""
    )
    return Answer(not alone, words, _page(case))
