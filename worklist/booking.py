"""Whether somebody can be booked at a time: a colleague, or a clinician outside whose hours the desk keeps. Reads only."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.localtime import end_of_day, local_date, start_of_day
from core.refusals import Refused
from directory.models import Practitioner
from facilities.models import Facility
from worklist.models import Availability


def must_be_one_person(user: Any, practitioner: Practitioner | None) -> None:
    """Refused unless the time is with exactly one person who can be booked."""
    if (user is None) == (practitioner is None):
        raise ValidationError({"user": _("Choose one person: a colleague, or somebody from outside.")})
    if user is not None and (not user.is_active or user.is_service):
        raise Refused(_("This person cannot be booked any more. Choose somebody else."), field="user")


def must_be_in_order(starts_at: datetime, ends_at: datetime) -> None:
    """Wrong input (422) when a time ends before it starts."""
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("This ends before it starts. Check both times.")})


def must_be_to_come(starts_at: datetime, ends_at: datetime) -> None:
    """In order, and not begun yet."""
    must_be_in_order(starts_at, ends_at)
    if starts_at <= clock.now():
        raise Refused(_("Choose a time to come."), field="starts_at")


def must_be_offered(
    facility: Facility,
    starts_at: datetime,
    ends_at: datetime,
    *,
    user: Any = None,
    practitioner: Practitioner | None = None,
    because: str = "",
) -> None:
    """Refused outside what they offered, unless it is said why it is promised all the same.

    A colleague who offered no times that day can be asked for any free one; of somebody outside nothing is promised
    that their practice did not offer.
    """
    if because.strip():
        return
    times = Availability.objects.filter(user=user, practitioner=practitioner)
    if practitioner is not None:
        times = times.filter(facility=facility)
    if times.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).exists():
        return
    if practitioner is not None:
        raise Refused(
            _(
                "%(name)s did not offer that time. Enter the hours that their practice offers, or say who agreed to it."
            )
            % {"name": practitioner.name},
            field="unoffered_because",
        )
    day = local_date(starts_at, facility.tz)
    first, last = start_of_day(day, facility.tz), end_of_day(day, facility.tz)
    if times.filter(starts_at__lte=last, ends_at__gt=first).exists():
        raise Refused(
            _("%(name)s did not offer that time. Choose one of the times they offered.")
            % {"name": user.short},
            field="starts_at",
        )
