"""What the record says a patient will need, and what services of the directory do not meet of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from assessments.models import MedicationItem
from assessments.queries import abilities
from careplans.models import Restriction
from core import clock
from directory.models import Service, ServiceCapability
from patients.models import Case, CommunicationProfile
from referrals import matching
from referrals.matching import Gap, Need, Offer

# Treatments that an order in force says, by its kind; of "supervision" and "swallowing" only the named value does.
BY_KIND = {"oxygen": "oxygen", "isolation": "isolation", "wound": "wound"}
BY_VALUE = {("supervision", "nights"): "nights", ("supervision", "continuous"): "nights"}
# How a medicine's way in is written where it needs a line.
INTRAVENOUS = ("iv", "i.v.", "intravenous", "intravenously")


def need(case: Case) -> Need:
    """What the record says: expected abilities (now, where none is expected), hours of support, treatments in force."""
    rated = abilities.latest(case)
    levels = {name: row.now if row.expected is None else row.expected for name, row in rated.items()}
    hours = [row.support_needed for row in rated.values() if row.support_needed is not None]
    return Need(levels, max(hours) if hours else None, frozenset(_treatments(case)))


def offer(service: Service) -> Offer:
    """What a service can do now; one statement unless `can` was read with it (directory.queries.detailed)."""
    rows = getattr(service, "can", None)
    if rows is None:
        rows = list(ServiceCapability.objects.filter(service=service, ended_at=None))
    least = {row.code: row.least for row in rows if row.code in ServiceCapability.ABILITIES}
    others = frozenset(row.code for row in rows if row.code not in ServiceCapability.ABILITIES)
    return Offer(service.kind, least, others, service.support_hours)


def gaps(case: Case, service: Service) -> list[Gap]:
    """What a service does not surely meet of what a patient needs."""
    return matching.gaps(need(case), offer(service))


def unmet(case: Case, service: Service) -> list[str]:
    """The codes of what a service surely does not meet."""
    return matching.unmet(need(case), offer(service))


def _treatments(case: Case) -> Iterable[str]:
    today = clock.today(case.facility.tz)
    in_force = Q(until_on=None) | Q(until_on__gte=today)
    orders = Restriction.objects.filter(
        in_force, case=case, lifted_at=None, error_at=None, from_on__lte=today
    )
    for kind, value in orders.values_list("kind", "value"):
        if code := BY_KIND.get(kind) or BY_VALUE.get((kind, value)):
            yield code
    if _by_vein(case):
        yield "intravenous"
    if _interpreted(case):
        yield "interpreter"


def _by_vein(case: Case) -> bool:
    """Whether a medicine that is to go on is given by vein."""
    on = MedicationItem.objects.filter(case=case, error_at=None, action__in=["continue", "change", "new"])
    ways: list[Any] = list(on.values_list("route", flat=True))
    return any(way.strip().lower() in INTRAVENOUS for way in ways)


def _interpreted(case: Case) -> bool:
    # The header of a page has read it already.
    profile: CommunicationProfile | None = getattr(case.patient, "communication", None)
    return profile is not None and profile.needs_interpreter
