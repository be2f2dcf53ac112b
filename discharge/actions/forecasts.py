"""Forecasts of a whole house, written once a day (feature 7)."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from discharge.models import Forecast
from discharge.queries import forecasts
from facilities.models import Facility


@action("edit_discharge")
def forecast_house(facility: Facility, *, by: Any) -> Facility:
    """Write today's forecast for everybody in the house who has none yet; refused where there is nothing to say."""
    said = forecasts.of_house(facility, but=forecasts.made_today(facility))
    if not said:
        raise Refused(_("Nobody here can be forecast who is not already: too little is known of past stays."))
    Forecast.objects.bulk_create(
        Forecast(
            case_id=each.case,
            leaving=each.leaving,
            made_at=clock.now(),
            p10=each.days[0],
            p50=each.days[1],
            p90=each.days[2],
            drivers=[code for code, _hours in each.range.drivers],
            cases=each.range.cases,
            thin=each.range.thin,
        )
        for each in said
    )
    return facility
