"""Agreed times with the patient, and the stretches in which a person can be booked."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from directory.models import Practitioner
from facilities.models import Facility
from patients.models import Case
from worklist import booking, duplicates, meetings, promises, to_patients
from worklist.models import Appointment, Availability

Status = Appointment.Status


@action("edit_work")
def book(
    case: Case,
    *,
    by: Any,
    activity: str,
    mode: str,
    starts_at: datetime,
    ends_at: datetime,
    user: Any = None,
    practitioner: Practitioner | None = None,
    place: str = "",
    directions: str = "",
    bring: str = "",
    unoffered_because: str = "",
    distinct_because: str = "",
    despite: bool = False,
) -> Appointment:
    """Book a colleague or somebody outside for the patient, inside the times they offered; both are reminded.

    Outside those times only `unoffered_because`. The same activity within its window is stopped unless
    `distinct_because` says why; what takes the patient's or the person's time or rest is said first, and booked only
    `despite` it. The patient is reminded as the consent to reminders says, or not at all.
    """
    booking.must_be_one_person(user, practitioner)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before booking."))
    booking.must_be_to_come(starts_at, ends_at)
    who: dict[str, Any] = {"user": user, "practitioner": practitioner}
    booking.must_be_offered(case.facility, starts_at, ends_at, because=unoffered_because, **who)
    duplicates.guard_meeting(case, by=by, because=distinct_because, activity=activity, starts_at=starts_at)
    made = Appointment(case=case, activity=activity, mode=mode, created_by=by, **who)
    made.place, made.directions, made.bring = place, directions, bring
    made.starts_at, made.ends_at, made.unoffered_because = starts_at, ends_at, unoffered_because.strip()
    if not despite:
        meetings.must_be_free(made)
    keep(made)
    promises.remind_of(made)
    return made


@action("edit_work", moves={Status.BOOKED: Status.BOOKED})
def move_appointment(
    appointment: Appointment,
    *,
    by: Any,
    starts_at: datetime,
    ends_at: datetime,
    unoffered_because: str = "",
    despite: bool = False,
) -> Appointment:
    """Move an appointment to another time; reminders move with it, and the patient is told once, as they agreed to."""
    booking.must_be_to_come(starts_at, ends_at)
    who: dict[str, Any] = {"user": appointment.user, "practitioner": appointment.practitioner}
    place = appointment.case.facility
    booking.must_be_offered(place, starts_at, ends_at, because=unoffered_because, **who)
    appointment.starts_at, appointment.ends_at = starts_at, ends_at
    appointment.unoffered_because = unoffered_because.strip()
    if not despite:
        meetings.must_be_free(appointment)
    promises.forget(appointment)
    to_patients.take_back(appointment)
    promises.remind_of(appointment)
    to_patients.tell(appointment, "moved")
    return appointment


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
    """Call an appointment off; the time is free again, and the patient is told once, as they agreed to."""
    if not reason.strip():
        raise Refused(_("Say why it is cancelled."), field="reason")
    appointment.cancel_reason, appointment.settled_at = reason.strip(), clock.now()
    promises.forget(appointment)
    to_patients.take_back(appointment)
    if appointment.starts_at > clock.now():
        to_patients.tell(appointment, "cancelled")
    return appointment


@action("edit_work", moves={Status.BOOKED: Status.BOOKED})
def take_back_reminders(appointment: Appointment, *, by: Any) -> Appointment:
    """The patient withdrew the consent to reminders: what was still to be said of this appointment is not said."""
    if not to_patients.unconsented().filter(pk=appointment.pk).exists():
        raise Refused(_("Nothing is left to take back."))
    to_patients.take_back(appointment)
    return appointment


@action("edit_intake")
def offer_time(
    facility: Facility, *, by: Any, user: Any, starts_at: datetime, ends_at: datetime
) -> Availability:
    """Enter when somebody can be booked at a facility (the desk and supervisors do it for others)."""
    return _offer(facility, user=user, starts_at=starts_at, ends_at=ends_at)


@action("edit_intake")
def offer_practitioner_time(
    facility: Facility, *, by: Any, practitioner: Practitioner, starts_at: datetime, ends_at: datetime
) -> Availability:
    """Enter when somebody outside can be booked, as their practice said (the desk keeps these hours)."""
    return _offer(facility, practitioner=practitioner, starts_at=starts_at, ends_at=ends_at)


@action("own_account")
def offer_own_time(
    user: Any, *, by: Any, facility: Facility, starts_at: datetime, ends_at: datetime
) -> Availability:
    """Enter when one can be booked oneself."""
    return _offer(facility, user=user, starts_at=starts_at, ends_at=ends_at)


def _offer(
    facility: Facility,
    *,
    starts_at: datetime,
    ends_at: datetime,
    user: Any = None,
    practitioner: Practitioner | None = None,
) -> Availability:
    booking.must_be_one_person(user, practitioner)
    booking.must_be_in_order(starts_at, ends_at)
    if ends_at <= clock.now():
        raise Refused(_("This time is over. Offer a time to come."), field="ends_at")
    who = {"user": user, "practitioner": practitioner}
    return keep(Availability(facility=facility, starts_at=starts_at, ends_at=ends_at, **who))


def _over(appointment: Appointment) -> Appointment:
    if appointment.starts_at > clock.now():
        raise Refused(_("This appointment has not begun yet. Cancel it if it will not take place."))
    appointment.settled_at = clock.now()
    promises.forget(appointment)
    to_patients.take_back(appointment)
    return appointment
