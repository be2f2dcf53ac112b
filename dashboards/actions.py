"""What is kept of the numbers: a house's targets, each day, each week's letter."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from dashboards.metrics import MEASURES, Kind
from dashboards.models import Brief, DailySnapshot, MeasureTarget
from facilities.models import Facility, Team
from teams.models import TeamMember
from worklist.told import tell


@action("manage_policy")
def set_target(facility: Facility, *, by: Any, measure: str, value: Decimal, source: str) -> MeasureTarget:
    """What a house aims at for a measure, and where that comes from; said again, it takes the place of the old one.

    Whoever sets the clocks and tiers of a house sets its targets: they bind every team of it, not one supervisor's.
    """
    known = MEASURES.get(measure)
    if known is None:
        raise Refused(_("There is no such measure."), field="measure")
    if value < 0 or (known.kind is Kind.RATE and value > 100):
        raise Refused(_("Enter a target from 0, for a rate up to 100."), field="value")
    if not source.strip():
        raise Refused(_("Say where the target comes from."), field="source")
    facts = {"value": value, "source": source.strip()}
    found = MeasureTarget.objects.filter(facility=facility, measure=measure).select_for_update().first()
    made: MeasureTarget = (
        change(found, **facts) if found else keep(MeasureTarget(facility=facility, measure=measure, **facts))
    )
    return made


@action("edit_quality")
def keep_day(team: Team, *, by: Any, day: date, figures: Iterable[tuple[str, Any]]) -> Team:
    """Keep how measures stood on a day; what is kept of that day already stays as it is."""
    DailySnapshot.objects.bulk_create(
        [
            DailySnapshot(
                team=team,
                measure=name,
                version=MEASURES[name].version,
                day=day,
                numerator=figure.numerator,
                denominator=figure.denominator,
            )
            for name, figure in figures
        ],
        ignore_conflicts=True,
    )
    return team


@action("edit_quality")
def write_brief(team: Team, *, by: Any, week_of: date, figures: dict[str, Any]) -> Brief:
    """Keep a week's letter, and tell the supervisors of the team that it is there; refused where there is one already."""
    if Brief.objects.filter(team=team, week_of=week_of).exists():
        raise Refused(_("The letter of this week is written."))
    made: Brief = keep(Brief(team=team, week_of=week_of, made_at=clock.now(), figures=figures))
    for member in _supervisors(team):
        tell(member.user, "brief", made.pk)
    return made


def _supervisors(team: Team) -> "QuerySet[TeamMember]":
    now = clock.now()
    rows = TeamMember.objects.filter(
        team=team, supervises=True, live=True, starts_at__lte=now, user__is_active=True
    )
    return rows.exclude(ends_at__lte=now).select_related("user").order_by("pk")
