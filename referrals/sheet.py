"""The papers for the next place as a PDF: what stands on the preview, part by part, in the language of the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _

from core import clock, papers
from policy.segments import way
from referrals.models import Packet
from referrals.queries.packets import Shown, missing

RECORD = "en"
POINTS = 11


def paper(packet: Packet, parts: Iterable[Shown], head: Any, user: Any) -> papers.Paper:
    """The PDF of a packet; `head` is the header of its case as `user`, who prints it, may see it."""
    return papers.paper("packet", laid_out(packet, parts, head, user, clock.now()), at=clock.now())


def laid_out(packet: Packet, parts: Iterable[Shown], head: Any, user: Any, now: datetime) -> dict[str, Any]:
    """The data of templates/papers/packet.typ."""
    facility = packet.case.facility
    printed = {"when": _moment(now, facility.tz), "who": user.name}
    labels = {
        "title": _("Papers for the next place of care"), "page": _("Page"), "missing": _("Not in these papers"),
        "interpreter": _("Interpreter needed"),
    }  # fmt: skip
    return {
        "points": POINTS,
        "lang": RECORD,
        "dir": "ltr",
        "labels": {name: _piece(text) for name, text in labels.items()},
        "person": _person(head),
        "printed": _("Printed %(when)s by %(who)s") % printed,
        "place": _named(facility.name),
        "facts": [{"title": _piece(name), "text": _named(text)} for name, text in _facts(packet) if text],
        "parts": [_part(part) for part in parts],
        "missing": [_piece(sentence) for sentence in missing(packet)],
    }


def _facts(packet: Packet) -> list[tuple[str, str]]:
    zone = packet.case.facility.tz
    went = _moment(packet.sent_at, zone) if packet.sent_at else _("Draft: not sent")
    return [
        (_("For"), packet.service.name if packet.service else packet.receiver),
        (_("What for"), str(packet.get_purpose_display())),
        (_("Version"), str(packet.number)),
        (_("Sent"), ", ".join(filter(None, (went, packet.sent_by.name if packet.sent_by else "")))),
        (_("Because"), packet.incomplete_because),
        (_("Call back"), packet.case.facility.phone),
        (_("Fingerprint"), packet.content_hash[:16]),
    ]


def _part(part: Shown) -> dict[str, Any]:
    return {"label": _piece(part.label), "rows": [_row(row) for row in part.rows]}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _named(row.get(name, "")) for name in ("title", "text", "note")}


def _person(head: Any) -> list[str]:
    """Two identifiers at the foot of every page: name, birth date, number."""
    who = head.patient
    name = who.alias if who.provisional else ", ".join(filter(None, (who.family, who.given)))
    born = dateformat.format(who.birth_date, "j M Y") if getattr(who, "birth_date", None) else ""
    said = [
        name,
        _("born %(day)s") % {"day": born} if born else "",
        _("MRN %(mrn)s") % {"mrn": head.mrn} if head.mrn else "",
    ]
    return [each for each in said if each]


def _moment(at: datetime, zone: Any) -> str:
    return dateformat.format(at.astimezone(zone), "j M Y, H:i")


def _piece(text: str) -> dict[str, Any]:
    """A label, which is in the language of the record."""
    return {"text": text, "lang": RECORD, "dir": "ltr", "waits": False}


def _named(text: str) -> dict[str, str]:
    """A text as it is written, in its own direction."""
    return {"text": text, "dir": way(text)}
