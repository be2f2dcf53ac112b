"""Where each patient stands on the board, and the one thing that holds them. Pure (C52, R-IDR-1).

Late: the expected day is over. Ready: medically ready, and no hard gate is open. At risk: no day is set, something holds the
patient, or the forecast comes later than the day. Then today, tomorrow, later. Everybody stands in exactly one group.

What holds is said once a patient is close to leaving by the first hard gate that is open, else by the delay that has
lasted longest, else by the milestone that comes next; while leaving is further off gates are not due and delays come first.
A gate whose milestone an open delay holds is said as that delay: it has an owner and an age.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.delays import Delays
from policy.gates import Gates
from policy.milestones import Milestones
from policy.models import PackVersion

GROUPS = {
    "late": gettext_lazy("Late"),
    "at_risk": gettext_lazy("At risk"),
    "today": gettext_lazy("Today"),
    "tomorrow": gettext_lazy("Tomorrow"),
    "ready": gettext_lazy("Ready"),
    "later": gettext_lazy("Later"),
}
TONES = {
    "late": "red",
    "at_risk": "orange",
    "today": "yellow",
    "tomorrow": "blue",
    "ready": "green",
    "later": "grey",
}
# The milestone that a gate waits for: an open delay which holds that says more than the gate does.
STANDS_FOR = {
    "medicines": "medicines_reconciled",
    "taught": "taught",
    "choice": "referral_accepted",
    "essential_equipment": "equipment_there",
    "packet": "packet_sent",
}


@dataclass(frozen=True)
class Delay:
    """An open delay as the board needs it."""

    key: str
    cause: str
    holds: str
    since: datetime
    owner: str


@dataclass(frozen=True)
class Facts:
    """What is known of one patient in the house."""

    expected_on: date | None
    disposition: str
    reached: Mapping[str, datetime]
    not_needed: Sequence[str]
    delays: Sequence[Delay]
    # The hard gates that are open as the page of the case lists them, code and sentence; read once they are due.
    gates: Sequence[tuple[str, str]] = ()
    likely_on: date | None = None


@dataclass(frozen=True)
class Blocker:
    """The one thing that holds a patient; `more` is how many others do."""

    kind: str
    words: str
    since: datetime | None = None
    owner: str = ""
    key: str = ""
    more: int = 0


@dataclass(frozen=True)
class Rules:
    """The rules of one house."""

    gates: Gates
    milestones: Milestones
    delays: Delays
    # The version that the gates stand in; None without any.
    version: PackVersion | None = None


def group(facts: Facts, today: date) -> str:
    """The one group a patient stands in."""
    if facts.expected_on is not None and facts.expected_on < today:
        return "late"
    if "medically_ready" in facts.reached and not facts.gates:
        return "ready"
    slips = (
        facts.expected_on is not None and facts.likely_on is not None and facts.likely_on > facts.expected_on
    )
    if facts.expected_on is None or facts.delays or slips:
        return "at_risk"
    if facts.expected_on == today:
        return "today"
    return "tomorrow" if facts.expected_on == today + timedelta(days=1) else "later"


def blocker(facts: Facts, rules: Rules, today: date) -> Blocker | None:
    """What holds a patient most; None where nothing is known to."""
    gates = facts.gates if due(facts.expected_on, facts.reached, today) else ()
    delays = sorted(facts.delays, key=lambda each: (each.since, each.key))
    more = len(gates) + len(delays) - 1
    if gates:
        code, words = gates[0]
        behind = next((each for each in delays if each.holds == STANDS_FOR.get(code)), None)
        if behind is None:
            return Blocker("gate", words, key=code, more=more)
        return _delay(behind, rules, more - 1)
    if delays:
        return _delay(delays[0], rules, more)
    if facts.expected_on is None:
        return Blocker("date", _("No expected date"))
    code = next_milestone(facts, rules)
    return Blocker("milestone", rules.milestones.label(code), key=code) if code else None


def _delay(delay: Delay, rules: Rules, more: int) -> Blocker:
    return Blocker("delay", rules.delays.label(delay.cause), delay.since, delay.owner, delay.key, more)


def due(expected_on: date | None, reached: Collection[str], today: date) -> bool:
    """Whether the gates are due: medically ready, or to leave by tomorrow."""
    soon = expected_on is not None and expected_on <= today + timedelta(days=1)
    return soon or "medically_ready" in reached


def next_milestone(facts: Facts, rules: Rules) -> str:
    """What could be reached now."""
    waits = rules.milestones.waits(facts.disposition, facts.not_needed)
    return rules.milestones.next(waits, facts.reached)


def counts(groups: Iterable[str]) -> dict[str, int]:
    """How many stand in each group, the empty ones too."""
    found = list(groups)
    return {name: found.count(name) for name in GROUPS}
