"""What the plan of leaving hears of papers: that they were sent is a milestone; and the page they have among its pages."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from careplans.queries import sheet
from core import clock
from core.access import visible_to
from discharge import milestones, pages
from discharge.models import FollowUpVisit
from discharge.plans import plan_of
from referrals import sent
from referrals.models import Packet


def _sent(packet: Packet, by: Any) -> None:
    if packet.purpose == Packet.Purpose.TRANSITION and packet.sent_at is not None:
        milestones.reached(plan_of(packet.case, by), "packet_sent", at=packet.sent_at, by=by)


sent.HEARS.append(_sent)


def _after(case: Any, user: Any) -> Iterable[sheet.Booked]:
    """The visits after leaving that stand, for the patient's own paper: with whom, where, what to bring, how to get there."""
    rows = visible_to(FollowUpVisit, user).filter(
        case=case, status="booked", at__gt=clock.now(), error_at=None
    )
    for row in rows.order_by("at"):
        place = ", ".join(filter(None, (row.place, row.phone, row.ride)))
        yield row.at, f"{row.get_kind_display()}, {row.with_whom}", place, row.bring


sheet.ELSEWHERE.append(_after)
pages.PAGES.append((_("Papers and visits"), "packets:case", "view_discharge"))
