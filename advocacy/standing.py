"""Whether a binder is open: while the client's consent lives; for a month after it only to be handed over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from core import clock
from core.access import visible_to
from patients.models import Case, Consent

# After the consent: as long as anybody who left a case may still read it, but here only to take the binder away.
TO_HAND_OVER = timedelta(days=30)


class Standing(Enum):
    LIVE = "live"
    LEAVING = "leaving"
    CLOSED = "closed"


def of(binder: Any) -> Standing:
    """How a binder stands now; a block or a lost account closes it like anything else the person sees."""
    whose = binder.patient.merged_into_id or binder.patient_id
    if consented(binder.advocate, whose):
        return Standing.LIVE
    ended = ended_at(consents(binder.advocate).filter(patient__in=[whose, binder.patient_id]), clock.now())
    return Standing.LEAVING if ended and clock.now() < ended + TO_HAND_OVER else Standing.CLOSED


def consented(advocate: Any, patient: Any) -> bool:
    """Whether a consent of the client opens their case to the advocate now: the same row of access that shows it."""
    return visible_to(Case, advocate, sources=("consent",)).filter(patient=patient).exists()


def consents(advocate: Any) -> Any:
    """Every consent that named this advocate."""
    return Consent.objects.filter(purpose=Consent.Purpose.ADVOCACY, to_user=advocate)


def ended_at(rows: Iterable[Consent], now: datetime) -> datetime | None:
    """When the last of some consents ended; None while one stands, or when there never was one."""
    ends = [_end(consent) for consent in rows if consent.starts_at <= now]
    return max(ends) if ends and all(end <= now for end in ends) else None


def _end(consent: Consent) -> datetime:
    known = [end for end in (consent.revoked_at, consent.ends_at) if end is not None]
    return min(known) if known else datetime.max.replace(tzinfo=consent.starts_at.tzinfo)
