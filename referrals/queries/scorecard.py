"""What we know of a service from our own referrals and checks; of too few, no rate is told (C59)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _

from core import clock
from directory.models import Service
from policy.queries import teamwork
from referrals.models import Referral, StartCheck
from referrals.queries.measures import Share, answers, counted

QUALITIES = ("punctual", "informed", "respectful")
TEMPLATE = "referrals/_scorecard.html"


@dataclass(frozen=True)
class Line:
    """One figure of the card: its words, and of how many."""

    label: str
    words: str
    of: str = ""


def card(service: Service, _user: Any) -> dict[str, Any]:
    """The scorecard of a service, the same for everybody who reads the directory: counts and rates, nobody's case."""
    least = teamwork(service.facility, clock.now()).least_checks
    note = _("Fewer than %(n)d say too little for a rate.") % {"n": least}
    return {
        "template": TEMPLATE,
        "lines": [*_checks(service, least), *_answers(service, least)],
        "note": note,
    }


def _checks(service: Service, least: int) -> list[Line]:
    rows = StartCheck.objects.filter(referral__service=service, referral__error_at=None)
    means = {f"mean_{name}": Avg(name) for name in QUALITIES}
    asked = {f"n_{name}": Count(name) for name in QUALITIES}
    said = rows.aggregate(
        n=Count("pk"),
        began=Count("pk", filter=Q(started=True)),
        on_time=Count("pk", filter=Q(started_on_time=True)),
        as_ordered=Count("pk", filter=Q(as_ordered=True)),
        **means,
        **asked,
    )
    lines = [
        Line(_("Checks of a start"), str(said["n"])),
        _rate(_("Began when promised"), Share(said["on_time"], said["n"]), least),
        _rate(_("Began as ordered"), Share(said["as_ordered"], said["n"]), least),
    ]
    return lines + [_mean(name, said, least) for name in QUALITIES]


def _mean(name: str, said: dict[str, Any], least: int) -> Line:
    label = str(StartCheck._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
    number = said[f"n_{name}"]
    if number < least:
        return Line(label, _too_few(number))
    return Line(label, _("%(mean)s of 5") % {"mean": f"{said['mean_' + name]:.1f}"}, _of(number))


def _answers(service: Service, least: int) -> list[Line]:
    found = answers(counted(Referral.objects.filter(service=service, error_at=None)))
    first = found.first_answer
    hours = (
        Line(_("First answer, median hours"), f"{first.median}", _of(first.of))
        if first.of >= least
        else Line(_("First answer, median hours"), _too_few(first.of))
    )
    return [
        Line(_("Referrals sent"), str(found.sent)),
        hours,
        _rate(_("Accepted, of those answered"), found.accepted, least),
        _rate(_("No answer"), found.no_response, least),
    ]


def _rate(label: str, share: Share, least: int) -> Line:
    if share.whole < least:
        return Line(label, _too_few(share.whole))
    return Line(label, f"{share.rate} %", _of(share.whole))


def _too_few(number: int) -> str:
    return _("too few (%(n)d)") % {"n": number} if number else _("n/a")


def _of(number: int) -> str:
    return _("of %(n)d") % {"n": number}
