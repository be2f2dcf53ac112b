"""Writes the rows the access views join, so that the database says exactly what `GRANTS` says."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from accounts.models import RolePermission
from accounts.permissions import GRANTS, Reach

HELD_ON = {"case": ("patients", "case"), "facility": ("facilities", "facility")}


Row = tuple[str, str, str, int]


def wanted() -> set[Row]:
    """Every (role, reach, thing, permission key) that should stand; facility reach also covers the facility itself."""
    keys = {
        thing: dict(
            Permission.objects.filter(
                content_type=ContentType.objects.get_by_natural_key(*label)
            ).values_list("codename", "pk")
        )
        for thing, label in HELD_ON.items()
    }
    rows = set()
    for role, reaches in GRANTS.items():
        for reach, names in reaches.items():
            for name in names:
                if reach != Reach.DESK:
                    rows.add((role.value, reach.value, "case", keys["case"][name]))
                if reach in (Reach.FACILITY, Reach.DESK):
                    rows.add((role.value, reach.value, "facility", keys["facility"][name]))
    return rows


def standing() -> set[Row]:
    """Every (role, reach, thing, permission key) that stands in the database."""
    return set(RolePermission.objects.values_list("role", "reach", "thing", "permission_id"))


def sync() -> None:
    """Add what is missing and remove what is no longer granted."""
    should, stands = wanted(), standing()
    for role, reach, thing, permission in stands - should:
        RolePermission.objects.filter(role=role, reach=reach, thing=thing, permission_id=permission).delete()
    RolePermission.objects.bulk_create(
        RolePermission(role=role, reach=reach, thing=thing, permission_id=permission)
        for role, reach, thing, permission in sorted(should - stands)
    )
