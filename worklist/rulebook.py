"""A follow-up as a rule of the pack in force makes it: its dates, its pace, its end. Reads only; verbs write."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from core import clock, wording
from core.refusals import Refused
from facilities.queries import site_holidays
from patients.models import Case
from policy import queries as rules
from policy.models import RulePack
from policy.series import TIERS, Pace, Rule, read
from worklist import queries, stops
from worklist.models import FollowUp, StopsOn
from worklist.models.follow_up import every_stop

# How far a page looks for the next dates of a rule.
MOST = 40


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
        dates = [at for at in islice(rule.dates(tier, since or now, zone, closed), MOST) if at > now]
        shown.append({"rule": rule, "dates": dates[:3]})
    return shown


def tier_of(case: Case) -> str:
    """The tier of a case by its complexity, as the pack in force says."""
    return rules.series(case.facility, clock.now()).tier_of.get(case.complexity, TIERS[0])


def label(run: FollowUp) -> str:
    """The words for the rule that a promise follows, as its version says them; empty for one made by hand."""
    rule = read(run.rule.body).get(run.rule_code) if run.rule is not None else None
    return rule.label if rule is not None else run.rule_code


def promise(case: Case, code: str, tier: str = "") -> dict[str, Any]:
    """The columns of a follow-up begun by a rule now; `Refused` where the rule, its tier or its dates do not allow it."""
    now, zone = clock.now(), case.facility.tz
    version = rules.in_force(RulePack.Kind.SERIES, case.facility, now)
    rule = read(version.body).get(code)
    if rule is None:
        raise Refused(_("No rule of this name is in force. Choose one of the list."), field="rule")
    tier = tier or tier_of(case)
    pace = rule.paces.get(tier)
    if pace is None:
        raise Refused(_("This rule has no pace for that tier. Choose another tier."), field="tier")
    since = _trigger(case, rule, now)
    passed, first = _first_to_come(case, rule, tier, since)
    return {
        "rule": version,
        "rule_code": code,
        "tier": tier,
        "activity": rule.activity,
        "what": rule.what,
        "if_waits": rule.if_waits,
        "first_due_at": first,
        "until_on": pace.until(since, zone) if pace.cadence.repeats else None,
        "stops_on": list(rule.stops_on),
        "grace_hours": rule.grace_hours,
        "ladder": list(rule.ladder) if rule.ladder is not None else queries.ladder_in_force(case.facility),
    } | _columns(pace, passed)


def stops_by_hand(person: Any) -> list[str]:
    """What ends a promise made by hand; one with somebody close also ends with the consent to speak with them."""
    return [*every_stop(), *([StopsOn.CONSENT] if person is not None else [])]


def _columns(pace: Pace, passed: int) -> dict[str, Any]:
    return {
        "clock": pace.cadence.clock,
        "every_days": pace.cadence.days,
        "every_months": pace.cadence.months,
        "at_most": pace.at_most - passed if pace.at_most is not None else None,
    }


def _trigger(case: Case, rule: Rule, now: datetime) -> datetime:
    if rule.trigger != "leaving":
        return now
    left: datetime | None = stops.left_at(case)
    if left is None:
        raise Refused(_("The patient has not left yet. Begin this when they have."), field="rule")
    return left


def _first_to_come(case: Case, rule: Rule, tier: str, since: datetime) -> tuple[int, datetime]:
    """How many dates have passed already, and the next one."""
    now, last = clock.now(), since
    dates = rule.dates(tier, since, case.facility.tz, site_holidays(case.facility))
    for passed, at in enumerate(dates):
        if at > now:
            return passed, at
        last = at
    raise Refused(
        _("This was due %(when)s. Promise a follow-up by hand instead.")
        % {"when": wording.exact(last, now, case.facility.tz)},
        field="rule",
    )
