"""Length of stay against the national mean, and returns: by the house's one reading of both, never by a second rule."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from core.localtime import local_date
from dashboards.metrics import Kind, Values, measure
from dashboards.scope import PERIOD, Scope
from encounters.models import Encounter
from encounters.queries import readmissions, stays

LEFT = Order("ended_at", datetime.fromisoformat)
WINDOWS = {"readmitted-7": 7, "readmitted-30": 30}
ONE_DAY = timedelta(days=1)


def reckon(scope: Scope) -> dict[str, Values]:
    """What the team's inpatient stays of the last 60 days come to, by measure; three statements."""
    today = local_date(scope.now, scope.team.facility.tz)
    among = Encounter.objects.filter(case__in=scope.every)
    found = stays.ended(among, today - 2 * PERIOD * ONE_DAY, today)
    lately = [stay for stay in found if stay.left_on > today - PERIOD * ONE_DAY]
    usual = stays.lengths_of_stay(lately).all.rows
    against = stays.variance(lately).all.stays
    back = _returns(found, today) if found else {name: {} for name in WINDOWS}
    return {
        "stay-days": {key: (days,) for key, days in usual},
        "stay-index": {row.key: (row.days, row.gmlos or Decimal(0)) for row in against},
        **back,
    }


def _returns(found: list[Any], today: Any) -> dict[str, Values]:
    """Of the stays whose window ended in the last 30 days, which were followed by an unplanned one within it."""
    rows = readmissions.around(found, found[0].left_on, today)
    told = {}
    for name, days in WINDOWS.items():
        last = today - (days + 1) * ONE_DAY
        index = [stay for stay in found if last - PERIOD * ONE_DAY < stay.left_on <= last]
        judged = readmissions.judged_of(index, rows, within=days, today=today)
        told[name] = {stay.key: (row.readmitted,) for stay, row in judged if row.eligible}
    return told


def _of(name: str) -> Any:
    def values(scope: Scope) -> Values:
        return reckon(scope)[name]

    return values


def _stays(scope: Scope) -> Any:
    return Encounter.objects.filter(case__in=scope.every)


FACTS: dict[str, Any] = {"shape": "stay", "order": LEFT, "told_again": True}

measure(
    "stay-days",
    label=_("Length of stay"),
    definition=_(
        "Median of the midnights from the inpatient order to leaving, over the team's inpatient stays that ended in the last"
        " 30 days; deaths and transfers count. Left out: newborns, hospice, psychiatric and rehabilitation stays."
    ),
    source="KPI-01",
    kind=Kind.MEDIAN,
    unit=_("days"),
    better="less",
    icon="bed",
    reckon=_of("stay-days"),
    **FACTS,
)(_stays)
measure(
    "stay-index",
    label=_("Length of stay against GMLOS"),
    definition=_(
        "Days of the team's inpatient stays that ended in the last 30 days, divided by the days that CMS's geometric mean of"
        " their final groups expects; 1.00 is as long as expected. Left out: stays without a final group or a mean, deaths,"
        " stays ended against advice, acute transfers."
    ),
    source="KPI-02; CMS IPPS Table 5 as the site imported it",
    kind=Kind.RATIO,
    better="less",
    icon="bed",
    reckon=_of("stay-index"),
    **FACTS,
)(_stays)
RETURNS: dict[str, tuple[Any, Any]] = {
    "readmitted-7": (
        _("Readmitted within 7 days"),
        _(
            "The team's index stays followed by an unplanned inpatient stay in any acute hospital the system knows within 7"
            " days, of those whose window ended in the last 30 days, by the rules R-READ. Left out: what R-READ 2 and 3"
            " leave out. This is not the risk-standardised rate of CMS."
        ),
    ),
    "readmitted-30": (
        _("Readmitted within 30 days"),
        _(
            "The team's index stays followed by an unplanned inpatient stay in any acute hospital the system knows within 30"
            " days, of those whose window ended in the last 30 days, by the rules R-READ. Left out: what R-READ 2 and 3"
            " leave out. This is not the risk-standardised rate of CMS."
        ),
    ),
}
for _name, (_label, _definition) in RETURNS.items():
    measure(
        _name,
        label=_label,
        definition=_definition,
        source="KPI-04; clinical.md 4.1",
        kind=Kind.RATE,
        better="less",
        icon="undo-2",
        reckon=_of(_name),
        **FACTS,
    )(_stays)
