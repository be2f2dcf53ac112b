"""What happens by itself: overdue visits, missed appointments, what cases that ended and people who left leave, the index."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.actors import system
from core import clock, turns
from core.permission_ids import permission_id
from core.refusals import Refused
from facilities.models import Facility
from outreach import actions, daily, missed, points
from outreach.models import EngagementScore, HomeVisit, Outreach
from outreach.models.protocol import OPEN
from patients.models import Case, Stage
from policy import engagement
from policy import queries as rules
from policy.models import RulePack
from teams.models import CaseAccess
from worklist.models import Item
from worklist.models.item import LIVE

BATCH = 200
# While an alarm rings for a visit only a person says that whoever went is safe.
NO_ALARM = ~Q(alarm__status__in=LIVE)
# The smallest grace a pack may give; each visit's own is asked when its alarm is raised.
SOONEST = timedelta(minutes=1)


def raise_alarms(batch: int = BATCH) -> int:
    """Ask after everybody who did not check out in time; how many alarms were raised."""
    late = HomeVisit.objects.filter(status__in=("planned", "inside"), alarm=None)
    late = late.filter(out_by__lte=clock.now() - SOONEST).select_related("case__facility", "visitor")
    return _each(late.order_by("out_by", "pk")[:batch], actions.raise_alarm)


def stop_ended(batch: int = BATCH) -> int:
    """End the protocols, call off the visits and drop the attempts of closed cases and of patients who died; how many.

    Whoever is inside already goes on being asked after, and so is whoever should have been there by now.
    """
    over = Q(case__stage=Stage.CLOSED) | Q(case__patient__deceased_at__isnull=False)
    rows = Outreach.objects.filter(over, status__in=OPEN).select_related("case").order_by("pk")
    done = _each(rows[:batch], lambda row, by: actions.stop_outreach(row, by=by, reason=missed.why_over(row)))
    tries = Item.objects.filter(
        kind=Item.Kind.REACH, status__in=LIVE, case__patient__deceased_at__isnull=False
    )
    tries = tries.exclude(outreaches__status__in=OPEN).select_related("case__patient").order_by("pk")
    done += _each(tries[:batch], actions.drop_attempt)
    visits = HomeVisit.objects.filter(over, NO_ALARM, status=HomeVisit.Status.PLANNED).select_related("case")
    return done + _each(
        visits.order_by("pk")[:batch],
        lambda row, by: actions.cancel_visit(row, by=by, reason=missed.why_over(row)),
    )


def hand_on_visits(batch: int = BATCH) -> int:
    """Call off the visits of people who may not work on their case any more, and ask the lead; how many.

    Where somebody asks already why nobody checked in, they find out first.
    """
    able = CaseAccess.objects.filter(user=OuterRef("visitor"), content_object=OuterRef("case"))
    able = able.filter(permission=permission_id(CaseAccess, "edit_work")).order_by()
    rows = HomeVisit.objects.filter(~Exists(able), status=HomeVisit.Status.PLANNED)
    rows = rows.filter(NO_ALARM).exclude(case__stage=Stage.CLOSED).select_related("case", "visitor", "item")
    return _each(rows.order_by("starts_at", "pk")[:batch], actions.hand_on_visit)


def call_after_missed(batch: int = BATCH) -> int:
    """Ask for a call about each appointment the patient did not keep; how many were asked for."""
    return _each(missed.appointments()[:batch], actions.call_about)


def keep_index(batch: int = BATCH) -> int:
    """Give every open case of a living patient its index of today, where it has none yet; how many were given."""
    return sum(_index_of(facility, batch) for facility in Facility.objects.order_by("pk"))


def _index_of(facility: Facility, batch: int) -> int:
    now, today = clock.now(), clock.today(facility.tz)
    scored = EngagementScore.objects.filter(case=OuterRef("pk"), on=today)
    rows = Case.objects.filter(facility=facility, patient__deceased_at=None)
    rows = rows.exclude(stage=Stage.CLOSED).exclude(Exists(scored))
    cases = list(rows.select_related("facility").order_by("pk")[:batch])
    if not cases:
        return 0
    rule = rules.governing(RulePack.Kind.ENGAGEMENT, facility, now)
    said = rules.engagement(facility, now)
    counts, before = points.counted(cases, now, said.window_days), points.before(cases)
    calm, fallen = [], 0
    for case in cases:
        total, parts = engagement.score(said, counts[case.pk])
        last = before[case.pk].points if case.pk in before else None
        facts: Any = {"on": today, "points": total, "parts": [part.plain() for part in parts], "rule": rule}
        if engagement.falls(said, last, total):
            fallen += _each(
                [case], lambda row, by, f=facts, b=last: actions.note_fall(row, by=by, before=b, **f)
            )
        else:
            calm.append(EngagementScore(case=case, before=last, **facts))
    return fallen + daily.keep(calm)


def _each(rows: Any, act: Callable[..., Any]) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            act(row, by=keeper)
        except Refused:
            continue  # somebody did it, or it is not due yet by the rules of its house
        except turns.BROKEN_ROW as error:
            turns.say(act, error)
            continue
        done += 1
    return done
