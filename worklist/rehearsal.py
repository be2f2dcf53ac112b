"""What would be sent to whom, when and why in the next days, by the rules in force or by others. Pure on facts.

The same code as the engine says the dates (`core.cadence`) and the rungs (`worklist.ladder`); only the writing is left
out. Each promise is taken as if nobody acted on it: rungs after the due time are counted apart, as silence only.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from core.cadence import Cadence, following
from core.calendar import NO_DATES
from core.localtime import local_date
from policy.escalation import Escalation
from policy.series import Series
from worklist import ladder as steps

DAYS = 14
# No promise comes more often than this within the days that are looked at.
MOST = 50


@dataclass(frozen=True)
class Rules:
    """What decides: the series by which promises run, the ladder of follow-ups, and the climb of silence."""

    series: Series = field(default_factory=Series)
    ladder: tuple[steps.Said, ...] = steps.DEFAULT
    escalation: Escalation = field(default_factory=Escalation)


@dataclass(frozen=True)
class Promise:
    """One running follow-up, one piece of work, or one appointment, as far as its rungs depend on it.

    A follow-up under other rules is taken as if it had begun under them: by its `rule` and `tier`, from the same first
    date. `ladder` is its own from the time it began; None for work that has that of its priority.
    `rung_from` is when the rungs that wait were set, `begun` when the promise was made, `left` the departure before it.
    """

    key: Any
    case: str
    what: str
    owner: Any
    due_at: datetime
    zone: ZoneInfo
    priority: int = 3
    n: int = 1
    first_due_at: datetime | None = None
    cadence: Cadence = field(default_factory=Cadence)
    until: date | None = None
    at_most: int | None = None
    rule: str = ""
    tier: str = ""
    ladder: tuple[steps.Said, ...] | None = None
    closed: Set[date] = NO_DATES
    meeting: bool = False
    patient_agreed: bool = False
    rung_from: datetime | None = None
    begun: datetime | None = None
    left: datetime | None = None


@dataclass(frozen=True)
class Sent:
    """One thing that would be told: when, whom ("person", "deputy", "supervisor", "patient"), of what, and why."""

    at: datetime
    to: str
    owner: Any
    key: Any
    case: str
    what: str
    due_at: datetime
    # Only if nobody has acted by then.
    silence: bool

    @property
    def same(self) -> tuple[Any, ...]:
        """What makes it the same under other rules."""
        return self.at, self.to, self.key, self.due_at


@dataclass(frozen=True)
class Difference:
    """What a change of the rules would add, take away and leave."""

    added: list[Sent]
    gone: list[Sent]
    kept: int


def rehearse(
    promises: Iterable[Promise], rules: Rules, now: datetime, *, draft: bool = False, days: int = DAYS
) -> list[Sent]:
    """Everything that would be told until so many days from now, in order. `draft`: promises begun by rule follow it."""
    until = now + timedelta(days=days)
    found = [sent for promise in promises for sent in _sent(promise, rules, now, until, draft)]
    return sorted(found, key=lambda sent: (sent.at, str(sent.key), sent.to))


def difference(live: Sequence[Sent], draft: Sequence[Sent]) -> Difference:
    """What only one of two rehearsals would send."""
    left, right = Counter(sent.same for sent in live), Counter(sent.same for sent in draft)
    return Difference(
        added=[sent for sent in draft if not left[sent.same]],
        gone=[sent for sent in live if not right[sent.same]],
        kept=sum((left & right).values()),
    )


def by_day(sent: Iterable[Sent], now: datetime, zone: ZoneInfo, days: int = DAYS) -> list[tuple[date, int]]:
    """How many would be told on each local day, none left out."""
    counted = Counter(local_date(one.at, zone) for one in sent)
    first = local_date(now, zone)
    return [(on, counted[on]) for on in (first + timedelta(days=n) for n in range(days + 1))]


def _sent(promise: Promise, rules: Rules, now: datetime, until: datetime, draft: bool) -> Iterator[Sent]:
    live, promise = promise, _under(promise, rules) if draft else promise
    if _is_over(promise) and not _is_over(live):
        return
    for due_at in islice(_dates(promise, now, until), MOST):
        # Counted from when they were set, as the engine did: what has become late since then climbs from its due time.
        told_from = live.rung_from if due_at == live.due_at else None
        for rung in steps.rungs(due_at, _ladder(promise, rules), told_from or min(now, due_at)):
            if now <= rung.at <= until:
                yield Sent(
                    rung.at,
                    rung.to,
                    promise.owner,
                    promise.key,
                    promise.case,
                    promise.what,
                    due_at,
                    rung.late,
                )


def _is_over(promise: Promise) -> bool:
    """Whether what stands now lies beyond the end of its promise."""
    late = promise.until is not None and local_date(promise.due_at, promise.zone) > promise.until
    return late or (promise.at_most is not None and promise.n > promise.at_most)


def _dates(promise: Promise, now: datetime, until: datetime) -> Iterator[datetime]:
    """When it is due: as it stands, and each time it would come again until then."""
    due_at, n = promise.due_at, promise.n
    while due_at <= until:
        yield due_at
        if promise.first_due_at is None:
            return
        found = following(
            promise.first_due_at,
            n,
            promise.cadence,
            max(now, due_at),
            promise.zone,
            until=promise.until,
            at_most=promise.at_most,
            closed=promise.closed,
        )
        if found is None:
            return
        n, due_at = found


def _ladder(promise: Promise, rules: Rules) -> list[tuple[int, str]]:
    if promise.meeting:
        told = rules.series.patient_minutes if promise.patient_agreed else ()
        mine = [(minutes, steps.PERSON) for minutes in steps.MEETING if promise.owner is not None]
        return [*mine, *((minutes, "patient") for minutes in told)]
    if promise.ladder is not None:
        return steps.whole(promise.ladder, rules.escalation.climb(promise.priority))
    return list(rules.escalation.rungs(promise.priority))


def _under(promise: Promise, rules: Rules) -> Promise:
    """A follow-up as if it had begun under other rules; one by hand takes their ladder."""
    if promise.ladder is None:
        return promise
    rule = rules.series.get(promise.rule) if promise.rule else None
    pace = rule.paces.get(promise.tier) if rule is not None else None
    if rule is None or pace is None:
        return replace(promise, ladder=rules.ladder)
    own = rule.ladder if rule.ladder is not None else rules.ladder
    since = promise.left if rule.trigger == "leaving" and promise.left is not None else promise.begun
    until = pace.until(since, promise.zone) if since is not None and pace.cadence.repeats else None
    return replace(promise, ladder=own, cadence=pace.cadence, until=until, at_most=pace.at_most)


def counts(sent: Iterable[Sent]) -> Mapping[str, int]:
    """How many for whom."""
    return Counter(one.to for one in sent)
