"""A choice list as a paper: what the patient needs to choose, in the order of the list, with boxes to tick. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateformat import format as said
from django.utils.translation import gettext as _

from core.banner import Banner
from core.languages import name_of
from policy.segments import way
from referrals.models import Choice

POINTS = {"": 14, "large": 18}
RECORD = "en"


def sheet(choice: Choice, lines: Iterable[Any], head: Banner, *, large: bool = False) -> dict[str, Any]:
    """The data of templates/papers/choice.typ; nothing is ticked, and nothing tells one line from another."""
    facility = choice.case.facility
    return {
        "points": POINTS["large" if large else ""],
        "lang": RECORD,
        "dir": "ltr",
        "labels": {name: _segment(text) for name, text in _labels(choice).items()},
        "person": [each for each in (_person(head), _reference(choice)) if each],
        "printed": _("List of %(day)s")
        % {"day": said(choice.offered_at.astimezone(facility.tz), "j F Y, H:i")},
        "place": {"text": facility.name, "dir": way(facility.name)},
        "about": _about(choice),
        "lines": [_line(line) for line in lines],
        "rules": _rules(choice),
    }


def _labels(choice: Choice) -> dict[str, str]:
    return {
        "title": _("Your choice: %(kind)s") % {"kind": choice.get_kind_display()},
        "page": _("Page"),
        "interpreter": _("Interpreter needed"),
        "quality": _("Quality"),
        "network": _("Your plan"),
        "interest": _("This hospital's financial interest"),
        "unmet": _("Does not meet"),
        "wish": _("My wish (1, 2, 3)"),
        "sign": _("Signature of the patient or representative, day and time"),
    }


def _rules(choice: Choice) -> list[str]:
    return [
        _("You may choose any of these. The order of this list is by chance; it recommends nobody."),
        _("Ask us, or your plan, who is in your network and what you would pay."),
        _("Write 1 beside your first wish, 2 beside the next. You may also leave it to the team."),
    ]


def _about(choice: Choice) -> str:
    words = [_("For the area %(area)s") % {"area": choice.area}] if choice.area else []
    if choice.language:
        words.append(_("gone through in %(language)s") % {"language": name_of(choice.language)})
    return ", ".join(words)


def _line(line: Any) -> dict[str, Any]:
    option = line.option
    service = option.service
    return {
        "name": {"text": service.name, "dir": way(service.name)},
        "where": ", ".join(each for each in (service.address, service.postal_code, service.phone) if each),
        "quality": [_fact(fact) for fact in line.quality] or [_("Nothing published is on record.")],
        "network": {True: _("In the network of your plan"), False: _("Not in the network of your plan")}.get(
            option.in_network, _("Not known whether it is in the network of your plan")
        ),
        "interest": option.interest or _("none"),
        "unmet": ", ".join(line.unmet),
    }


def _fact(fact: Mapping[str, Any]) -> str:
    return _("%(measure)s: %(value)s (%(source)s, as of %(day)s)") % {
        "measure": fact["measure"],
        "value": fact["value"],
        "source": fact["source"],
        "day": said(fact["as_of"], "j F Y"),
    }


def _person(head: Banner) -> str:
    patient = head.patient
    return ", ".join(each for each in (patient.family, patient.given) if each)


def _reference(choice: Choice) -> str:
    return _("Case %(reference)s") % {"reference": choice.case.reference}


def _segment(text: str) -> dict[str, Any]:
    return {"text": text, "lang": RECORD, "dir": "ltr", "waits": False}
