"""Agreed times with the patient, and the stretches in which a person can be booked."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.localtime import end_of_day, local_date, start_of_day
from core.refusals import Refused
from facilities.models import Facility
from patients.models import Case
from worklist import duplicates, meetings, promises
from worklist.models import Appointment, Availability

Status = Appointment.Status


@action("edit_work")
def book(
    case: Case,
    *,
    by: Any,
    user: Any,
    activity: str,
    mode: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    bring: str = "",
    distinct_because: str = "",
    despite: bool = False,
) -> Appointment:
    """Book a person for the patient, inside the times they offered that day; they are reminded an hour before.

    The same activity within its window is stopped unless `distinct_because` says why; what takes the patient's or the
    person's time or rest is said first, and booked only `despite` it.
    """
    if not user.is_active or user.is_service:
        raise Refused(_("This person cannot be booked any more. Choose somebody else."), field="user")
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before booking."))
    _in_order(starts_at, ends_at)
    if starts_at <= clock.now():
        raise Refused(_("Choose a time to come."), field="starts_at")
    _within_offered_times(user, starts_at, ends_at, case.facility)
    duplicates.guard_meeting(case, by=by, because=distinct_because, activity=activity, starts_at=starts_at)
    if not despite:
        meetings.must_be_free(case, user, starts_at, ends_at)
    made = Appointment(
        case=case, user=user, activity=activity, mode=mode, place=place, bring=bring, created_by=by
    )
    made.starts_at, made.ends_at = starts_at, ends_at
    keep(made)
    promises.remind_of(made)
    return made


@action("edit_work", moves={Status.BOOKED: Status.KEPT})
def keep_appointment(appointment: Appointment, *, by: Any) -> Appointment:
    """The patient came, or was met."""
    return _over(appointment)


@action("edit_work", moves={Status.BOOKED: Status.NO_SHOW})
def miss_appointment(appointment: Appointment, *, by: Any) -> Appointment:
    """The patient did not come."""
    return _over(appointment)


@action("edit_work", moves={Status.BOOKED: Status.CANCELLED})
def cancel_appointment(appointment: Appointment, *, by: Any, reason: str) -> Appointment:
    """Call an appointment off; the time is free again."""
    if not reason.strip():
        raise Refused(_("Say why it is cancelled."), field="reason")
    appointment.cancel_reason, appointment.settled_at = reason.strip(), clock.now()
    promises.forget(appointment)
    return appointment


@action("edit_intake")
def offer_time(
    facility: Facility, *, by: Any, user: Any, starts_at: datetime, ends_at: datetime
) -> Availability:
    """Enter when somebody can be booked at a facility (the desk and supervisors do it for others)."""
    return _offer(facility, user, starts_at, ends_at)


@action("own_account")
def offer_own_time(
    user: Any, *, by: Any, facility: Facility, starts_at: datetime, ends_at: datetime
) -> Availability:
    """Enter when one can be booked oneself."""
    return _offer(facility, user, starts_at, ends_at)


def _offer(facility: Facility, user: Any, starts_at: datetime, ends_at: datetime) -> Availability:
    if not user.is_active or user.is_service:
        raise Refused(_("This person cannot be booked any more. Choose somebody else."), field="user")
    _in_order(starts_at, ends_at)
    if ends_at <= clock.now():
        raise Refused(_("This time is over. Offer a time to come."), field="ends_at")
    return keep(Availability(facility=facility, user=user, starts_at=starts_at, ends_at=ends_at))


def _in_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("This ends before it starts. Check both times.")})


def _over(appointment: Appointment) -> Appointment:
    if appointment.starts_at > clock.now():
        raise Refused(_("This appointment has not begun yet. Cancel it if it will not take place."))
    appointment.settled_at = clock.now()
    promises.forget(appointment)
    return appointment


def _within_offered_times(user: Any, starts_at: datetime, ends_at: datetime, facility: Facility) -> None:
    """Somebody who offered times that day is booked within them; who offered none can be asked for any free time."""
    day = local_date(starts_at, facility.tz)
    first, last = start_of_day(day, facility.tz), end_of_day(day, facility.tz)
    offered = Availability.objects.filter(user=user, starts_at__lte=last, ends_at__gt=first)
    if offered.exists() and not offered.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).exists():
        raise Refused(
            _("%(name)s did not offer that time. Choose one of the times they offered.")
            % {"name": user.short},
            field="starts_at",
        )
