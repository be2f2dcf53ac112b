"""A follow-up as a rule of the pack in force makes it: its dates, its pace, its end. Reads only; verbs write."""

from collections.abc import Collection, Set
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from core import clock, wording
from core.localtime import local_date
from core.refusals import Refused
from facilities.queries import site_holidays
from patients.models import Case
from policy import queries as rules
from policy.models import RulePack
from policy.series import TIERS, Pace, Rule, read
from worklist import queries, stops
from worklist.models import FollowUp

# How many of the next dates of a rule a page shows.
SHOWN = 3


def offered(case: Case) -> list[Rule]:
    """The rules that can be begun on a case now: those of its tier whose trigger has come."""
    left = stops.left_at(case)
    series = rules.series(case.facility, clock.now())
    tier = tier_of(case)
    return [rule for rule in series.rules if tier in rule.paces and (rule.trigger != "leaving" or left)]


def said(case: Case) -> list[dict[str, Any]]:
    """Each rule offered on a case with its next dates in its tier, as a page shows them."""
    tier, now, zone = tier_of(case), clock.now(), case.facility.tz
    closed, left = site_holidays(case.facility), stops.left_at(case)
    shown = []
    for rule in offered(case):
        since = left if rule.trigger == "leaving" else now
        coming = rule.numbered(tier, since or now, zone, closed, after=now)
        shown.append({"rule": rule, "dates": [at for _n, at in islice(coming, SHOWN)]})
    return shown


def tier_of(case: Case) -> str:
    """The tier of a case: of its readmission risk where that is known, else by its complexity, as the pack in force says."""
    return case.risk or rules.series(case.facility, clock.now()).tier_of.get(case.complexity, TIERS[0])


def label(run: FollowUp) -> str:
    """The words for the rule that a promise follows, as its version says them; empty for one made by hand."""
    rule = read(run.rule.body).get(run.rule_code) if run.rule is not None else None
    return rule.label if rule is not None else run.rule_code


def promise(
    case: Case,
    code: str,
    tier: str = "",
    *,
    since: datetime | None = None,
    taken: Collection[date] = (),
) -> dict[str, Any]:
    """A follow-up begun by a rule now, as `series.begin` takes it; `Refused` where rule, tier or dates do not allow it.

    Its dates count from the rule's own first, whichever of them is the next: begun late, the 31st stays the 31st.
    `since` is a trigger that somebody knows better than the record; dates that are `taken` are passed over.
    """
    now, zone = clock.now(), case.facility.tz
    version = rules.in_force(RulePack.Kind.SERIES, case.facility, now)
    rule = read(version.body).get(code)
    if rule is None:
        raise Refused(_("No rule of this name is in force. Choose one of the list."), field="rule")
    tier = tier or tier_of(case)
    pace = rule.paces.get(tier)
    if pace is None:
        raise Refused(_("This rule has no pace for that tier. Choose another tier."), field="tier")
    since = since or _trigger(case, rule, now)
    closed = site_holidays(case.facility)
    n, due_at = _first_to_come(case, rule, tier, since, closed, taken)
    return {
        "rule": version,
        "rule_code": code,
        "tier": tier,
        "activity": rule.activity,
        "what": rule.what,
        "if_waits": rule.if_waits,
        "n": n,
        "due_at": due_at,
        "first_due_at": rule.first_due(since, zone, closed),
        "until_on": pace.until(since, zone) if pace.cadence.repeats else None,
        "stops_on": list(rule.stops_on),
        "grace_hours": rule.grace_hours,
        "ladder": list(rule.ladder) if rule.ladder is not None else queries.ladder_in_force(case.facility),
    } | _columns(pace)


def _columns(pace: Pace) -> dict[str, Any]:
    return {
        "clock": pace.cadence.clock,
        "every_days": pace.cadence.days,
        "every_months": pace.cadence.months,
        "at_most": pace.at_most,
    }


def _trigger(case: Case, rule: Rule, now: datetime) -> datetime:
    if rule.trigger != "leaving":
        return now
    left: datetime | None = stops.left_at(case)
    if left is None:
        raise Refused(_("The patient has not left yet. Begin this when they have."), field="rule")
    return left


def _first_to_come(
    case: Case, rule: Rule, tier: str, since: datetime, closed: Set[date], taken: Collection[date]
) -> tuple[int, datetime]:
    """Number and instant of the next date; `Refused` with the last one where all have passed."""
    now, zone = clock.now(), case.facility.tz
    coming = rule.numbered(tier, since, zone, closed, after=now)
    found = next((each for each in coming if local_date(each[1], zone) not in taken), None)
    if found is not None:
        return found
    # All have passed, so they come to an end.
    *_before, last = rule.dates(tier, since, zone, closed)
    raise Refused(
        _("This was due %(when)s. Promise a follow-up by hand instead.")
        % {"when": wording.exact(last, now, zone)},
        field="rule",
    )
