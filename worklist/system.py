"""The engine in sentences, for people who are no technicians: what is late, why, and what it needs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import wording
from facilities.models import Facility
from teams.models import FacilityRole, TeamMember
from worklist.models import Outbox
from worklist.pulse import CLOCKS, LATE, Lane, Pulse
from worklist.set_up import KEPT

SHOWN = 50
WAYS = {
    "email": gettext_lazy("mail"),
    "sms": gettext_lazy("the text message gateway"),
    "webhook": gettext_lazy("the other system"),
}
PARTS = {
    "beat": gettext_lazy("The clock that starts everything"),
    "planner": gettext_lazy("The planner, which tells what is due,"),
    "relay:email": gettext_lazy("The relay, which sends e-mail,"),
}
# The same in rows of the page.
NAMES = {
    "beat": gettext_lazy("The clock that starts everything (Celery beat)"),
    "planner": gettext_lazy("The planner: tells what is due"),
    "relay:email": gettext_lazy("The relay: sends e-mail"),
    "relay:sms": gettext_lazy("The relay: sends text messages"),
    "relay:webhook": gettext_lazy("The relay: tells the other system"),
}


@dataclass(frozen=True)
class Sentence:
    """One thing to know, with its colour."""

    tone: str
    text: str


def sentences(pulse: Pulse) -> list[Sentence]:
    """Everything that is not as it should be, the gravest first; one good sentence when nothing is."""
    found = [
        *_planning(pulse),
        *(each for lane in pulse.lanes for each in _lane(lane, pulse)),
        *_clocks(pulse),
    ]
    if any(lane.kept for lane in pulse.lanes):
        found.append(Sentence("orange", str(KEPT)))
    if pulse.unheard:
        said = ngettext(
            "%(number)d reminder rang and nobody was there to hear it: no deputy, no supervisor, or no way to the patient.",
            "%(number)d reminders rang and nobody was there to hear them: no deputy, no supervisor, or no way to the patient.",
            pulse.unheard,
        )
        found.append(Sentence("red", said % {"number": pulse.unheard}))
    return found or [Sentence("green", _("Reminders are told in time, and everything has left the house."))]


def _planning(pulse: Pulse) -> list[Sentence]:
    late = pulse.since(pulse.oldest_due)
    if late < LATE:
        return []
    said = _(
        "Reminders are %(span)s late: %(number)d wait to be told. Start the relay (manage.py run_relay) or the worker."
    )
    return [Sentence("red", said % {"span": wording.span(late), "number": pulse.due})]


def _lane(lane: Lane, pulse: Pulse) -> list[Sentence]:
    found, late, way = [], pulse.since(lane.oldest), WAYS[lane.name]
    if lane.used and late >= LATE:
        why = _("%(way)s is down (%(code)s)") % {"way": way, "code": lane.last_error}
        why = why if lane.failures else _("%(way)s is slow") % {"way": way}
        facts = {"span": wording.span(late), "why": why, "number": lane.waiting}
        found.append(
            Sentence("red", _("Reminders are %(span)s late because %(why)s; %(number)d wait.") % facts)
        )
    if lane.used and lane.rests_until and lane.rests_until > pulse.at:
        facts = {"way": way, "span": wording.span(lane.rests_until - pulse.at)}
        found.append(
            Sentence("orange", _("%(way)s failed again and again; it is tried again in %(span)s.") % facts)
        )
    if lane.dead:
        facts = {"way": way, "number": lane.dead}
        found.append(
            Sentence("red", _("%(number)d messages by %(way)s were given up. Send them again below.") % facts)
        )
    if lane.bounced:
        facts = {"way": way, "number": lane.bounced}
        found.append(Sentence("orange", _("%(number)d messages by %(way)s came back this week.") % facts))
    return found


def _clocks(pulse: Pulse) -> list[Sentence]:
    silent = [name for name in CLOCKS if pulse.silent(name)]
    return [Sentence("orange", _stopped(name, pulse)) for name in silent]


def _stopped(name: str, pulse: Pulse) -> str:
    if name not in pulse.ticks:
        return _("%(part)s has never run.") % {"part": PARTS[name]}
    facts = {"part": PARTS[name], "span": wording.span(pulse.since(pulse.ticks[name]))}
    return _("%(part)s has been silent for %(span)s.") % facts


def clocks(pulse: Pulse) -> list[dict[str, Any]]:
    """Each clock as a row of the page, also one that never ran; the relays of the other channels by their own name."""
    names = [*CLOCKS, *(name for name in pulse.ticks if name not in CLOCKS)]
    return [
        {"label": NAMES.get(name, name), "at": pulse.ticks.get(name), "silent": pulse.silent(name)}
        for name in names
    ]


def ways(pulse: Pulse) -> list[dict[str, Any]]:
    """Each channel as a row of the page."""
    labels = dict(Outbox.Channel.choices)
    return [{"label": labels[lane.name], "lane": lane} for lane in pulse.lanes]


def given_up(places: Collection[Facility]) -> QuerySet[Outbox]:
    """What was given up of some facilities: messages to their people, and to patients about appointments there."""
    people = TeamMember.objects.filter(team__facility__in=places, live=True).values("user")
    roles = FacilityRole.objects.filter(facility__in=places, live=True).values("user")
    mine = Q(recipient__in=people) | Q(recipient__in=roles) | Q(appointment__case__facility__in=places)
    house = Q(channel=Outbox.Channel.WEBHOOK)
    return Outbox.objects.filter(mine | house, status=Outbox.Status.DEAD).select_related("recipient")
