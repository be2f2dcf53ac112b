"""What the clocks and the lists of places need to know."""

from datetime import date

from facilities.models import Facility, Holiday


def site_holidays(facility: Facility) -> frozenset[date]:
    """The dates a site adds to the observed federal holidays; `core.calendar` takes them as they are."""
    return frozenset(Holiday.objects.filter(facility=facility).values_list("on", flat=True))
