"""What the rules of a facility say that its numbers need: the weights of cases, and when a case has gone quiet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from facilities.models import Facility
from policy import delays, gates, reassess, series
from policy.delays import Delays
from policy.models import RulePack
from policy.queries import governing_all, governing_body
from supervision.loads import PLAIN

HOURS_A_DAY, DAYS_A_MONTH = 24, 31
# The rule of the follow-up series that says how often a patient outside the house hears from the team.
OUTREACH = "outreach"


@dataclass(frozen=True)
class Quiet:
    """After how many hours without a contact a case has gone quiet, by tier: in the house, and after it."""

    inside: Mapping[str, int] = field(default_factory=lambda: {"low": 72, "moderate": 72, "high": 48})
    after: Mapping[str, int] = field(default_factory=lambda: {"low": 744, "moderate": 336, "high": 168})

    @property
    def shape(self) -> tuple[Any, ...]:
        """The figures, where a statement is kept by what it is made of."""
        return (*sorted(self.inside.items()), *sorted(self.after.items()))


@dataclass(frozen=True)
class Rules:
    """The weights and full load of the urgency rules, and the figures of quiet; the application's own by default."""

    weights: Mapping[str, Any] = field(default_factory=lambda: PLAIN)
    quiet: Quiet = field(default_factory=Quiet)
    delays: Delays = field(default_factory=Delays)
    # What the gates of leaving are called.
    gates: Mapping[str, str] = field(default_factory=dict)

    @property
    def avoidable(self) -> dict[str, int]:
        """How many per cent of a delay count as avoidable, by what was said of it."""
        return {said: round(100 * part) for said, part in (self.delays.counts or {}).items()}

    @property
    def shape(self) -> tuple[Any, ...]:
        """The figures, where a statement is kept by what it is made of."""
        return (self.quiet.shape, *sorted(self.avoidable.items()))


KINDS = {
    "weighed": RulePack.Kind.TIERS,
    "looked": RulePack.Kind.REASSESS,
    "called": RulePack.Kind.SERIES,
    "delayed": RulePack.Kind.DELAYS,
    "gated": RulePack.Kind.GATES,
}


def columns(facility: str, at: datetime) -> dict[str, Any]:
    """The rules as columns of a statement about teams, where nothing more is to be asked for them."""
    return {name: governing_body(kind, facility, at) for name, kind in KINDS.items()}


def rules_of(row: Any) -> Rules:
    """The rules from those columns; the application's own where a house has none."""
    plain = Quiet()
    quiet = Quiet(
        _inside(row.looked) if row.looked else plain.inside,
        _after(row.called, plain.after) if row.called else plain.after,
    )
    gated = gates.read(row.gated).gates if row.gated else ()
    return Rules(
        weights=row.weighed or PLAIN,
        quiet=quiet,
        delays=delays.read(row.delayed) if row.delayed else Delays(),
        gates={gate.code: gate.label for gate in gated},
    )


def rules_at(facility: Facility, at: datetime) -> Rules:
    """The same of a facility at an instant; one statement."""
    found = governing_all(facility, at, list(KINDS.values()))
    bodies = {name: found[kind].body if kind in found else None for name, kind in KINDS.items()}
    return rules_of(SimpleNamespace(**bodies))


def _inside(body: Mapping[str, Any]) -> dict[str, int]:
    cadence = reassess.read(body).cadence
    return {tier: round(cadence[tier]) for tier in series.TIERS}


def _after(body: Mapping[str, Any], plain: Mapping[str, int]) -> dict[str, int]:
    """The interval of outreach by tier; a month is 31 days, so that nobody is called quiet too early."""
    rule = series.read(body).get(OUTREACH)
    found = dict(plain)
    for tier, pace in (rule.paces if rule else {}).items():
        days = pace.cadence.days or (pace.cadence.months or 0) * DAYS_A_MONTH
        found[tier] = days * HOURS_A_DAY or plain[tier]
    return found
