"""What the clock does for privacy: what is late climbs, watched records are told, each day of the trail is read."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.actors import system
from accounts.models import User
from audit.models import Event
from core import clock
from core.refusals import Refused
from facilities.models import Facility
from oversight import actions
from oversight.models import AccountingRequest, DayReview
from oversight.patterns import hits
from oversight.people import hearers, look_key
from oversight.queries.days import of_day
from patients.models import Patient
from policy import queries
from teams.models import EmergencyAccess
from worklist.models import Notification

BATCH = 500
# How far back looks are searched: a sweep that did not run for a weekend loses none; a notice is made once anyway.
LOOKS_BACK = timedelta(days=3)
LOOKS = 5000
SOON = timedelta(days=7)
# Days a daily look may come late: a scheduler that stood still for a week loses none.
DAYS_BACK = 7


def press_late_reviews(batch: int = BATCH) -> int:
    """Tell again each day that an emergency access stays unreviewed past its time; how many were pressed for."""
    now, keeper, done = clock.now(), system("keeper"), 0
    late = EmergencyAccess.objects.filter(status="opened", review_due_at__lt=now)
    for row in late.order_by("review_due_at", "pk")[:batch]:
        day = (now - row.review_due_at) // timedelta(days=1) + 1
        if not any(_told(f"{kind}:{row.pk}", day) for kind in ("emergency-late", "emergency-told-late")):
            actions.press_review(row, by=keeper, day=day)
            done += 1
    return done


def tell_of_looks(batch: int = BATCH) -> int:
    """Tell of looks at watched records and own records, once for each person, patient and day; how many."""
    keeper, done = system("keeper"), 0
    watched = (
        Patient.objects.filter(~Q(watch="") | Q(own_user__isnull=False)).select_related("facility").in_bulk()
    )
    people = {user.pk: user for user in User.objects.filter(is_service=False)} if watched else {}
    for patient, person, day in _looks(watched):
        if person not in people or _told(f"watched:{look_key(patient, person)}", day.toordinal()):
            continue
        if not hearers(watched[patient], but=people[person]).exists():
            continue  # nobody but whoever looked is there to be told; the trail keeps it
        try:
            actions.tell_of_look(watched[patient], by=keeper, user=people[person], day=day)
        except Refused:
            continue  # the record went away in the same moment
        done += 1
        if done >= batch:
            break
    return done


def look_through(batch: int = BATCH) -> int:
    """Look through each facility's days that are over and not looked through yet; how many days."""
    keeper, done = system("keeper"), 0
    for facility in Facility.objects.order_by("pk"):
        for on in _unreviewed(facility)[: batch - done]:
            rules, figures = queries.watching(facility, clock.now())
            found = [hit for day in of_day(facility, on, figures) for hit in hits(day, figures)]
            try:
                actions.review_day(
                    facility, by=keeper, on=on, hits=found, rules=rules, settled_days=figures.settled_days
                )
            except (Refused, ValidationError):
                continue  # another sweep was first, or is at this very moment
            done += 1
    return done


def _unreviewed(facility: Facility) -> list[date]:
    """The last days that are over at a facility and have no look yet, the oldest first."""
    today = clock.today(facility.tz)
    last = [today - timedelta(days=n) for n in range(DAYS_BACK, 0, -1)]
    done = set(DayReview.objects.filter(facility=facility, on__in=last).values_list("on", flat=True))
    return [on for on in last if on not in done]


def press_accountings(batch: int = BATCH) -> int:
    """Tell each day of accountings that are due within a week or late; how many."""
    keeper, done = system("keeper"), 0
    today = clock.today("UTC")
    due = AccountingRequest.objects.filter(status="open", due_on__lte=today + SOON)
    for row in due.order_by("due_on", "pk")[:batch]:
        day = today.toordinal()
        if not _told(f"accounting:{row.pk}", day):
            actions.press_accounting(row, by=keeper, day=day, late=row.due_on < today)
            done += 1
    return done


def _looks(watched: dict[Any, Patient]) -> Iterator[tuple[Any, Any, date]]:
    """Each (patient, person, day) in which somebody saw a watched record lately, the oldest first."""
    if not watched:
        return
    rows = Event.objects.filter(
        at__gt=clock.now() - LOOKS_BACK, actor_id__isnull=False, patient_ids__overlap=list(watched)
    ).exclude(outcome=Event.Outcome.FAILED)
    found: set[tuple[Any, Any, date]] = set()
    for at, person, patients in rows.order_by("-at").values_list("at", "actor_id", "patient_ids")[:LOOKS]:
        found |= {(key, person, _day(watched[key], at)) for key in patients if key in watched}
    yield from sorted(found, key=lambda look: (look[2], str(look[0]), str(look[1])))


def _day(patient: Patient, at: datetime) -> date:
    return at.astimezone(patient.facility.tz).date()


def _told(source: str, n: int) -> bool:
    return Notification.objects.filter(source=source, n=n).exists()
