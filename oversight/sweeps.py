"""What the clock does for privacy: reviews that are late climb, looks at watched records are told."""

from datetime import datetime, timedelta

from core import clock
from oversight.people import overseers
from teams.models import EmergencyAccess
from worklist import told

BATCH = 500


def press_late_reviews() -> int:
    """Tell privacy officers and supervisors again each day an emergency access stays unreviewed past its time."""
    now = clock.now()
    late = EmergencyAccess.objects.filter(status="opened", review_due_at__lt=now).select_related(
        "patient__facility", "user"
    )
    made = 0
    for row in late.order_by("review_due_at", "pk")[:BATCH]:
        people = overseers(row.patient, but=row.user)
        notices = [
            told.tell(person, "emergency-late", row.pk, n=_days(row, now), late=True) for person in people
        ]
        made += sum(notice is not None for notice in notices)
    return made


def _days(row: EmergencyAccess, now: datetime) -> int:
    """The days it is late, from 1: one notice each."""
    return (now - row.review_due_at) // timedelta(days=1) + 1
