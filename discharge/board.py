"""Where each patient stands on the board, and the one thing that holds them. Pure (C52, R-IDR-1).

Late: the expected day is over. Ready: medically ready. At risk: no day is set, something holds the patient, or the
forecast comes later than the day. Then today, tomorrow, later. Everybody stands in exactly one group.

What holds is said once a patient is close to leaving by the first hard gate that is open, else by the delay that has
lasted longest, else by the milestone that comes next; while leaving is further off gates are not due and delays come first.
A gate whose milestone an open delay holds is said as that delay: it has an owner and an age.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.delays import Delays
from policy.gates import Gates
from policy.milestones import Milestones

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
# The milestone that stands for a gate which the file answers: of what it cannot tell, the board says nothing.
STANDS_FOR = {
    "medicines": "medicines_reconciled",
    "taught": "taught",
    "choice": "referral_accepted",
    "essential_equipment": "equipment_there",
    "packet": "packet_sent",
}
MET = frozenset({"met", "not_needed", "overridden", "carried"})


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
    answered: Mapping[str, str]
    delays: Sequence[Delay]
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


def group(facts: Facts, today: date) -> str:
    """The one group a patient stands in."""
    if facts.expected_on is not None and facts.expected_on < today:
        return "late"
    if "medically_ready" in facts.reached:
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
    gates = open_gates(facts, rules) if close(facts, today) else []
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


def close(facts: Facts, today: date) -> bool:
    """Whether the gates are due: medically ready, or to leave by tomorrow."""
    soon = facts.expected_on is not None and facts.expected_on <= today + timedelta(days=1)
    return soon or "medically_ready" in facts.reached


def open_gates(facts: Facts, rules: Rules) -> list[tuple[str, str]]:
    """The hard gates that are open as far as rows say, most blocking first as the rules list them: code and sentence."""
    asked = ((gate, hard) for gate, hard in rules.gates.asked(facts.disposition) if hard)
    return [
        (gate.code, gate.missing)
        for gate, _hard in asked
        if facts.answered.get(gate.code) not in MET and _open(gate.code, gate.fact, facts)
    ]


def _open(code: str, fact: bool, facts: Facts) -> bool:
    if code == "date_and_place":
        return facts.expected_on is None or not facts.disposition
    if not fact:
        return True
    milestone = STANDS_FOR.get(code)
    return bool(milestone) and milestone not in (*facts.reached, *facts.not_needed)


def next_milestone(facts: Facts, rules: Rules) -> str:
    """What could be reached now."""
    waits = rules.milestones.waits(facts.disposition, facts.not_needed)
    return rules.milestones.next(waits, facts.reached)


def counts(groups: Iterable[str]) -> dict[str, int]:
    """How many stand in each group, the empty ones too."""
    found = list(groups)
    return {name: found.count(name) for name in GROUPS}
