"""The rule about rights that must hold before real patients are served."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Tags
from django.db import DatabaseError

from core.checks import in_production


@in_production(Tags.database)
def grants_are_as_written() -> Iterator[CheckMessage]:
    from accounts import grants

    try:
        differ = grants.wanted() != grants.standing()
    except (DatabaseError, KeyError):
        differ = True
    if differ:
        yield Error(
            "The rights in the database are not those of accounts/permissions.py: run migrate as the owner.",
            id="casemgmt.E017",
        )
