"""Relays by age, and how long it takes until a message is understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.access import visible_among, visible_to
from core.languages import name_of
from messaging.models import Relay
from patients.models import Case
from worklist.my_day import mine as work

LISTED = 50
ENDED = (Relay.Status.CLOSED, Relay.Status.WITHDRAWN)
# The report looks back this far.
SPAN = timedelta(days=365)
RELATED = ("item__owner", "person", "colleague", "created_by", "case__patient", "case__facility")


class Median(Aggregate):
    """The middle value (percentile_cont(0.5))."""

    function = "percentile_cont"
    name = "median"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"


def of_case(case: Case, *, ended: bool = False) -> list[Relay]:
    """The open loops of a case, the oldest first, or those that ended; the page has decided that they may be seen."""
    rows = Relay.objects.filter(case=case, error_at=None).select_related(*RELATED[:4])
    found = rows.exclude(status__in=ENDED).order_by("created_at", "pk")[:LISTED]
    if ended:
        found = rows.filter(status__in=ENDED).order_by("-pk")[:LISTED]
    return [_on(case, row) for row in found]


def _on(case: Case, row: Relay) -> Relay:
    row.case = row.item.case = case
    return row


def mine(user: Any) -> "QuerySet[Relay]":
    """The open loops somebody keeps going, or whom they stand in for keeps, the oldest first."""
    rows = Relay.objects.filter(item__in=work(user)).exclude(status__in=ENDED)
    return rows.select_related(*RELATED).order_by("created_at", "pk")


def raised_by(user: Any) -> "QuerySet[Relay]":
    """The open loops that somebody raised, the oldest first."""
    rows = Relay.objects.filter(created_by=user.pk, error_at=None).exclude(status__in=ENDED)
    return visible_among(rows, user).select_related(*RELATED).order_by("created_at", "pk")


def below(user: Any) -> "QuerySet[Relay]":
    """The open loops of the teams somebody supervises, the oldest first."""
    rows = visible_to(Relay, user, "supervise").exclude(status__in=ENDED).filter(error_at=None)
    return rows.select_related(*RELATED).order_by("created_at", "pk")


@dataclass(frozen=True)
class Line:
    """One language and one way of interpreting: how many were understood, and the middle time until then in hours."""

    language: str
    interpreter: str
    number: int
    hours: float

    @property
    def spoken(self) -> str:
        return name_of(self.language) if self.language else _("Not asked")

    @property
    def interpreted(self) -> str:
        return str(Relay.Interpreter(self.interpreter).label) if self.interpreter else _("Not needed")

    @property
    def query(self) -> Mapping[str, str]:
        """What the list behind this line asks for."""
        return {"language": self.language or "-", "interpreter": self.interpreter or "-"}


def report(user: Any) -> list[Line]:
    """Median hours from raised to understood, by language and interpreter use, over the teams somebody supervises."""
    took = Median(F("understood_at") - F("created_at"), output_field=DurationField())
    rows = understood(user).values("language", "interpreter").annotate(number=Count("pk"), took=took)
    return [
        Line(row["language"], row["interpreter"], row["number"], row["took"].total_seconds() / 3600)
        for row in rows.order_by("language", "interpreter")
    ]


def understood(user: Any, **narrow: str) -> "QuerySet[Relay]":
    """The relays that the report counts: understood within its span, of supervised teams, of one line or of all."""
    since: datetime = clock.now() - SPAN
    rows = visible_to(Relay, user, "supervise").filter(understood_at__gte=since, error_at=None).order_by()
    wanted = {name: "" if value == "-" else value for name, value in narrow.items() if value}
    return rows.filter(**wanted)
