"""Who answers for privacy at a facility, and who supervises the team of a patient's case."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Role
from core import clock
from facilities.models import Facility
from patients.models import Case, Patient
from teams.models import FacilityRole, TeamMember


def privacy_officers(facility: Facility) -> "QuerySet[User]":
    """The privacy officers of a facility now."""
    held = _now(FacilityRole).filter(facility=facility, role=Role.PRIVACY)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def supervisors(patient: Patient) -> "QuerySet[User]":
    """Who supervises a team that has, or had, a case of the patient."""
    teams = Case.objects.filter(patient=patient, team__isnull=False).values("team")
    held = _now(TeamMember).filter(supervises=True, team__in=teams)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def overseers(patient: Patient, *, but: Any) -> dict[User, bool]:
    """Everybody who must hear of a look at a patient's record, except whoever looked; and whether they review it."""
    officers = set(privacy_officers(patient.facility))
    found = [*officers, *supervisors(patient)]
    return {person: person in officers for person in found if person.pk != but.pk}


def hearers(patient: Patient, *, but: Any) -> "QuerySet[User]":
    """Who is told of a look at a watched record: the privacy officers, else supervisors; never whoever looked."""
    officers = privacy_officers(patient.facility).exclude(pk=but.pk)
    return officers if officers.exists() else supervisors(patient).exclude(pk=but.pk)


def look_key(patient: Any, person: Any) -> str:
    """The key of a notice about a look: the patient, and enough of the person to tell them apart."""
    return f"{patient}:{str(person)[-12:]}"


def _now(model: Any) -> "QuerySet[Any]":
    now = clock.now()
    return model.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), live=True, starts_at__lte=now)
