"""Papers that went are opened again when something comes later; what is owed then is work until the next version goes.

Used inside verbs only. What reopens by itself: a result that came back, a list of medicines reconciled anew.
"""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import access, clock
from core.actions import change, keep
from policy import ready
from referrals.models import Packet
from worklist import endings, promises
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE

Status = Packet.Status
ABOUT = "packet"
ACTIVITY = "choice_pac"
A_DAY = timedelta(days=1)


def reopen(case: Any, part: str, because: str, *, by: Any) -> list[Packet]:
    """Open again what went of a case and holds, or should hold, a part; each is owed anew."""
    rows = Packet.objects.filter(case=case, status__in=(Status.SENT, Status.RECEIVED), error_at=None)
    found = [row for row in rows.select_related("rules", "sent_by", "service") if _holds(row, part)]
    for row in found:
        change(row, status=Status.REOPENED, reopened_because=because[:240])
        owe(row, by=by)
    return found


def owe(packet: Packet, *, by: Any) -> Item:
    """The work of sending the next version: of whoever sent the last one, while they may still do work on the case."""
    standing = _work(packet).first()
    if standing is not None:
        return standing
    sender = (
        packet.sent_by if packet.sent_by and access.can(packet.sent_by, "edit_work", packet.case) else None
    )
    owner = sender or packet.case.lead
    item = Item(case=packet.case, activity=ACTIVITY, kind=Item.Kind.PACKET, created_by=by)
    item.subject, item.about = f"packet {packet.number}", f"{ABOUT}:{packet.pk}"
    item.what, item.why = _("Send the next version of the papers"), packet.reopened_because
    item.if_waits = _("The next place acts on what is no longer true.")
    item.owner, item.role = owner, "" if owner else Role.CASE_MANAGER
    item.priority = Item.Priority.HIGH
    item.due_at = clock.now() + timedelta(hours=ready.papers_by(packet.rules).send_within_hours)
    keep(item)
    promises.climb(item)
    promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(packet.case_id)
    return item


def answered(packet: Packet, *, by: Any) -> None:
    """The next version went: what was owed is done."""
    for item in _work(packet):
        endings.finish_at_once(item, by=by, note=_("The next version was sent."))
    keep_next_due(packet.case_id)


def let_go(packet: Packet, reason: str, *, by: Any) -> None:
    """No next version is owed any more: its work is cancelled with the reason."""
    for item in _work(packet):
        endings.drop_at_once(item, reason, by=by)
    keep_next_due(packet.case_id)


def _work(packet: Packet) -> Any:
    return Item.objects.filter(case_id=packet.case_id, about=f"{ABOUT}:{packet.pk}", status__in=LIVE)


def _holds(packet: Packet, part: str) -> bool:
    """Whether a change of a part concerns these papers; what their consent held back does not."""
    return part in packet.parts or part in packet.missing or _would(packet, part)


def _would(packet: Packet, part: str) -> bool:
    """Whether a part that was empty then would stand in these papers now."""
    held_back = {each["code"] for each in packet.left_out}
    asked = ready.papers_by(packet.rules).by_code.get(part)
    named = packet.consent.classes if packet.consent else None
    goes = asked is not None and asked.goes(packet.purpose) and part not in held_back
    return goes and (named is None or (asked is not None and asked.data in named))
