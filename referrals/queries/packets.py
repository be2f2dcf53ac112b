"""The papers of a case: the versions, the newest, what their parts say to one reader, and what is missing in sentences."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from policy import ready
from policy.packet import PROTECTED
from referrals.composing import CONSENT, classes
from referrals.models import Packet
from referrals.parts import READ_BY, parts

Status = Packet.Status
WITH = ("service", "consent", "consent__to_organisation", "sent_by", "created_by", "rules")


@dataclass(frozen=True)
class Shown:
    """One part as a page or a paper shows it; without rows it is one that the reader may not read."""

    code: str
    label: str
    rows: tuple[dict[str, Any], ...]
    readable: bool = True


def latest(case: Any, leaving: int, purpose: str = Packet.Purpose.TRANSITION) -> Packet | None:
    """The newest papers of a departure that are more than a draft."""
    rows = Packet.objects.filter(case=case, leaving=leaving, purpose=purpose, error_at=None)
    return rows.exclude(status=Status.DRAFT).select_related(*WITH).order_by("-number").first()


def of_case(case: Any) -> list[Packet]:
    """Every version, newest first, without its content."""
    rows = Packet.objects.filter(case=case, error_at=None).select_related("service", "sent_by", "created_by")
    return list(rows.defer("parts", "left_out").order_by("-number"))


def shown(packet: Packet, rights: Collection[str]) -> list[Shown]:
    """The parts in the order of their rules, as far as a reader may read each; of protected ones nothing is said else."""
    order = [part.code for part in ready.papers_by(packet.rules).of(packet.purpose)]
    found = []
    for code in sorted(packet.parts, key=lambda each: order.index(each) if each in order else len(order)):
        part = packet.parts[code]
        if may_read(part["data"], rights):
            found.append(Shown(code, part["label"], tuple(part["rows"])))
        elif part["data"] not in PROTECTED:
            found.append(Shown(code, part["label"], (), readable=False))
    return found


def held_back(packet: Packet, rights: Collection[str]) -> list[str]:
    """What does not go, in sentences, as far as the reader may know that it is there."""
    known = parts()
    sentences = {
        True: _("%(part)s: the consent does not name it."),
        False: _("%(part)s: who made them may not read it."),
    }
    return [
        sentences[each["because"] == CONSENT] % {"part": each["label"]}
        for each in packet.left_out
        if each["code"] in known
        and (known[each["code"]].data not in PROTECTED or known[each["code"]].readable(rights))
    ]


def missing(packet: Packet) -> list[str]:
    """What the rules ask for and nobody has written, in sentences."""
    known = ready.papers_by(packet.rules).by_code
    labels = [known[code].label if code in known else code for code in packet.missing]
    return [_("Missing: %(part)s.") % {"part": label} for label in labels]


def may_take(packet: Packet, rights: Collection[str]) -> bool:
    """Whether somebody may read every part, and so take the whole of the papers along."""
    return all(may_read(data, rights) for data in classes(packet.parts))


def may_read(data: str, rights: Collection[str]) -> bool:
    """Whether somebody with these permissions may read a class of information."""
    return READ_BY.get(data, f"view_{data}") in rights
