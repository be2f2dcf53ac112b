"""Who may be named as a party to what a patient agrees to share."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Role
from core import clock
from facilities.models import Facility

# How somebody belongs to a facility: the relation of the person, and the way from it to the facility.
BELONGING = {
    "facility_roles": "facility",
    "unit_covers": "unit__facility",
    "memberships": "team__facility",
    "assignments": "case__facility",
}


def colleagues(facility: Facility) -> QuerySet[User]:
    """Advocates, wherever they are from, and who belongs to the facility today; nobody of another house."""
    now = clock.now()
    found = Q(default_role=Role.ADVOCATE)
    for relation, way in BELONGING.items():
        rows = User.objects.filter(
            Q(**{f"{relation}__ends_at": None}) | Q(**{f"{relation}__ends_at__gt": now}),
            **{f"{relation}__{way}": facility, f"{relation}__live": True, f"{relation}__starts_at__lte": now},
        )
        found |= Q(pk__in=rows.values("pk"))
    return User.objects.filter(found, is_active=True, is_service=False).order_by("name")
